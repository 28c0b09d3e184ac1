import { describe, expect, it } from 'vitest';
import { uniteEntities } from '../../src/load/unite.ts';
import { makeBody } from './make-body.ts';

describe('uniteEntities', () => {
  it('unites the fields of one entity when merging; the later wins where they differ', () => {
    const earlier = makeBody('a', {
      title: 'old',
      icon: 'GitLab',
      properties: { language: 'go', url: 'x' },
      relations: { group: 'g' },
    });
    const later = makeBody('a', { title: 'new', properties: { url: null, readme: 'text' }, relations: { owner: 'o' } });

    const united = uniteEntities([earlier, later], true);

    expect(united).toStrictEqual([
      {
        blueprint: 'service',
        identifier: 'a',
        title: 'new',
        icon: 'GitLab',
        properties: { language: 'go', url: null, readme: 'text' },
        relations: { group: 'g', owner: 'o' },
      },
    ]);
  });

  it('replaces the earlier by the later when not merging', () => {
    const later = makeBody('a', { properties: { url: 'y' } });

    const united = uniteEntities([makeBody('a', { title: 'old', properties: { language: 'go' } }), later], false);

    expect(united).toStrictEqual([later]);
  });

  it.each([true, false])('keeps the order of first appearance (merge: %s)', (merge) => {
    const united = uniteEntities([makeBody('b'), makeBody('a'), makeBody('b'), makeBody('c')], merge);

    expect(united.map(({ identifier }) => identifier)).toEqual(['b', 'a', 'c']);
  });

  it('keeps apart what differs in blueprint or in case', () => {
    const entities = [makeBody('a'), makeBody('a', { blueprint: 'group' }), makeBody('A')];

    const united = uniteEntities(entities, true);

    expect(united).toStrictEqual(entities);
  });

  it('adds no fields that neither entity has', () => {
    const united = uniteEntities([makeBody('a'), makeBody('a', { title: 'A' })], true);

    expect(united).toStrictEqual([makeBody('a', { title: 'A' })]);
  });

  it('changes none of the given entities', () => {
    const earlier = makeBody('a', { properties: { one: 1 } });

    uniteEntities([earlier, makeBody('a', { properties: { two: 2 } })], true);

    expect(earlier).toStrictEqual(makeBody('a', { properties: { one: 1 } }));
  });
});
