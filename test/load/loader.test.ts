import { describe, expect, it } from 'vitest';
import type { Entity } from '../../src/entity.ts';
import { addBlueprint, loadAll, type OpenPort, openPort, stored } from './sandbox-port.ts';

const SEARCH = { combinator: 'and', rules: [{ property: '$identifier', operator: '=', value: 'a' }] };

function openServices(): OpenPort {
  const sandbox = openPort();
  addBlueprint(sandbox, 'group', { parent: 'group' });
  addBlueprint(sandbox, 'service', { group: 'group', uses: { target: 'service', required: false, many: true } });
  return sandbox;
}

function makeEntity(identifier: Entity['identifier'], fields: Partial<Entity> = {}): Entity {
  return { blueprint: 'service', identifier, ...fields };
}

describe('loading one resource', () => {
  it('counts what was created, updated and left unchanged, each entity once', async () => {
    const sandbox = openServices();
    await loadAll(sandbox, [[[makeEntity('a', { title: 'A' }), makeEntity('b', { title: 'B' })]]]);

    const again = [makeEntity('a', { title: 'A' }), makeEntity('b', { title: 'new' }), makeEntity('c')];
    const { loader } = await loadAll(sandbox, [[again, again]]);

    expect(loader.tally(0).counts).toEqual({ created: 1, updated: 1, unchanged: 1, failed: 0 });
  });

  it('writes nothing where nothing has changed', async () => {
    const sandbox = openServices();
    const data = [
      [
        [
          makeEntity('a', { title: 'A', properties: { list: [1], none: null }, relations: { group: 'g', uses: [] } }),
          makeEntity('b', { team: ['x', 'y'], relations: { uses: ['b', 'a'] } }),
        ],
      ],
    ];
    await loadAll(sandbox, data);
    const before = sandbox.writes();

    const { loader } = await loadAll(sandbox, data);

    expect(sandbox.writes()).toBe(before);
    expect(loader.tally(0).counts).toEqual({ created: 0, updated: 0, unchanged: 2, failed: 0 });
  });

  it('counts as created what Port has made for a relation a moment before', async () => {
    const sandbox = openServices();
    const pointing = makeEntity('a', { relations: { group: 'g' } });
    const target = { blueprint: 'group', identifier: 'g', title: 'G' };

    const { catalog, loader } = await loadAll(sandbox, []);
    catalog.readAhead([pointing, target]);

    await loader.load(0, [pointing]);
    await loader.load(1, [target]);

    expect(loader.tally(1).counts).toEqual({ created: 1, updated: 0, unchanged: 0, failed: 0 });
    expect(stored(sandbox, 'group', 'g')).toMatchObject({ title: 'G' });
  });

  it('counts as updated what another source has made, though a relation to another blueprint names its like', async () => {
    const sandbox = openServices();
    await loadAll({ ...sandbox, port: sandbox.as('another') }, [[[makeEntity('g')]]]);
    const relations = new Map([['service', new Map([['group', 'group']])]]);
    const entities = [makeEntity('a', { relations: { group: 'g' } }), makeEntity('g', { title: 'G' })];

    const { loader } = await loadAll(sandbox, [[entities]], { relations });

    expect(loader.tally(0).counts).toMatchObject({ created: 1, updated: 1 });
  });

  it('writes nothing before all that is read ahead is known, so that what it makes does not look old', async () => {
    const sandbox = openServices();
    const { catalog, loader } = await loadAll(sandbox, []);
    catalog.readAhead([{ blueprint: 'service' }, { blueprint: 'group' }]);

    await loader.load(0, [makeEntity('a', { relations: { group: 'g' } })]);

    const { table } = await catalog.get('group');
    expect(stored(sandbox, 'group', 'g')).toBeDefined();
    expect(table.find('g')).toBeUndefined();
  });

  it('clears a field that is mapped as null', async () => {
    const sandbox = openServices();
    await loadAll(sandbox, [[[makeEntity('a', { properties: { x: 1 }, relations: { group: 'g' } })]]]);

    await loadAll(sandbox, [[[makeEntity('a', { properties: { x: null }, relations: { group: null } })]]]);

    expect(stored(sandbox, 'service', 'a')).toMatchObject({ properties: {}, relations: {} });
  });

  it('writes an entity once that one batch maps twice', async () => {
    const sandbox = openServices();
    const twice = [
      makeEntity('ü', { properties: { one: 1 } }),
      makeEntity('u\u0308', { title: 'U', properties: { two: 2 } }),
    ];

    const { loader } = await loadAll(sandbox, [[twice]]);

    expect(sandbox.writes()).toBe(1);
    expect(stored(sandbox, 'service', 'ü')).toMatchObject({ title: 'U', properties: { one: 1, two: 2 } });
    expect(loader.tally(0).counts).toEqual({ created: 1, updated: 0, unchanged: 0, failed: 0 });
  });

  it('keeps a bad identifier from Port and loads the rest', async () => {
    const sandbox = openServices();

    const { loader } = await loadAll(sandbox, [[[makeEntity('not allowed'), makeEntity('good')]]]);

    expect(loader.tally(0)).toMatchObject({
      counts: { created: 1, failed: 1 },
      failures: [
        { blueprint: 'service', identifier: 'not allowed', count: 1, message: expect.stringContaining('" "') },
      ],
    });
  });

  it('tells what was left out of an entity', async () => {
    const sandbox = openServices();

    const { loader } = await loadAll(sandbox, [[[makeEntity('a', { relations: { group: 'not allowed' } })]]]);

    expect(loader.tally(0).warnings).toEqual([expect.stringMatching(/^relations\.group: /)]);
    expect(stored(sandbox, 'service', 'a')).toMatchObject({ relations: {} });
  });

  it('reports what Port refuses, and tries nothing else of it', async () => {
    const sandbox = openServices();
    addBlueprint(sandbox, 'strict', {}, { count: { type: 'number' } });
    const entities = ['a', 'b'].map((name) => ({
      ...makeEntity(name),
      blueprint: 'strict',
      properties: { count: 'x' },
    }));

    const { loader } = await loadAll(sandbox, [[entities]]);

    expect(loader.tally(0).counts.failed).toBe(2);
    expect(loader.tally(0).failures).toMatchObject([{ blueprint: 'strict', identifier: 'a' }]);
    expect(sandbox.writes()).toBe(1);
  });

  it('names an entity with a search identifier by its query, and protects its blueprint', async () => {
    const sandbox = openServices();

    const { loader } = await loadAll(sandbox, [[[makeEntity(SEARCH)]]]);

    expect(loader.tally(0).failures).toMatchObject([{ identifier: JSON.stringify(SEARCH) }]);
    expect([...loader.unidentified]).toEqual(['service']);
  });

  it('knows by its identifier what a search identifier found', async () => {
    const sandbox = openServices();
    await loadAll(sandbox, [[[makeEntity('a')]]]);

    const { loader, catalog } = await loadAll(sandbox, [[[makeEntity(SEARCH, { title: 'found' })]]]);

    expect(stored(sandbox, 'service', 'a')).toMatchObject({ title: 'found' });
    expect(catalog.blueprints.get('service')?.table.isMapped('a')).toBe(true);
    expect(loader.unidentified.size).toBe(0);
  });

  it.each([
    ['identifier', makeEntity(SEARCH, { title: 'A' })],
    ['relation', makeEntity('a', { relations: { uses: SEARCH } })],
    ['team', makeEntity('a', { team: SEARCH })],
  ])('always writes an entity with a search as %s', async (_, entity) => {
    const sandbox = openServices();
    await loadAll(sandbox, [[[makeEntity('a', { title: 'A' })]]]);
    await loadAll(sandbox, [[[entity]]]);
    const before = sandbox.writes();

    const { loader } = await loadAll(sandbox, [[[entity]]]);

    expect(sandbox.writes()).toBe(before + 1);
    expect(loader.tally(0).counts.updated).toBe(1);
  });
});

