import { describe, expect, it } from 'vitest';
import { fullPathOf } from '../../../examples/sandbox/gitlab/present/project.ts';
import { createWorld, type Project, type World } from '../../../examples/sandbox/gitlab/world.ts';
import type { RawObject } from '../../../src/raw-object.ts';
import { catalogProjects, exporterOf } from '../catalog.ts';
import { NOW, openSandbox, readKind } from '../read-kind.ts';

/** What a person would count by hand in the sandbox's world: the ids or names of what each kind gives. */
interface Reading {
  readonly kind: string;
  readonly selector?: object;
  expected(world: World): readonly unknown[];
  identify(object: RawObject): unknown;
}

const idOf = ({ id }: RawObject) => id;

function inProjects<Row extends { readonly projectId: number }>(
  rows: readonly Row[],
  projects: readonly Project[],
): Row[] {
  return projects.flatMap(({ id }) => rows.filter(({ projectId }) => projectId === id));
}

function pipelinesOf(world: World) {
  const rows = inProjects(world.pipelines, catalogProjects(world, ['builds', 'repository']));
  return rows.filter(({ source }) => source !== 'parent_pipeline');
}

/** In no order: a list of a group mixes its projects. */
function issuesOf(world: World, archived: boolean) {
  const viewer = exporterOf(world);
  return catalogProjects(world, ['issues'], { archived }).flatMap((project) =>
    world.issues.filter((issue) => issue.projectId === project.id && viewer.seesIssue(project, issue)),
  );
}

function deploymentsOf(world: World) {
  return inProjects(world.deployments, catalogProjects(world, ['builds', 'repository', 'environments']));
}

function branchNamesOf(world: World, project: Project): string[] {
  return [...(world.repositories.get(project.id)?.keys() ?? [])].sort();
}

const projectAndName = ({ __project, name }: RawObject) => [__project, name];

function pathOf(world: World, project: Project) {
  return { path_with_namespace: fullPathOf(exporterOf(world), project) };
}

const READINGS: readonly Reading[] = [
  { kind: 'pipeline', identify: idOf, expected: (world) => pipelinesOf(world).map(({ id }) => id) },
  {
    kind: 'pipeline',
    selector: { apiQueryParams: { source: 'parent_pipeline' } },
    identify: idOf,
    expected: (world) =>
      inProjects(world.pipelines, catalogProjects(world, ['builds', 'repository']))
        .filter(({ source }) => source === 'parent_pipeline')
        .map(({ id }) => id),
  },
  {
    kind: 'job',
    identify: idOf,
    expected: (world) =>
      pipelinesOf(world).flatMap(({ id }) =>
        world.jobs
          .filter((job) => job.pipelineId === id && job.kind === 'build' && !job.retried)
          .map((job) => job.id)
          .sort((left, right) => right - left)
          .slice(0, 100),
      ),
  },
  {
    kind: 'tag',
    identify: ({ name }) => name,
    expected: (world) =>
      catalogProjects(world, ['repository'])
        .filter(({ id }) => world.repositories.has(id))
        .flatMap(({ id }) =>
          world.tags
            .filter(({ projectId }) => projectId === id)
            .map(({ name }) => name)
            .sort(),
        ),
  },
  {
    kind: 'release',
    identify: ({ tag_name }) => tag_name,
    expected: (world) =>
      catalogProjects(world, ['releases', 'repository']).flatMap(({ id }) =>
        world.releases
          .filter(({ projectId }) => projectId === id)
          .sort((left, right) => left.createdAt.localeCompare(right.createdAt))
          .map(({ tagName }) => tagName),
      ),
  },
  {
    kind: 'branch',
    identify: projectAndName,
    expected: (world) =>
      catalogProjects(world, ['repository'])
        .filter((project) => branchNamesOf(world, project).includes(project.defaultBranch ?? ''))
        .map((project) => [pathOf(world, project), project.defaultBranch]),
  },
  {
    kind: 'branch',
    selector: { defaultBranchOnly: false },
    identify: projectAndName,
    expected: (world) =>
      catalogProjects(world, ['repository']).flatMap((project) =>
        branchNamesOf(world, project).map((name) => [pathOf(world, project), name]),
      ),
  },
  {
    kind: 'branch',
    selector: { defaultBranchOnly: false, regex: '^feature/', search: 'main' },
    identify: ({ name }) => name,
    expected: (world) =>
      catalogProjects(world, ['repository']).flatMap((project) =>
        branchNamesOf(world, project).filter((name) => name.startsWith('feature/')),
      ),
  },
  { kind: 'deployment', identify: idOf, expected: (world) => deploymentsOf(world).map(({ id }) => id) },
  {
    kind: 'deployment',
    selector: { apiQueryParams: { status: 'success', finishedAfter: '2026-01-01T00:00:00Z' } },
    identify: idOf,
    expected: (world) =>
      deploymentsOf(world)
        .filter(({ status, finishedAt }) => status === 'success' && finishedAt !== null && finishedAt >= '2026-01-01')
        .map(({ id }) => id),
  },
  {
    kind: 'deployment',
    selector: { apiQueryParams: { updatedAfter: '2026-10-01T00:00:00Z' } },
    identify: idOf,
    expected: (world) =>
      deploymentsOf(world)
        .filter(({ updatedAt }) => updatedAt >= '2026-10-01')
        .map(({ id }) => id),
  },
];

