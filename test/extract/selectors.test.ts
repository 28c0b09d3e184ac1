import { describe, expect, it } from 'vitest';
import { kinds } from '../../src/extract/table.ts';

/** Reads a selector; the problems are the paths of the fields that are wrong. */
function parse(kind: string, selector: object): { value?: unknown; wrong: string[] } {
  const result = kinds.get(kind)?.selector.safeParse(selector);
  if (result === undefined) throw new Error(`There is no kind ${kind}`);
  return result.success
    ? { value: result.data, wrong: [] }
    : { wrong: result.error.issues.map(({ path }) => path.join('.')) };
}

const MEMBERS = { includeBotMembers: false, includeInheritedMembers: false };
const file = { path: '**/package.json' };
const folder = { path: 'src/*' };

/** Fields that have no default and must be given, and what the selector then is. */
const DEFAULTS: readonly [kind: string, given: object, defaults: object][] = [
  ['project', {}, { includeLanguages: false, searchQueries: [], includedFiles: [] }],
  ['group', {}, {}],
  ['issue', {}, { nonArchived: true }],
  ['merge-request', {}, { states: ['opened'], updatedAfter: 90 }],
  ['pipeline', {}, {}],
  ['job', {}, {}],
  ['tag', {}, {}],
  ['release', {}, {}],
  ['branch', {}, { defaultBranchOnly: true }],
  ['deployment', {}, {}],
  ['member', {}, MEMBERS],
  ['group-with-members', {}, MEMBERS],
  ['project-with-members', {}, MEMBERS],
  [
    'file',
    { files: file },
    { files: { ...file, repos: [], skipParsing: false, searchStrategy: 'groupSearch' }, includedFiles: [] },
  ],
  ['folder', { folders: [folder] }, { folders: [{ ...folder, repos: [] }], includedFiles: [] }],
  [
    'skill',
    {},
    {
      paths: [
        { path: '.agents/skills/**/SKILL.md', repos: [] },
        { path: '.agent/skills/**/SKILL.md', repos: [] },
        { path: '.cursor/skills/**/SKILL.md', repos: [] },
        { path: '.claude/skills/**/SKILL.md', repos: [] },
        { path: '.codex/skills/**/SKILL.md', repos: [] },
        { path: '.github/skills/**/SKILL.md', repos: [] },
        { path: '.opencode/skills/**/SKILL.md', repos: [] },
        { path: 'skills/**/SKILL.md', repos: [] },
      ],
    },
  ],
  [
    'plugin',
    {},
    { providers: ['claude', 'cursor', 'codex', 'agents', 'kimi', 'opencode', 'pi', 'antigravity'], repos: [] },
  ],
];

const GROUP_KINDS = ['group', 'issue', 'merge-request', 'member', 'group-with-members', 'skill', 'plugin'];
const PROJECT_KINDS = ['project', 'pipeline', 'job', 'tag', 'release', 'branch', 'deployment', 'project-with-members'];

const PIPELINE_FILTERS = {
  name: 'nightly',
  scope: 'finished',
  status: 'success',
  source: 'schedule',
  ref: 'main',
  sha: 'abc',
  yaml_errors: false,
  username: 'root',
  updated_after: '2026-01-01T00:00:00Z',
  updated_before: '2026-01-01T00:00:00+02:00',
  created_after: '2026-01-01T00:00:00.123Z',
  created_before: '2026-01-01T00:00:00-05:30',
};

it('there are the 17 published kinds', () => {
  expect([...kinds.keys()].sort()).toEqual(DEFAULTS.map(([kind]) => kind).sort());
});

describe('the selector of', () => {
  it.each(DEFAULTS)('%s has the documented defaults', (kind, given, defaults) => {
    const { value } = parse(kind, given);

    expect(value).toStrictEqual(defaults);
  });
});

describe('a switch', () => {
  it.each([
    ...GROUP_KINDS.map((kind) => [kind, 'includeOnlyActiveGroups'] as const),
    ...PROJECT_KINDS.map((kind) => [kind, 'includeOnlyActiveProjects'] as const),
    ['project', 'includeLanguages'] as const,
    ['issue', 'nonArchived'] as const,
    ['branch', 'defaultBranchOnly'] as const,
    ['member', 'includeBotMembers'] as const,
    ['group-with-members', 'includeInheritedMembers'] as const,
    ['project-with-members', 'includeBotMembers'] as const,
  ])('of %s (%s) is a boolean or its text', (kind, field) => {
    const read = [true, false, 'true', 'false'].map((value) => parse(kind, { [field]: value }).value);

    expect(read).toMatchObject([{ [field]: true }, { [field]: false }, { [field]: true }, { [field]: false }]);
    for (const value of ['perhaps', '', null, 2, []]) expect(parse(kind, { [field]: value }).wrong).toEqual([field]);
  });

  it('in files may be text too', () => {
    const { value } = parse('file', { files: { ...file, skipParsing: 'true' } });

    expect(value).toMatchObject({ files: { skipParsing: true } });
  });

  it('in the filters of pipelines may be text too', () => {
    const { value } = parse('pipeline', { apiQueryParams: { yaml_errors: 'true' } });

    expect(value).toMatchObject({ apiQueryParams: { yaml_errors: true } });
  });
});

