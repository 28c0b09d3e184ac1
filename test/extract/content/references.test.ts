import { describe, expect, it } from 'vitest';
import { resolveReferences } from '../../../src/extract/content/references.ts';

/** Resolves with files of the given texts. */
async function resolve(value: unknown, files: Readonly<Record<string, string>> = {}) {
  const read: string[] = [];
  const excesses: string[] = [];
  const readFile = async (path: string) => {
    read.push(path);
    return files[path] ?? null;
  };
  const resolved = await resolveReferences(value, readFile, (excess) => excesses.push(excess));
  return { resolved, read, excesses };
}

describe('references of a parsed value', () => {
  it('become the texts of the files, each of which is read once', async () => {
    const value = [{ readme: 'file://README.md', list: ['file://./docs/a b.md', 1, null], again: 'file://README.md' }];

    const { resolved, read } = await resolve(value, { 'README.md': '# Hello', 'docs/a b.md': '' });

    expect(resolved).toEqual([{ readme: '# Hello', list: ['', 1, null], again: '# Hello' }]);
    expect(read).toEqual(['README.md', 'docs/a b.md']);
  });

  it('are null where there is no such file', async () => {
    expect(await resolve({ a: 'file://nowhere' })).toMatchObject({ resolved: { a: null }, excesses: [] });
  });

  it.each(['file:///etc/passwd', 'file://', 'see file://a'])('are not %s', async (text) => {
    expect(await resolve([text])).toMatchObject({ resolved: [text], read: [] });
  });

  it('are not resolved within the texts of files', async () => {
    expect(await resolve(['file://a'], { a: 'file://b' })).toMatchObject({ resolved: ['file://b'], read: ['a'] });
  });

  it('to more than 100 files are null beyond', async () => {
    const value = Array.from({ length: 102 }, (_, index) => `file://${index}`);

    const { resolved, read, excesses } = await resolve(value, { 99: 'last', 100: 'beyond' });

    expect(read).toHaveLength(100);
    expect(resolved).toMatchObject({ 99: 'last', 100: null });
    expect(excesses).toEqual([expect.stringMatching(/102 files/)]);
  });

  it('to texts that add up to too much are null beyond', async () => {
    const { resolved, excesses } = await resolve(Array(11).fill('file://a'), { a: 'x'.repeat(1024 * 1024) });

    expect(resolved).toMatchObject({ 9: expect.any(String), 10: null });
    expect(excesses).toHaveLength(1);
  });
});