describe('what the sandbox holds', () => {
  it.each(READINGS)('is what the kind $kind with $selector gives', async ({ kind, selector, identify, expected }) => {
    const { gitlab, world } = openSandbox();

    const { objects, batches, ledger } = await readKind(kind, gitlab, { ...(selector && { selector }) });

    const wanted = expected(world);
    expect(wanted.length).toBeGreaterThan(0);
    expect(objects.map(identify)).toEqual(wanted);
    expect(ledger.unread).toEqual([]);
    expect(Math.max(...batches.map(({ length }) => length))).toBeLessThanOrEqual(100);
  });

  it.each([
    [{}, (world: World) => issuesOf(world, false)],
    [
      { nonArchived: false, issueType: 'incident', state: 'opened', updatedAfter: 60 },
      (world: World) =>
        issuesOf(world, true).filter(({ type, state, updatedAt }) => {
          const isRecent = Date.parse(updatedAt) >= NOW.getTime() - 60 * 86_400_000;
          return type === 'incident' && state === 'opened' && isRecent;
        }),
    ],
  ])('is what the kind issue with %j gives', async (selector, expected) => {
    const { gitlab, world } = openSandbox();

    const { objects, ledger } = await readKind('issue', gitlab, { selector });

    const ids = new Set(expected(world).map(({ id }) => id));
    expect(ids.size).toBeGreaterThan(0);
    expect(objects).toHaveLength(ids.size);
    expect(new Set(objects.map(idOf))).toEqual(ids);
    expect(ledger.unread).toEqual([]);
  });

  it('is asked for once when all of these kinds are read in one run', async () => {
    const { gitlab, sandbox } = openSandbox({}, createWorld({ scale: 0, now: NOW }));
    const kinds = ['issue', 'merge-request', 'pipeline', 'job', 'tag', 'release', 'branch', 'deployment'];

    for (const kind of [...kinds, 'member', 'group-with-members', 'project-with-members']) await readKind(kind, gitlab);

    const asked = sandbox.requests.map(({ path, query }) => path + query);
    expect(asked).toEqual([...new Set(asked)]);
  });

  it('is asked for where there may be something: no request of a kind is refused', async () => {
    const { gitlab, sandbox } = openSandbox();

    for (const kind of ['issue', 'pipeline', 'job', 'tag', 'release', 'branch', 'deployment'])
      await readKind(kind, gitlab);

    expect(sandbox.requests.filter(({ status }) => status !== 200)).toEqual([]);
  });
});