describe('loading an entity that is mapped more than once', () => {
  const project = makeEntity('a', { title: 'from project', properties: { language: 'go' } });
  const file = makeEntity('a', { title: 'from file', properties: { readme: 'text' } });

  it.each([
    ['one batch, merging', true, [[[project, file]]]],
    ['two batches, merging', true, [[[project], [file]]]],
    ['two resources, merging', true, [[[project]], [[file]]]],
    ['one batch, replacing', false, [[[project, file]]]],
    ['two batches, replacing', false, [[[project], [file]]]],
    ['two resources, replacing', false, [[[project]], [[file]]]],
  ])('gives what the later says and writes nothing the next time (%s)', async (_, merge, data) => {
    const sandbox = openServices();
    await loadAll(sandbox, data, { merge });
    const before = sandbox.writes();

    const { loader } = await loadAll(sandbox, data, { merge });

    const properties = merge ? { language: 'go', readme: 'text' } : { readme: 'text' };
    expect(stored(sandbox, 'service', 'a')).toMatchObject({ title: 'from file', properties });
    expect(sandbox.writes()).toBe(before);
    expect(loader.tally(0).counts).toEqual({ created: 0, updated: 0, unchanged: 1, failed: 0 });
  });

  it('keeps a change back until no later resource maps to its blueprint, then writes it once', async () => {
    const sandbox = openServices();
    await loadAll(sandbox, [[[makeEntity('a', { title: 'old' })]]]);
    const before = sandbox.writes();

    const { loader } = await loadAll(sandbox, [[[project]], [[makeEntity('g', { blueprint: 'group' })]], [[file]]]);

    // One for the group, one for both changes of the service.
    expect(sandbox.writes()).toBe(before + 2);
    expect([0, 1, 2].map((resource) => loader.tally(resource).counts)).toMatchObject([
      { updated: 1 },
      { created: 1 },
      { updated: 0, unchanged: 0 },
    ]);
  });

  it('lets the later count too where one of them has a search', async () => {
    const sandbox = openServices();
    const searching = makeEntity('a', { title: 'from search', relations: { uses: SEARCH } });
    await loadAll(sandbox, [[[makeEntity('a', { title: 'old' })]]]);

    await loadAll(sandbox, [[[project]], [[searching]]]);

    expect(stored(sandbox, 'service', 'a')).toMatchObject({ title: 'from search', properties: { language: 'go' } });
  });

  it('writes early what exceeds the limit of changes held back, and ends with what the later says', async () => {
    const sandbox = openServices();
    const titled = (title: string) => ['a', 'b', 'c'].map((identifier) => makeEntity(identifier, { title }));
    await loadAll(sandbox, [[titled('old')]]);
    const before = sandbox.writes();

    const { loader } = await loadAll(sandbox, [[titled('first')], [titled('second')]], { mostHeld: 2 });

    expect(sandbox.writes()).toBe(before + 2);
    expect(loader.tally(0).counts).toEqual({ created: 0, updated: 3, unchanged: 0, failed: 0 });
    expect(['a', 'b', 'c'].map((name) => stored(sandbox, 'service', name)?.title)).toEqual(Array(3).fill('second'));
  });

  it('knows which fields are gone when one write has replaced another', async () => {
    const sandbox = openServices();
    const one = makeEntity('a', { properties: { language: 'go' } });
    const other = makeEntity('a', { properties: { readme: 'text' } });
    await loadAll(sandbox, [[[one], [other]]], { merge: false });

    // Nothing is held back, so that the one is written before the other is heard.
    await loadAll(sandbox, [[[one]], [[other]]], { merge: false, mostHeld: 0 });

    expect(stored(sandbox, 'service', 'a')).toMatchObject({ properties: { readme: 'text' } });
  });
});

