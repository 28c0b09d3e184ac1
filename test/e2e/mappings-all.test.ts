import { describe, expect, it } from 'vitest';
import { kinds } from '../../src/extract/table.ts';
import { expectedOf, exportFolder, pick, repeatedIn } from './expected/expected.ts';

const ALL = 'examples/mappings/all';

/** Entities by blueprint, worked out from the worlds; those that only a relation asks for are among them. */
const HAND_WRITTEN = {
  gitlabMember: 7,
  gitlabGroup: 13,
  service: 15,
  gitlabIssue: 29,
  gitlabMergeRequest: 33,
  gitlabPipeline: 20,
  gitlabJob: 26,
  gitlabTag: 169,
  gitlabRelease: 32,
  gitlabBranch: 13,
  gitlabDeployment: 2,
  package: 1,
  gitlabFolder: 3,
  skill: 15,
  plugin: 3,
};

const WHOLE = {
  gitlabMember: 27,
  gitlabGroup: 127,
  service: 255,
  gitlabIssue: 53,
  gitlabMergeRequest: 127,
  gitlabPipeline: 44,
  gitlabJob: 74,
  gitlabTag: 217,
  gitlabRelease: 56,
  gitlabBranch: 253,
  gitlabDeployment: 2,
  package: 121,
  gitlabFolder: 3,
  skill: 15,
  plugin: 3,
};

const isLanguages = (request: string): boolean => request.endsWith('/languages');

describe('the example with all kinds', () => {
  it.each([
    ['on', 0],
    ['off', 13],
    ['forbidden', 13],
    ['partial', 13],
  ] as const)('gives the same entities with GraphQL %s, for %i requests for languages', async (graphql, languages) => {
    const expected = await expectedOf(kinds.keys());

    const { result, mapped, counts, asked } = await exportFolder(ALL, { scale: 0, graphql });

    expect(result.code, result.stderr).toBe(0);
    expect(pick(mapped, Object.keys(expected))).toEqual(expected);
    expect(counts).toEqual(HAND_WRITTEN);
    expect(asked.filter(isLanguages)).toHaveLength(languages);
    expect(repeatedIn(asked)).toEqual([]);
  });

  it('reads a whole GitLab, asks for nothing twice and tells what each kind cost', async () => {
    const { result, counts, asked } = await exportFolder(ALL, { scale: 1 });

    const [, costs = ''] = /GitLab: ([\d,]+ requests[\s\S]*?)Port: /.exec(result.stderr) ?? [];
    expect(result.code, result.stderr).toBe(0);
    expect(counts).toEqual(WHOLE);
    expect(repeatedIn(asked)).toEqual([]);
    expect(costs).toContain(`${asked.length.toLocaleString('en')} requests`);
    // Groups and trees were read for other kinds before.
    expect([...kinds.keys()].filter((kind) => !costs.includes(` ${kind} `))).toEqual(['group', 'folder']);
  });
});
