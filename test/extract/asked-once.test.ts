import { expect, it } from 'vitest';
import { openSandbox, readKind } from './read-kind.ts';

it('asks nothing twice, however many resources look into the same repositories', async () => {
  const { gitlab, sandbox } = openSandbox();
  const includedFiles = ['README.md', 'CODEOWNERS'];
  const path = '**/*.json';

  for (const [kind, selector] of [
    ['project', { includeLanguages: true, includedFiles }],
    ['file', { files: { path, searchStrategy: 'repositoryTree' }, includedFiles }],
    ['file', { files: { path, skipParsing: true, searchStrategy: 'repositoryTree' } }],
    ['file', { files: { path, searchStrategy: 'projectSearch' } }],
    ['file', { files: { path } }],
    ['folder', { folders: [{ path: '**' }, { path: 'docs' }], includedFiles }],
    ['skill', {}],
    ['plugin', {}],
  ] as const) {
    await readKind(kind, gitlab, { selector });
  }

  const asked = sandbox.requests
    .filter(({ method }) => method === 'GET')
    .map(({ path: asking, query }) => `${asking}?${query}`);
  expect(asked.length).toBeGreaterThan(20);
  const repeated = asked.filter((request, index) => asked.indexOf(request) !== index);
  expect(repeated).toEqual([]);
});
