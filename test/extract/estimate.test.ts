import { describe, expect, it } from 'vitest';
import { estimateReading, type ReadingEstimate } from '../../src/extract/estimate.ts';
import type { Sizes } from '../../src/extract/gitlab/sizes.ts';
import { kinds } from '../../src/extract/table.ts';

const COUNTS = { group: 250, 'topmost group': 3, project: 1010 };

const exact: Sizes = async (parent) => ({ count: COUNTS[parent], isLeast: false });

function estimate(
  resources: readonly [kind: string, selector?: object | undefined][],
  sizes = exact,
  settings = { answerSearchesFromTrees: true },
): Promise<ReadingEstimate> {
  const readings = resources.map(([name, selector = {}]) => {
    const kind = kinds.get(name);
    if (kind === undefined) throw new Error(`There is no kind ${name}`);
    return { kind, selector: kind.selector.parse(selector) };
  });
  return estimateReading(readings, sizes, settings);
}

/** Requests by what they read. */
async function costsOf(kind: string, selector?: object): Promise<Record<string, number>> {
  const { costs } = await estimate([[kind, selector]]);
  return Object.fromEntries(costs.map(({ what, requests }) => [what, requests]));
}

const GROUPS = { groups: 3 };
const PROJECTS = { projects: 11 };
const NAMED = { repos: ['acme/a', 'acme/b'] };
const README = ['README.md'];

describe('what reading a kind takes', () => {
  it.each<[kind: string, selector: object, costs: object]>([
    ['group', {}, GROUPS],
    ['member', {}, { ...GROUPS, members: 250 }],
    ['group-with-members', { includeInheritedMembers: true }, { ...GROUPS, 'all members': 250 }],
    ['project', {}, PROJECTS],
    [
      'project',
      { includeLanguages: true, includedFiles: README },
      { ...PROJECTS, languages: 11, 'included files': 41 },
    ],
    [
      'project',
      { searchQueries: ['a', 'b'].map((query) => ({ name: query, query })) },
      { ...PROJECTS, searches: 2020 },
    ],
    [
      'project',
      { searchQueries: ['filename:port.yml', 'a'].map((query) => ({ name: query, query })) },
      { ...PROJECTS, trees: 1010, searches: 1010 },
    ],
    ['project-with-members', {}, { ...PROJECTS, members: 1010 }],
    ['issue', {}, { ...GROUPS, ...PROJECTS, issues: 3 }],
    ['merge-request', { states: ['opened', 'merged'] }, { ...GROUPS, ...PROJECTS, 'merge requests': 6 }],
    ['pipeline', {}, { ...PROJECTS, pipelines: 1010 }],
    ['job', { pipelineQueryParams: { status: 'failed' } }, { ...PROJECTS, 'pipelines, status failed': 1010 }],
    ['tag', {}, { ...PROJECTS, tags: 1010 }],
    ['release', {}, { ...PROJECTS, releases: 1010 }],
    ['branch', {}, { ...PROJECTS, 'default branches': 1010 }],
    ['deployment', {}, { ...PROJECTS, deployments: 1010 }],
    ['file', { files: { path: 'a' } }, { ...GROUPS, ...PROJECTS, searches: 3 }],
    ['file', { files: { path: 'a', ...NAMED } }, { 'named projects': 2, trees: 2 }],
    ['file', { files: { path: 'a', searchStrategy: 'projectSearch' } }, { ...PROJECTS, trees: 1010 }],
    ['file', { files: { path: 'a', searchStrategy: 'repositoryTree' } }, { ...PROJECTS, trees: 1010 }],
    ['folder', { folders: [{ path: '*' }, { path: 'docs' }] }, { ...PROJECTS, trees: 1010, 'folder docs': 1010 }],
    ['skill', { paths: [{ path: 'SKILL.md', ...NAMED }] }, { 'named projects': 2, trees: 2 }],
    ['plugin', {}, { ...PROJECTS, trees: 1010 }],
  ])('of %s with %j', async (kind, selector, costs) => {
    expect(await costsOf(kind, selector)).toEqual(costs);
  });

  it('counts searches where trees are not to stand in for them', async () => {
    const searchQueries = [{ name: 'port', query: 'filename:port.yml' }];
    const files = { path: 'a', searchStrategy: 'projectSearch' };

    const { costs } = await estimate(
      [
        ['project', { searchQueries }],
        ['file', { files }],
      ],
      exact,
      {
        answerSearchesFromTrees: false,
      },
    );

    expect(costs.filter(({ isSearch }) => isSearch)).toMatchObject([
      { kind: 'project', requests: 1010 },
      { kind: 'file', requests: 1010 },
    ]);
    expect(costs.map(({ what }) => what)).not.toContain('trees');
  });

  it('names what becomes of projects whose group cannot be searched', async () => {
    const { uncounted } = await estimate([['file', { files: { path: 'a' } }]]);

    expect(uncounted).toContain('file: trees, 1 for each project that no group search covers');
  });

  it('is told of each kind there is', async () => {
    const given: Record<string, object> = { file: { files: { path: 'a' } }, folder: { folders: [{ path: '' }] } };
    for (const kind of kinds.keys()) {
      const { costs } = await estimate([[kind, given[kind]]]);

      expect(costs.length, kind).toBeGreaterThan(0);
    }
  });
});

describe('an estimate', () => {
  it('counts what several resources share once, with the first', async () => {
    const { costs } = await estimate([
      ['member'],
      ['group-with-members'],
      ['pipeline'],
      ['job'],
      ['skill'],
      ['plugin'],
    ]);

    expect(costs.map(({ kind, what }) => `${kind}: ${what}`)).toEqual([
      'member: groups',
      'member: members',
      'pipeline: projects',
      'pipeline: pipelines',
      'skill: trees',
    ]);
  });

  it('counts listings with different filters apart, and what resources read together once', async () => {
    const { costs } = await estimate([
      ['tag'],
      ['tag', { includeOnlyActiveProjects: true }],
      ['tag', { query: 'false' }],
    ]);

    expect(costs.map(({ what }) => what)).toEqual(['projects', 'tags', 'projects', 'tags']);
  });

  it('names what nobody can count before', async () => {
    const { uncounted } = await estimate([['job'], ['merge-request'], ['plugin']]);

    expect(uncounted).toEqual([
      'job: jobs, 1 for each pipeline',
      'merge-request: merge requests, 1 for each further page',
      'plugin: contents, 1 for each file',
    ]);
  });

  it('says where it counts only a part, or nothing', async () => {
    const partly: Sizes = async (parent) => (parent === 'project' ? { count: 10_000, isLeast: true } : undefined);

    const { costs, uncounted } = await estimate([['tag'], ['member']], partly);

    expect(costs.map(({ requests }) => requests)).toEqual([100, 10_000]);
    expect(uncounted).toContain('tag: tags, 1 for each project beyond 10,000');
    expect(uncounted).toContain('member: members, 1 for each group');
  });

  it('tells searches apart, which have a limit of their own', async () => {
    const { costs } = await estimate([['project', { searchQueries: [{ name: 'a', query: 'a' }] }]]);

    expect(costs.map(({ what, isSearch }) => [what, isSearch])).toEqual([
      ['projects', false],
      ['searches', true],
    ]);
  });
});