describe('loading an entity whose later contribution replaces the earlier', () => {
  const earlier = makeEntity('a', { properties: { language: 'go' }, relations: { group: 'g' } });
  const later = makeEntity('a', { properties: { readme: null } });

  it.each([
    ['one batch', [[[earlier, later]]]],
    ['two batches', [[[earlier], [later]]]],
    ['two resources', [[[earlier]], [[later]]]],
  ])('clears what only the earlier names, and finds nothing to do after that: %s', async (_, resources) => {
    const sandbox = openServices();
    await loadAll(sandbox, resources, { merge: false });
    const first = stored(sandbox, 'service', 'a');
    const writes = sandbox.writes();

    await loadAll(sandbox, resources, { merge: false });

    expect(first).toMatchObject({ properties: {}, relations: {} });
    expect(sandbox.writes()).toBe(writes);
  });

  it('leaves alone what no contribution of this run names', async () => {
    const sandbox = openServices();
    await loadAll(sandbox, [[[makeEntity('a', { properties: { language: 'go', stars: 1 } })]]], { merge: false });
    const writes = sandbox.writes();

    await loadAll(sandbox, [[[makeEntity('a', { properties: { language: 'go' } })]]], { merge: false });

    expect(sandbox.writes()).toBe(writes);
  });
});

