import { describe, expect, it } from 'vitest';
import { itemsPath } from '../../src/map/items.ts';

describe('the path that itemsToParse starts from', () => {
  it.each([
    ['.members', '.members'],
    ['.file.content.services', '.file.content.services'],
    ['.list[0].deeper', '.list[0].deeper'],
    ['.["full name"].list', '.["full name"].list'],
    ['.members // []', '.members'],
    ['(.members | map(.id))', '.members'],
    ['. as $root | .members | map({$root})', '.members'],
    ['. | .members', '.members'],
    ['.members | .[1:]', '.members'],
  ])('is found in %s', (expression, path) => {
    const found = itemsPath(expression);

    expect(found).toBe(path);
  });

  it.each([['[.members[] | .id]'], ['.'], ['$ENV'], ['to_entries'], ['.[]']])('is absent from %s', (expression) => {
    const found = itemsPath(expression);

    expect(found).toBeUndefined();
  });
});
