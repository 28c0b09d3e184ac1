import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldsOf, fingerprint } from '../../src/load/fingerprint.ts';

function shuffleKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffleKeys);
  if (typeof value !== 'object' || value === null) return value;
  const reversed = Object.entries(value).reverse();
  return Object.fromEntries(reversed.map(([key, item]) => [key, shuffleKeys(item)]));
}

/** What JSON makes of a value: minus zero and `__proto__` come back as they would from Port. */
const arbitraryJson = fc.jsonValue().map((value): unknown => JSON.parse(JSON.stringify(value)));

describe('fingerprint', () => {
  it.each([
    ['null and absence', 'properties.a', null, undefined],
    ['no related entity and an empty list', 'relations.a', null, []],
    ['one related entity and a list of it', 'relations.a', 'x', ['x']],
    ['related entities in any order', 'relations.a', ['x', 'y'], ['y', 'x', 'x']],
    ['no team and an empty list', 'team', undefined, []],
    ['one team and a list of it', 'team', 'x', ['x']],
    ['teams in any order', 'team', ['x', 'y'], ['y', 'x']],
    ['numbers that are spelt differently', 'properties.a', 1, 1.0],
  ])('takes %s for the same', (_, field, one, other) => {
    expect(fingerprint(field, one)).toBe(fingerprint(field, other));
  });

  it.each([
    ['text and a number', 'properties.a', '1', 1],
    ['nothing and empty text', 'properties.a', null, ''],
    ['nothing and false', 'properties.a', null, false],
    ['nothing and an empty list that is no relation', 'properties.a', null, []],
    ['an empty object and an empty list', 'properties.a', {}, []],
    ['an object and a list of its entries', 'properties.a', { x: 1 }, [['x', 1]]],
    ['an absent key and a null within a property', 'properties.a', {}, { x: null }],
    ['lists in another order', 'properties.a', ['x', 'y'], ['y', 'x']],
    ['one value and a list of it in a property', 'properties.a', 'x', ['x']],
    ['titles in another case', 'title', 'a', 'A'],
    ['other teams', 'team', ['x'], ['x', 'y']],
    ['a search and what it may find', 'relations.a', { combinator: 'and', rules: [] }, ['x']],
  ])('tells %s apart', (_, field, one, other) => {
    expect(fingerprint(field, one)).not.toBe(fingerprint(field, other));
  });

  it('gives any value the same number whatever the order of its keys', () => {
    fc.assert(
      fc.property(arbitraryJson, (value) => {
        expect(fingerprint('properties.a', shuffleKeys(value))).toBe(fingerprint('properties.a', value));
      }),
    );
  });

  it('gives different values different numbers', () => {
    fc.assert(
      fc.property(arbitraryJson, arbitraryJson, (one, other) => {
        const areEqual = fingerprint('properties.a', one) === fingerprint('properties.a', other);

        expect(areEqual).toBe(isDeepStrictEqual(one, other));
      }),
      { numRuns: 500 },
    );
  });
});

describe('fieldsOf', () => {
  it('names the fields that are present, null included', () => {
    const fields = fieldsOf({ title: null, team: ['x'], properties: { a: null }, relations: { b: 'y' } });

    expect([...fields]).toEqual([
      ['title', null],
      ['team', ['x']],
      ['properties.a', null],
      ['relations.b', 'y'],
    ]);
  });

  it('knows neither blueprint nor identifier as a field', () => {
    const entity = { blueprint: 'service', identifier: 'a', icon: 'GitLab', properties: null, relations: undefined };

    expect([...fieldsOf(entity)]).toEqual([['icon', 'GitLab']]);
  });
});
