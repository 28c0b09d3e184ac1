import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyQuery, endpoint } from '../../src/http/endpoint.ts';

describe('endpoint', () => {
  it.each([
    ['a number', 42, '42'],
    ['a slash', 'group/project', 'group%2Fproject'],
    ['a dot', 'my.project', 'my%2Eproject'],
    ['dots in a row', 'a/../..', 'a%2F%2E%2E%2F%2E%2E'],
    ['a space', 'a b', 'a%20b'],
    ['what ends a path', 'feature/a#b?c', 'feature%2Fa%23b%3Fc'],
    ['a percent sign', '100%', '100%25'],
    ['unicode', 'größe', 'gr%C3%B6%C3%9Fe'],
  ])('encodes %s', (_, value, encoded) => {
    const { path } = endpoint`projects/${value}/issues`;

    expect(path).toBe(`projects/${encoded}/issues`);
  });

  it.each(['.', '..'])('refuses %s, which would lead to another path, as something that does not exist', (value) => {
    expect(() => endpoint`blueprints/${value}/bulk/entities/delete`).toThrow(
      expect.objectContaining({ status: 404, message: expect.stringContaining('/blueprints/:id/bulk') }),
    );
  });

  it('names the route without the values', () => {
    const { route } = endpoint`projects/${'secret/project'}/members/${7}`;

    expect(route).toBe('/projects/:id/members/:id');
  });

  it('survives as one path segment of a URL, whatever the value', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (value) => {
        fc.pre(!['.', '..'].includes(value));
        const url = new URL(`https://gitlab.test/api/v4/${endpoint`projects/${value}`.path}`);

        const segments = url.pathname.split('/');

        expect(segments).toHaveLength(5);
        expect(decodeURIComponent(segments[4] ?? '')).toBe(value);
      }),
    );
  });
});

describe('applyQuery', () => {
  it('writes numbers and booleans as text and leaves undefined out', () => {
    const url = applyQuery(new URL('https://gitlab.test/groups'), { per_page: 100, active: false, search: undefined });

    expect(url.search).toBe('?per_page=100&active=false');
  });

  it('repeats a list under its name with brackets', () => {
    const url = applyQuery(new URL('https://gitlab.test/issues'), { iids: ['1', '2'], none: [] });

    expect(url.searchParams.getAll('iids[]')).toEqual(['1', '2']);
    expect([...url.searchParams.keys()]).not.toContain('none[]');
  });
});
