import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFileFilters } from '../../../src/extract/content/file-filters.ts';

/** What is known of a path: that every engine finds it, that none does, or neither. */
function judge(text: string, path: string): 'found' | 'not found' | 'unsure' | undefined {
  const filters = parseFileFilters(text);
  if (filters === undefined) return undefined;
  if (!filters.mayFind(path)) return 'not found';
  return filters.surelyFind(path) ? 'found' : 'unsure';
}

describe('a search for names of files', () => {
  it.each([
    ['filename:port.yml', 'port.yml'],
    ['filename:port.yml', 'a/b/Port.YML'],
    ['filename:PORT.yml', 'port.yml'],
    ['filename:*.tf', 'infra/main.tf'],
    ['filename:docker*.yml', 'docker-compose.prod.yml'],
    ['path:.github/workflows', '.github/workflows/ci.yml'],
    ['path:charts/*/Chart.yaml', 'charts/api/Chart.yaml'],
    ['extension:py', 'src/main.py'],
    ['  path:src   extension:py ', 'src/main.py'],
    ['filename:main.py path:src extension:py', 'src/main.py'],
  ])('%j surely finds %j', (text, path) => {
    expect(judge(text, path)).toBe('found');
  });

  it.each([
    ['filename:port.yml', 'port.yaml'],
    ['filename:port.yml', 'port/yml'],
    ['filename:a*b*c', 'acb'],
    ['path:src', 'lib/main.py'],
    ['extension:py', 'src/happy'],
    ['filename:main.py path:src', 'lib/main.py'],
    ['filename:port.yml', 'docs/größe/日本語.md'],
  ])('%j surely does not find %j', (text, path) => {
    expect(judge(text, path)).toBe('not found');
  });

  it.each([
    ['a name that only ends so: basic search finds it', 'filename:port.yml', 'report.yml'],
    ['a name across directories', 'filename:docs/a.md', 'x/docs/a.md'],
    ['a name that an index cuts at the space', 'filename:port.yml', 'port.yml backup'],
    ['a directory that the index knows at the beginning alone', 'path:workflows', '.github/workflows/ci.yml'],
    ['an extension before the end', 'extension:yml', 'port.yml.bak'],
    ['a letter that an index folds', 'filename:cafe.md', 'café.md'],
    ['a letter that is two in an index', 'filename:strasse.md', 'Straße.md'],
    ['a rare letter', 'filename:a.md', 'ƕ.md'],
    ['a path with a space', 'filename:a.md', 'with space/a.md'],
  ])('does not know of %s', (_, text, path) => {
    expect(judge(text, path)).toBe('unsure');
  });

  it.each([
    ['println', 'a word'],
    ['println filename:a.go', 'a word and a filter'],
    ['-filename:a.go', 'what is not to be found'],
    ['filename:a.go filename:b.go', 'two names'],
    ['filename:"a b.go"', 'a name with a space'],
    ['filename:a?.go', 'a wildcard of the index alone'],
    ['filename:größe.md', 'letters that an index folds'],
    ['extension:y*', 'a wildcard in an extension'],
    ['filename:a:b', 'a colon, which GitLab drops'],
    ['Filename:a', 'no filter'],
    ['filename:', 'no value'],
    [`filename:${'a'.repeat(81)}`, 'a text that GitLab may take for abuse'],
    ['blob:0a1b', 'a filter of the index alone'],
    ['', 'nothing'],
  ])('is not %j: %s', (text) => {
    expect(parseFileFilters(text)).toBeUndefined();
  });

  it('is at once done with a pattern that is made to take long', () => {
    const path = `${'a'.repeat(100_000)}b`;

    expect(judge(`filename:${'*a'.repeat(40)}`, path)).toBe('unsure');
  });
});

/** The filters as basic search compares them, all over the path. */
const BASIC: Readonly<Record<string, (value: string) => RegExp>> = {
  filename: (value) => new RegExp(`${value}$`, 'is'),
  path: (value) => new RegExp(value, 'is'),
  extension: (value) => new RegExp(`\\.${value}$`, 'is'),
};

const fold = (text: string) => text.toLowerCase().normalize('NFKD').replaceAll(/\p{M}/gu, '');

/** What an index knows of a path that a filter is compared with: names and their words, and the path from any directory on. */
function termsOf(kind: string, path: string): string[] {
  const parts = path.split('/');
  const name = parts.at(-1) ?? '';
  if (kind === 'filename') return name.split(/\s+/);
  return parts.map((_, index) => parts.slice(index).join('/'));
}

const ADVANCED: Readonly<Record<string, (value: string) => RegExp>> = {
  filename: (value) => new RegExp(`^${value}$`, 's'),
  path: (value) => new RegExp(`^${value}.*$`, 's'),
  extension: (value) => new RegExp(`^.*\\.${value}$`, 's'),
};

function finds(engine: 'basic' | 'advanced', kind: string, value: string, path: string): boolean {
  const pattern = value.toLowerCase().replaceAll(/[.+]/g, '\\$&').replaceAll('*', '.*');
  if (engine === 'basic') return BASIC[kind]?.(pattern).test(path) === true;
  return termsOf(kind, path).some((term) => ADVANCED[kind]?.(pattern).test(fold(term)) === true);
}

describe('what is known of a search', () => {
  const letters = fc.constantFrom('a', 'b', 'A', '.', '/', '-', '*');
  const value = fc.string({ unit: letters, minLength: 1, maxLength: 5 });
  const path = fc
    .array(fc.string({ unit: fc.constantFrom('a', 'b', 'B', '.', '-', ' ', 'á'), minLength: 1, maxLength: 4 }), {
      minLength: 1,
      maxLength: 3,
    })
    .map((parts) => parts.join('/'));

  /** A path, and something that is sought in it: anything, or its own name with stars for what is no plain letter. */
  const sought = path.chain((candidate) => {
    const ownName = candidate.slice(candidate.lastIndexOf('/') + 1).replaceAll(/[ á]/g, '*');
    return fc.tuple(fc.constant(candidate), fc.oneof(value, fc.constant(ownName)));
  });

  it('is what both engines say', () => {
    fc.assert(
      fc.property(fc.constantFrom('filename', 'path', 'extension'), sought, (kind, [candidate, text]) => {
        const verdict = judge(`${kind}:${text}`, candidate);
        const found = (['basic', 'advanced'] as const).map((engine) => finds(engine, kind, text, candidate));

        if (verdict === 'found') expect(found).toEqual([true, true]);
        if (verdict === 'not found') expect(found).toEqual([false, false]);
      }),
      { numRuns: 3000 },
    );
  });
});