describe('loading an entity of which not everything could be read', () => {
  const whole = makeEntity('a', { title: 'A', properties: { language: 'go', stars: 1 } });
  const partial = makeEntity('a', { title: 'new', properties: { stars: 2 }, isPartial: true });

  it.each([true, false])('leaves in Port what could not be read (merge: %s)', async (merge) => {
    const sandbox = openServices();
    await loadAll(sandbox, [[[whole]]], { merge });

    await loadAll(sandbox, [[[partial]]], { merge });

    expect(stored(sandbox, 'service', 'a')).toMatchObject({ title: 'new', properties: { language: 'go', stars: 2 } });
  });

  it('is not undone by an earlier change when replacing', async () => {
    const sandbox = openServices();
    const earlier = makeEntity('a', { title: 'earlier' });
    await loadAll(sandbox, [[[earlier]], [[whole]]], { merge: false });

    await loadAll(sandbox, [[[earlier]], [[partial]]], { merge: false });

    expect(stored(sandbox, 'service', 'a')).toMatchObject({ title: 'new', properties: { language: 'go', stars: 2 } });
  });

  it('leaves it in Port in a second attempt too', async () => {
    const sandbox = openServices();
    await loadAll(sandbox, [[[whole]]], { merge: false });
    const waiting = { ...partial, relations: { group: 'g' } };
    const group = makeEntity('g', { blueprint: 'group' });

    await loadAll(sandbox, [[[waiting]], [[group]]], { merge: false, createMissingRelatedEntities: false });

    expect(stored(sandbox, 'service', 'a')).toMatchObject({
      properties: { language: 'go', stars: 2 },
      relations: { group: 'g' },
    });
  });
});

describe('loading into a blueprint that Port does not have', () => {
  it('fails every entity once, sends nothing and gives the reason once', async () => {
    const sandbox = openServices();
    const entities = ['a', 'b', 'a'].map((identifier) => makeEntity(identifier, { blueprint: 'nowhere' }));

    const { loader, catalog } = await loadAll(sandbox, [[entities], [entities]]);

    expect(sandbox.writes()).toBe(0);
    expect([loader.tally(0).counts.failed, loader.tally(1).counts.failed]).toEqual([2, 0]);
    expect(loader.tally(0).failures).toEqual([
      {
        blueprint: 'nowhere',
        identifier: 'a',
        message: expect.stringContaining('nowhere does not exist'),
        topic: 'missing-blueprint',
        count: 2,
      },
    ]);
    expect(catalog.blueprints.get('nowhere')?.table.isMapped('a')).toBe(true);
  });
});

