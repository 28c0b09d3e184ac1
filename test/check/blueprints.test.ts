import { describe, expect, it } from 'vitest';
import { checkBlueprints } from '../../src/check/blueprints.ts';
import type { StoredBlueprint } from '../../src/load/stored-blueprints.ts';
import { type EntityMapping, mappingSchema } from '../../src/map/mapping.ts';
import { makeResource } from '../map/mapping.ts';

const SERVICE = {
  identifier: 'service',
  schema: {
    properties: {
      url: { type: 'string', format: 'url' },
      language: { type: 'string' },
      stars: { type: 'number' },
      topics: { type: 'array' },
    },
    required: ['url'],
  },
  relations: {
    group: { target: 'group', many: false, required: false },
    owners: { target: 'user', many: true, required: false },
  },
  calculationProperties: { age: { type: 'number', calculation: '1' } },
};

const known = {
  all: new Map<string, StoredBlueprint>([
    ['service', SERVICE],
    ['group', { identifier: 'group' }],
  ]),
  coming: new Set(['group']),
};

function check(given: Partial<EntityMapping>, wanted?: readonly string[]) {
  const mappings = { blueprint: '"service"', ...given };
  const mapping = { ...mappingSchema({}).parse({}), resources: [makeResource({ mappings })] };
  return checkBlueprints(mapping, known, wanted);
}

const url = '.web_url';

describe('the check of the blueprints', () => {
  it('says that all fits, and that the first run creates a blueprint', () => {
    const properties = { url, stars: '.star_count', topics: '.topics', language: '.anything' };
    const relations = { group: '.namespace.full_path', owners: '[.creator.username]' };

    expect(check({ properties, relations })).toEqual([
      expect.objectContaining({ title: 'service', state: 'ok', detail: '4 properties and 2 relations fit' }),
    ]);
    expect(check({ blueprint: '"group"' })).toEqual([
      expect.objectContaining({ state: 'ok', detail: expect.stringContaining('the first run creates it') }),
    ]);
  });

  it('names a blueprint that Port lacks, and the one that was meant', () => {
    expect(check({ blueprint: '"sevice"' })).toEqual([
      expect.objectContaining({
        title: 'sevice',
        state: 'failed',
        exit: 'partial',
        detail: 'Port has no such blueprint; resources[0] (project) maps to it',
        remedy: expect.stringContaining('Did you mean service?'),
      }),
    ]);
  });

  it.each([
    ['a misspelt property', { properties: { url, langauge: '.a' } }, 'properties.langauge', 'Did you mean language?'],
    ['a property that Port computes', { properties: { url, age: '.a' } }, 'properties.age', 'Take it out'],
    ['a number in a text', { properties: { url: '.id' } }, 'properties.url', 'Correct the expression'],
    ['a constant of another type', { properties: { url, stars: '"many"' } }, 'properties.stars', 'Correct the'],
    ['an unknown relation', { properties: { url }, relations: { grop: '.a' } }, 'relations.grop', 'mean group?'],
    ['a list for one', { properties: { url }, relations: { group: '[.a]' } }, 'relations.group', 'set many'],
  ])('finds %s', (_, given, field, remedy) => {
    expect(check(given)).toEqual([
      expect.objectContaining({
        title: `service: ${field}`,
        state: 'failed',
        exit: 'partial',
        remedy: expect.stringContaining(remedy),
      }),
    ]);
  });

  it.each([
    ['a property like no other, which Port may take', { url, coverage: '.a' }, 'properties.coverage'],
    ['a required property that nothing maps', { language: '.a' }, 'properties.url'],
  ])('warns of %s', (_, properties, field) => {
    expect(check({ properties })).toEqual([
      expect.objectContaining({ title: `service: ${field}`, state: 'warning', exit: 'partial' }),
    ]);
  });

  it('skips a blueprint that jq computes, kinds that are not wanted, and what it does not know', () => {
    expect(check({ blueprint: '.kind' })).toEqual([expect.objectContaining({ state: 'skipped' })]);
    expect(check({ blueprint: '"sevice"' }, ['group'])).toEqual([]);
    expect(checkBlueprints(undefined, known, undefined)).toEqual([expect.objectContaining({ state: 'skipped' })]);
  });
});