describe.each(['issue', 'merge-request'])('updatedAfter of %s', (kind) => {
  it.each([
    [90, 90],
    ['90', 90],
    [0.5, 0.5],
    ['0.5', 0.5],
  ])('takes %j as days', (given, days) => {
    const { value } = parse(kind, { updatedAfter: given });

    expect(value).toMatchObject({ updatedAfter: days });
  });

  it.each([-1, '-1', '', 'ninety', '90 days', true, null])('refuses %j', (given) => {
    const { wrong } = parse(kind, { updatedAfter: given });

    expect(wrong).toEqual(['updatedAfter']);
  });
});

describe.each([
  ['pipeline', 'apiQueryParams'],
  ['job', 'pipelineQueryParams'],
])('the pipeline filters of %s', (kind, field) => {
  it('are those of the pipeline list', () => {
    const { value } = parse(kind, { [field]: PIPELINE_FILTERS });

    expect(value).toMatchObject({ [field]: PIPELINE_FILTERS });
  });

  it.each(['updated_after', 'updated_before', 'created_after', 'created_before'])('want a zone in %s', (filter) => {
    const { wrong } = parse(kind, { [field]: { [filter]: '2026-01-01T00:00:00' } });

    expect(wrong).toEqual([`${field}.${filter}`]);
  });
});

describe('the filters of deployment', () => {
  it.each([
    { environment: 'production', status: 'blocked', updatedAfter: '2026-01-01T00:00:00Z' },
    { status: 'success', finishedAfter: '2026-01-01T00:00:00Z', finishedBefore: '2026-02-01T00:00:00+01:00' },
  ])('take %j', (filters) => {
    const { value } = parse('deployment', { apiQueryParams: filters });

    expect(value).toMatchObject({ apiQueryParams: filters });
  });

  it.each([
    [{ finishedAfter: '2026-01-01T00:00:00Z' }, 'status'],
    [{ finishedBefore: '2026-01-01T00:00:00Z', status: 'failed' }, 'status'],
    [{ status: 'skipped' }, 'status'],
    [{ updatedBefore: 'yesterday' }, 'updatedBefore'],
  ])('refuse %j', (filters, field) => {
    const { wrong } = parse('deployment', { apiQueryParams: filters });

    expect(wrong).toEqual([`apiQueryParams.${field}`]);
  });
});

describe('a selector', () => {
  it.each([
    ['project', { searchQueries: [{ name: 'docker', query: 'FROM' }] }, { searchQueries: [{ scope: 'blobs' }] }],
    ['issue', { issueType: 'incident', labels: 'a,b', state: 'closed' }, { issueType: 'incident', state: 'closed' }],
    ['merge-request', { states: ['merged', 'closed'] }, { states: ['merged', 'closed'] }],
    [
      'folder',
      { folders: [{ path: '', repos: ['g/p', { name: 'g/q' }, { name: 'g/r', branch: 'dev' }] }] },
      { folders: [{ repos: ['g/p', { name: 'g/q', branch: 'main' }, { name: 'g/r', branch: 'dev' }] }] },
    ],
    ['file', { files: { ...file, searchStrategy: 'repositoryTree' } }, { files: { searchStrategy: 'repositoryTree' } }],
    ['skill', { paths: [{ path: 'x/**/SKILL.md' }] }, { paths: [{ path: 'x/**/SKILL.md', repos: [] }] }],
    ['plugin', { providers: ['pi'], repos: ['g/p'] }, { providers: ['pi'], repos: ['g/p'] }],
  ])('of %s takes %j', (kind, selector, expected) => {
    const { value } = parse(kind, selector);

    expect(value).toMatchObject(expected);
  });

  it.each([
    ['project', { searchQueries: [{ query: 'FROM' }] }, 'searchQueries.0.name'],
    ['project', { includedFiles: 'README.md' }, 'includedFiles'],
    ['issue', { issueType: 'epic' }, 'issueType'],
    ['issue', { state: 'merged' }, 'state'],
    ['issue', { labels: ['a'] }, 'labels'],
    ['merge-request', { states: ['open'] }, 'states.0'],
    ['merge-request', { states: 'opened' }, 'states'],
    ['branch', { search: 7 }, 'search'],
    ['file', {}, 'files'],
    ['file', { files: { ...file, searchStrategy: 'guess' } }, 'files.searchStrategy'],
    ['file', { files: { path: '' } }, 'files.path'],
    ['folder', { folders: [{ repos: [] }] }, 'folders.0.path'],
    ['skill', { paths: ['x'] }, 'paths.0'],
    ['plugin', { providers: ['emacs'] }, 'providers.0'],
    ['job', { pipelineQueryParams: { status: 'done' } }, 'pipelineQueryParams.status'],
  ])('of %s refuses %j', (kind, selector, field) => {
    const { wrong } = parse(kind, selector);

    expect(wrong).toEqual([field]);
  });
});
