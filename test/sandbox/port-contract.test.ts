import fc from 'fast-check';
import { expect, it } from 'vitest';
import { describeWithContract } from '../support/contract.ts';
import { createCatalogClient, UPSERT } from '../support/port-catalog.ts';
import { readPortContract } from '../support/port-contract.ts';

const BULK = '/v1/blueprints/service/entities/bulk';
const SEARCH = '/v1/entities/search';
const PAGE = '/v1/blueprints/service/entities/search';
const DELETE = '/v1/blueprints/service/bulk/entities/delete';
const ACTIONS = '/v1/actions';
const SCORECARDS = '/v1/blueprints/service/scorecards';
const TOKEN = '/v1/auth/access_token';
const BLUEPRINTS = '/v1/blueprints';

const rule = (fields: object) => ({ combinator: 'and', rules: [fields] });
const action = (fields: object) => ({
  identifier: 'a',
  trigger: { type: 'self-service', operation: 'CREATE', userInputs: { properties: {} } },
  invocationMethod: { type: 'KAFKA' },
  ...fields,
});
const blueprint = (fields: object) => ({ identifier: 'b', title: 'B', schema: { properties: {} }, ...fields });

describeWithContract('The published specification', () => {
  const contract = readPortContract();

  it.each([
    [TOKEN, { clientId: 'a' }],
    [TOKEN, { clientId: 'a', clientSecret: 1 }],
    [BULK, { entities: [{ identifier: 'a', properties: null }] }],
    [BULK, { entities: [{ identifier: 'a', relations: { group: null, uses: ['a'] } }] }],
    [BULK, { entities: [{ identifier: 'a', relations: { uses: ['a b'] } }] }],
    [BULK, { entities: [{ identifier: 'a', icon: null }] }],
    [BULK, { entities: [{ identifier: 'a', team: null }] }],
    [BULK, { entities: [{ identifier: 'a', team: ['x'], extra: 1 }] }],
    [BULK, { entities: [{ identifier: rule({ property: '$title', operator: '=', value: 'a' }) }] }],
    [BULK, { entities: [{ identifier: rule({ property: '$title', operator: '!=', value: 'a' }) }] }],
    [BULK, { entities: [{ identifier: rule({ property: '$title', operator: 'in', value: 'a' }) }] }],
    [BULK, { entities: [{ identifier: rule(rule({ property: 'a', operator: 'contains', value: null })) }] }],
    [BULK, { entities: [], more: true }],
    [SEARCH, { rules: [] }],
    [SEARCH, { combinator: 'xor', rules: [] }],
    [SEARCH, rule({ property: '$identifier', operator: 'in', value: ['a'] })],
    [SEARCH, rule({ property: '$identifier', operator: 'isEmpty' })],
    [SEARCH, rule({ property: '$identifier', operator: 'isEmpty', value: 1 })],
    [SEARCH, rule({ property: 'a', operator: 'between', value: { from: '2026-01-01T00:00:00Z' } })],
    [SEARCH, rule({ operator: 'relatedTo', blueprint: 'service', value: 'a' })],
    [SEARCH, rule({ operator: 'relatedTo', value: 'a' })],
    [SEARCH, rule(rule({ property: 'a', operator: '=', value: true }))],
    [PAGE, {}],
    [PAGE, { limit: 0 }],
    [PAGE, { limit: 1001 }],
    [PAGE, { from: 1 }],
    [PAGE, { include: '$updatedAt' }],
    [DELETE, { entities: [1] }],
    [DELETE, { entities: ['a'], force: true }],
    [BLUEPRINTS, blueprint({ identifier: 'a b' })],
    [BLUEPRINTS, blueprint({ identifier: 'b'.repeat(101) })],
    [BLUEPRINTS, blueprint({ title: '' })],
    [BLUEPRINTS, blueprint({ schema: { properties: { a: { type: 'string', format: 'uri' } } } })],
    [BLUEPRINTS, blueprint({ schema: { properties: { a: { type: 'string', enum: ['x'], enumColors: {} } } } })],
    [BLUEPRINTS, blueprint({ relations: { 'a b': { target: 'group', required: false, many: false } } })],
    [BLUEPRINTS, blueprint({ relations: { a: { target: 'group', many: false } } })],
    [BLUEPRINTS, blueprint({ relations: { a: { target: 'group', required: false, many: true, extra: 1 } } })],
    [BLUEPRINTS, blueprint({ ownership: { type: 'Inherited' } })],
    [BLUEPRINTS, blueprint({ mirrorProperties: { a: { path: 'title' } } })],
    [BLUEPRINTS, blueprint({ calculationProperties: { a: { type: 'string' } } })],
    ['/v1/integration', { installationAppType: 'gitlab-v2' }],
    ['/v1/integration', { installationId: 'i', changelogDestination: { type: 'NATS' } }],
    ['/v1/integration', { installationId: 'i', config: { resources: [{ kind: 'project' }] } }],
    [ACTIONS, { identifier: 'a', trigger: { type: 'automation' } }],
    [ACTIONS, action({})],
    [ACTIONS, action({ identifier: 'a/b' })],
    [ACTIONS, action({ trigger: 'CREATE' })],
    [ACTIONS, action({ invocationMethod: { type: 'MAIL' } })],
    [ACTIONS, action({ extra: 1 })],
    [SCORECARDS, { identifier: 'a', title: 'A', rules: [] }],
    [SCORECARDS, { identifier: 'a b', title: 'A', rules: [] }],
    [SCORECARDS, { identifier: 'a', title: 'A' }],
    [SCORECARDS, { identifier: 'a', title: 'A', rules: [{ identifier: 'r', title: 'R' }] }],
    [SCORECARDS, { identifier: 'a', title: 'A', rules: [], extra: 1 }],
  ])('and the sandbox agree on whether POST %s may carry %j', async (path, body) => {
    const port = await createCatalogClient();

    const { status } = await port.send('POST', path, { body, query: { ...UPSERT, delete_dependents: true } });

    expect(status === 422).toBe((contract?.request('POST', path, body) ?? []).length > 0);
  });

  it('and the sandbox agree on every identifier', async () => {
    const port = await createCatalogClient();
    const character = fc.constantFrom(...'aZ09@_.+:\\/=- #%é\u0301字\u{1F600}');
    const identifier = fc.oneof(fc.string({ unit: character, maxLength: 4 }), fc.string({ unit: 'binary' }));

    await fc.assert(
      fc.asyncProperty(identifier, async (text) => {
        const body = { entities: [{ identifier: text }] };
        const { status } = await port.send('POST', BULK, { body, query: UPSERT });
        return (status === 422) === (contract?.request('POST', BULK, body) ?? []).length > 0;
      }),
    );
  });

  it('is what answers are checked against: one of another shape is a problem', () => {
    const answer = { ok: true, entities: [{ identifier: 'a', index: 0 }], errors: [] };

    const problems = contract?.response('POST', BULK, 207, answer);

    expect(problems).toEqual(["/entities/0 must have required property 'created'"]);
  });
});
