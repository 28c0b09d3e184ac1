import { describe, expect, it } from 'vitest';
import type { Entity } from '../../src/entity.ts';
import { prepareEntity } from '../../src/load/entity-body.ts';

const SEARCH = { combinator: 'and', rules: [{ property: '$identifier', operator: '=', value: 'a b#c' }] };

function prepare(fields: Partial<Entity>) {
  return prepareEntity({ blueprint: 'service', identifier: 'a', ...fields });
}

function prepareBody(fields: Partial<Entity>): unknown {
  const prepared = prepare(fields);
  return 'body' in prepared ? prepared.body : prepared;
}

describe('prepareEntity', () => {
  it('keeps what Port takes as it is', () => {
    const fields = {
      title: 'A',
      icon: 'GitLab',
      team: ['one', 'two'],
      properties: { description: null, count: 0, nested: { a: [1] } },
      relations: { group: 'g/a', members: ['m1', 'm2'] },
    };

    const prepared = prepare(fields);

    expect(prepared).toStrictEqual({ body: { blueprint: 'service', identifier: 'a', ...fields }, warnings: [] });
  });

  it('holds only the fields that the mapping names', () => {
    expect(prepareBody({})).toStrictEqual({ blueprint: 'service', identifier: 'a' });
  });

  it('leaves null title, icon and team out', () => {
    const body = prepareBody({ title: null, icon: null, team: null, properties: {}, relations: {} });

    expect(body).toStrictEqual({ blueprint: 'service', identifier: 'a', properties: {}, relations: {} });
  });

  it('writes numbers and booleans as text where Port takes text only', () => {
    const body = prepareBody({ title: 42, icon: true, team: [7, null, 'x', {}] });

    expect(body).toMatchObject({ title: '42', icon: 'true', team: ['7', 'x'] });
  });

  it('leaves out what is no text where Port takes text only', () => {
    const body = prepareBody({ title: { text: 'A' }, icon: ['GitLab'], team: {} });

    expect(body).toStrictEqual({ blueprint: 'service', identifier: 'a' });
  });

  it('sends the composed form of identifiers and targets', () => {
    const body = prepareBody({ identifier: 'gro\u0308ße', relations: { group: 'u\u0308' } });

    expect(body).toMatchObject({ identifier: 'größe', relations: { group: 'ü' } });
  });

  it('rejects an entity with a bad identifier and says why', () => {
    const prepared = prepare({ identifier: 'a b' });

    expect(prepared).toMatchObject({ rejection: expect.stringContaining('" "'), warnings: [] });
  });

  it('passes search queries on for identifier, team and relations', () => {
    const fields = { identifier: SEARCH, team: SEARCH, relations: { owner: SEARCH } };

    const prepared = prepare(fields);

    expect(prepared).toEqual({ body: { blueprint: 'service', ...fields }, warnings: [] });
  });

  it('writes numbers as relation targets and counts empty text as none', () => {
    const body = prepareBody({ relations: { one: 42, none: '', gone: null, many: [1, '', null, 'a'] } });

    expect(body).toMatchObject({ relations: { one: '42', none: null, gone: null, many: ['1', 'a'] } });
  });

  it.each([
    ['a bad identifier', 'a b', '" "'],
    ['a boolean', true, 'boolean'],
    ['an object', { id: 1 }, 'object'],
  ])('leaves out a target that is %s, with a warning that names the relation', (_, target, reason) => {
    const warnings = [expect.stringMatching(/^relations\.group: /)];

    const single = prepare({ relations: { group: target } });
    const many = prepare({ relations: { group: ['good', target] } });

    expect(single).toMatchObject({ body: { relations: { group: null } }, warnings });
    expect(many).toMatchObject({ body: { relations: { group: ['good'] } }, warnings });
    expect(single.warnings.join()).toContain(reason);
  });

  it('leaves out a list within a list of targets', () => {
    const prepared = prepare({ relations: { group: [['a']] } });

    expect(prepared).toMatchObject({
      body: { relations: { group: [] } },
      warnings: [expect.stringContaining('is a list')],
    });
  });

  it('warns once for each target that is left out', () => {
    const { warnings } = prepare({ relations: { group: ['a b', 'c d', 'e'], owner: '..' } });

    expect(warnings).toHaveLength(3);
  });
});
