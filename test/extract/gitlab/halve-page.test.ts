import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { halvePage } from '../../../src/extract/gitlab/client.ts';

const LIST = 'https://gitlab.test/api/v4/groups';

describe('halvePage', () => {
  it.each([
    ['the third hundred as the fifth fifty', 'per_page=100&page=3', 'per_page=50&page=5'],
    ['the first page as the first', 'per_page=100&page=1', 'per_page=50&page=1'],
    ['a page that no half begins at, as a third', 'per_page=99&page=2', 'per_page=33&page=4'],
    ['a list without a page number', 'per_page=100&order_by=id', 'per_page=50&order_by=id'],
    ['a keyset page after the same id', 'per_page=100&id_after=7', 'per_page=50&id_after=7'],
    ['an odd size where the page begins at a multiple', 'per_page=25&page=1', 'per_page=12&page=1'],
  ])('asks for %s', (_, query, expected) => {
    const smaller = halvePage(new URL(`${LIST}?${query}`));

    expect(smaller?.href).toBe(`${LIST}?${expected}`);
  });

  it.each([
    ['the half would be too small', 'per_page=19&page=1'],
    ['no half page begins at the same row', 'per_page=25&page=2'],
    ['the size is not known', 'page=2'],
    ['the size is no number', 'per_page=all'],
    ['the page is no number', 'per_page=100&page=last'],
  ])('gives up where %s', (_, query) => {
    const smaller = halvePage(new URL(`${LIST}?${query}`));

    expect(smaller).toBeUndefined();
  });

  it('leaves the given address as it was', () => {
    const url = new URL(`${LIST}?per_page=100&page=3`);

    halvePage(url);

    expect(url.search).toBe('?per_page=100&page=3');
  });

  it('begins at the row that was asked for, with at most half as many', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 100 }), fc.integer({ min: 1, max: 1000 }), (size, page) => {
        const smaller = halvePage(new URL(`${LIST}?per_page=${size}&page=${page}`));

        fc.pre(smaller !== undefined);
        const smallerSize = Number(smaller.searchParams.get('per_page'));
        const smallerPage = Number(smaller.searchParams.get('page'));
        expect((smallerPage - 1) * smallerSize).toBe((page - 1) * size);
        expect(smallerSize).toBeLessThanOrEqual(size / 2);
      }),
    );
  });

  it('can halve every page of an even size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 50 }), fc.integer({ min: 1, max: 1000 }), (half, page) => {
        const smaller = halvePage(new URL(`${LIST}?per_page=${half * 2}&page=${page}`));

        expect(smaller).toBeDefined();
      }),
    );
  });
});
