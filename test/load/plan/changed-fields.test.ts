import { describe, expect, it } from 'vitest';
import { changedFields } from '../../../src/load/plan/changed-fields.ts';
import { createMask } from '../../../src/log/mask.ts';

const unmasked = (text: string) => text;

describe('the fields that a write changes', () => {
  it('are those with another value, old and new as JSON', () => {
    const stored = { title: 'Old', properties: { stars: 1, url: 'u', tags: ['a'] }, relations: { group: 'g' } };
    const written = { title: 'New', properties: { stars: null, url: 'u', tags: ['a', 'b'], language: 'Go' } };

    expect(changedFields(stored, written, false, unmasked)).toEqual([
      { field: 'title', before: '"Old"', after: '"New"' },
      { field: 'properties.stars', before: '1' },
      { field: 'properties.tags', before: '["a"]', after: '["a","b"]' },
      { field: 'properties.language', after: '"Go"' },
    ]);
  });

  it('are not those that Port takes for the same', () => {
    const stored = { team: ['b', 'a'], properties: { gone: null }, relations: { group: ['g'] } };
    const written = { team: ['a', 'b'], properties: { absent: null }, relations: { group: 'g', none: [] } };

    expect(changedFields(stored, written, false, unmasked)).toEqual([]);
  });

  it('are also those that a replacement clears', () => {
    const stored = { title: 'Old', properties: { url: 'u' }, relations: { group: 'g' } };

    expect(changedFields(stored, { title: 'Old' }, true, unmasked)).toEqual([
      { field: 'properties.url', before: '"u"' },
      { field: 'relations.group', before: '"g"' },
    ]);
  });

  it('are shortened after secrets are masked, so that no half of one is left', () => {
    const secret = 'hunter2'.repeat(10);
    const readme = `${'x'.repeat(170)}${secret}`;

    const [change] = changedFields({}, { properties: { readme } }, false, createMask([secret]));

    expect(change?.after).toHaveLength(182);
    expect(change?.after).toMatch(/x\[REDACTED\]"$/);
  });
});