describe('loading into a blueprint whose entities cannot be read', () => {
  it('writes all of it', async () => {
    const sandbox = openServices();
    await loadAll(sandbox, [[[makeEntity('a', { title: 'A' })]]]);
    sandbox.control.fail({ path: '/v1/blueprints/service/entities/search', status: 500 });

    const { loader, catalog } = await loadAll(sandbox, [[[makeEntity('a', { title: 'A' })]]]);

    expect(loader.tally(0).counts).toMatchObject({ updated: 1 });
    expect(catalog.blueprints.get('service')).toMatchObject({ state: 'unread', reason: expect.any(String) });
  });

  it('takes nothing that relations name for made by this run', async () => {
    const sandbox = openServices();
    const data = [[[makeEntity('a', { relations: { uses: ['b'] } }), makeEntity('b', { title: 'B' })]]];
    await loadAll(sandbox, data);
    sandbox.control.fail({ path: '/v1/blueprints/service/entities/search', status: 500 });

    const { loader } = await loadAll(sandbox, data);

    expect(loader.tally(0).counts).toMatchObject({ created: 0, updated: 2 });
  });
});

describe('a second attempt', () => {
  const strict = { createMissingRelatedEntities: false };
  const group = (identifier: string, parent: string | null) =>
    makeEntity(identifier, { blueprint: 'group', relations: { parent } });

  it('loads what came before its related entities, targets first', async () => {
    const sandbox = openServices();

    const { loader } = await loadAll(sandbox, [[[group('c', 'b')], [group('b', 'a')], [group('a', null)]]], strict);

    expect(['b', 'c'].map((name) => stored(sandbox, 'group', name)?.relations)).toEqual([
      { parent: 'a' },
      { parent: 'b' },
    ]);
    expect(loader.tally(0)).toMatchObject({ counts: { created: 3, failed: 0 }, failures: [] });
  });

  it('tells entities of one name in two blueprints apart', async () => {
    const sandbox = openServices();
    const data = [[makeEntity('a', { relations: { group: 'a' } }), group('a', 'root')], [group('root', null)]];

    const { loader } = await loadAll(sandbox, [data], strict);

    expect(stored(sandbox, 'service', 'a')).toMatchObject({ relations: { group: 'a' } });
    expect(loader.tally(0).counts).toMatchObject({ created: 3, failed: 0 });
  });

  it('breaks a circle by a first write without the relation', async () => {
    const sandbox = openServices();
    const circle = [group('a', 'b'), group('b', 'a'), group('c', 'a')];

    const { loader } = await loadAll(sandbox, [[circle]], strict);

    expect(['a', 'b', 'c'].map((name) => stored(sandbox, 'group', name)?.relations)).toEqual([
      { parent: 'b' },
      { parent: 'a' },
      { parent: 'a' },
    ]);
    expect(loader.tally(0).counts).toEqual({ created: 3, updated: 0, unchanged: 0, failed: 0 });
  });

  it('fails for good what points at nothing', async () => {
    const sandbox = openServices();

    const { loader } = await loadAll(sandbox, [[[group('a', 'nobody')]]], strict);

    expect(loader.tally(0)).toMatchObject({
      counts: { created: 0, failed: 1 },
      failures: [{ identifier: 'a', message: expect.stringContaining('not_found') }],
    });
  });

  it.each([true, false])('lets the later clear what the earlier wanted (merge: %s)', async (merge) => {
    const sandbox = openServices();
    const earlier = makeEntity('a', { properties: { x: 1 }, relations: { group: 'g' } });
    const later = makeEntity('a', { properties: { x: null } });

    await loadAll(sandbox, [[[earlier]], [[later]], [[group('g', null)]]], { ...strict, merge });

    expect(stored(sandbox, 'service', 'a')).toMatchObject({ properties: {}, relations: merge ? { group: 'g' } : {} });
  });

  it.each([true, false])('does not put the earlier over the later (merge: %s)', async (merge) => {
    const sandbox = openServices();
    const earlier = makeEntity('a', { title: 'earlier', relations: { group: 'g' } });
    const data = [[[earlier]], [[makeEntity('a', { title: 'later' })]], [[group('g', null)]]];

    await loadAll(sandbox, data, { ...strict, merge });

    expect(stored(sandbox, 'service', 'a')).toMatchObject({
      title: 'later',
      relations: merge ? { group: 'g' } : {},
    });
  });
});
