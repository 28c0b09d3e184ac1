import fc from 'fast-check';
import type { Fault } from '../../examples/sandbox/gitlab/faults.ts';
import { createWorld, type World } from '../../examples/sandbox/gitlab/world.ts';

/** The ids of what the small hand-written world holds: what is drawn is taken away from it. */
const { groups, projects, mergeRequests } = createWorld({ scale: 0 });
const ids = (rows: readonly { readonly id: number }[]): number[] => rows.map(({ id }) => id);
const some = (rows: readonly { readonly id: number }[], maxLength: number) =>
  fc.subarray(ids(rows), { maxLength: Math.min(maxLength, rows.length) });

/** What is taken away from a world, and which of its projects change sides. */
interface Loss {
  readonly projects: readonly number[];
  readonly mergeRequests: readonly number[];
  readonly memberships: readonly number[];
  readonly archived: readonly number[];
  /** Become internal: a selector may leave them out, what points at them is read nevertheless. */
  readonly opened: readonly number[];
}

const loss = (most: number): fc.Arbitrary<Loss> =>
  fc.record({
    projects: some(projects, most),
    mergeRequests: some(mergeRequests, most * 3),
    // The first five are of the token's own user: what it may not see any more is as good as gone.
    memberships: fc.uniqueArray(fc.integer({ min: 1, max: 14 }), { maxLength: Math.min(4, most) }),
    archived: some(projects, 3),
    opened: some(projects, most),
  });

/** A world of its own for every call, with something missing. */
export function createSmallWorld(...losses: readonly Loss[]): World {
  const world = createWorld({ scale: 0, now: new Date('2026-11-02T12:00:00.000Z') });
  for (const lost of losses) {
    world.projects = world.projects.filter(({ id }) => !lost.projects.includes(id));
    const remaining = new Set(ids(world.projects));
    world.mergeRequests = world.mergeRequests.filter(
      ({ id, projectId }) => remaining.has(projectId) && !lost.mergeRequests.includes(id),
    );
    world.memberships = world.memberships.filter(
      ({ id, source }) => !lost.memberships.includes(id) && (source.kind === 'group' || remaining.has(source.id)),
    );
    for (const project of world.projects) {
      if (lost.archived.includes(project.id)) project.archived = !project.archived;
      if (lost.opened.includes(project.id)) project.visibility = 'internal';
    }
  }
  return world;
}

interface Choices {
  readonly query: string;
  readonly blueprint: string;
  readonly identifier: string;
  readonly properties?: Readonly<Record<string, string>>;
  readonly relations?: Readonly<Record<string, string>>;
  readonly selector?: Readonly<Record<string, unknown>>;
}

const resource = (kind: string, { query, selector = {}, ...mappings }: Choices) => ({
  kind,
  selector: { query, ...selector },
  port: { entity: { mappings: { title: '.name // .title', ...mappings } } },
});

const queries = fc.constantFrom(
  'true',
  '.id % 3 != 0',
  '.archived != true',
  '.visibility != "internal"',
  '.visibility != "internal"',
);

const projectResource = fc
  .record({
    query: queries,
    // A constant, one of two that can be told, and one that could be any.
    blueprint: fc.constantFrom(
      '"service"',
      '"service"',
      'if .archived then "gitlabGroup" else "service" end',
      '{"private": "service", "public": "gitlabMember"}[.visibility]',
    ),
    identifier: fc.constant('.path_with_namespace'),
    properties: fc.constantFrom<Record<string, string>[]>(
      { url: '.web_url', archived: '.archived' },
      { description: '.description', languages: '.__languages' },
      { hasPortConfig: '.__searchQueries.port', defaultBranch: '.default_branch' },
    ),
    relations: fc.constantFrom<Record<string, string>[]>(
      {},
      { group: '.namespace | select(.kind == "group").full_path' },
    ),
    selector: fc.record({
      includeLanguages: fc.boolean(),
      searchQueries: fc.constantFrom([], [{ name: 'port', query: 'filename:port.yml' }]),
    }),
  })
  .map((choices) => resource('project', choices));

const groupResource = fc
  .record({
    kind: fc.constantFrom('group', 'group-with-members'),
    query: queries,
    relations: fc.constantFrom<Record<string, string>[]>(
      {},
      { parent: 'select(.parent_id).full_path | split("/")[:-1] | join("/")' },
      { gitlabMembers: '.__members | map(.username)' },
    ),
  })
  .map(({ kind, ...choices }) => {
    const properties = { url: '.web_url', visibility: '.visibility' };
    return resource(kind, { ...choices, properties, blueprint: '"gitlabGroup"', identifier: '.full_path' });
  });

const memberResource = fc.record({ query: queries }).map((choices) => {
  const properties = { state: '.state', url: '.web_url' };
  return resource('member', { ...choices, properties, blueprint: '"gitlabMember"', identifier: '.username' });
});

const MERGE_REQUEST = '"gitlabMergeRequest"';

const mergeRequestResource = fc
  .record({
    query: queries,
    blueprint: fc.constantFrom(
      MERGE_REQUEST,
      MERGE_REQUEST,
      '"service"',
      'if .draft then "service" else "gitlabMergeRequest" end',
    ),
    relations: fc.constantFrom<Record<string, string>[]>({}, { service: '.references.full | split("!")[0]' }),
    selector: fc.record({ states: fc.constantFrom(['opened'], ['opened', 'merged'], ['merged', 'closed']) }),
  })
  .map((choices) => {
    const properties = { status: '.state', draft: '.draft' };
    const relations: Record<string, string> = choices.blueprint === MERGE_REQUEST ? choices.relations : {};
    return resource('merge-request', { ...choices, relations, properties, identifier: '.id' });
  });

const anyResource = fc.oneof(projectResource, groupResource, memberResource, mergeRequestResource);

/** Mappings that delete without a threshold: what it withholds depends on how much was read. */
const mapping = fc.record({
  deleteDependentEntities: fc.boolean(),
  createMissingRelatedEntities: fc.boolean(),
  enableMergeEntity: fc.boolean(),
  entityDeletionThreshold: fc.constant(1),
  // Half of the mappings have what points at something and what it points at.
  resources: fc.oneof(
    fc.array(anyResource, { minLength: 1, maxLength: 4 }),
    fc
      .tuple(projectResource, fc.array(anyResource, { maxLength: 1 }), mergeRequestResource)
      .map(([project, others, mergeRequest]) => [project, ...others, mergeRequest]),
  ),
});

const within = (collection: string, rows: readonly { readonly id: number }[], parts: readonly string[]) =>
  fc
    .tuple(fc.constantFrom(...ids(rows), '\\d+'), fc.constantFrom(...parts))
    .map(([id, part]) => new RegExp(`/${collection}/${id}/${part}\\b`));

const fault: fc.Arbitrary<Fault> = fc.record({
  path: fc.oneof(
    fc.constantFrom('/groups', '/projects'),
    fc.constant(/\/merge_requests/),
    fc.constantFrom(/\/projects\?.*id_after/, /\/projects\?.*include_pending_delete/),
    within('groups', groups, ['members', 'merge_requests']),
    within('projects', projects, ['languages', 'search', 'merge_requests']),
  ),
  status: fc.constantFrom(403, 404, 500),
  times: fc.constantFrom(1, 2, 1000),
});

/** A world, what it loses between two runs, a mapping, and what cannot be read in the second run. */
export const arbitraryRun = fc.record({
  before: loss(6),
  between: loss(5),
  mapping,
  faults: fc.array(fault, { maxLength: 3 }),
});
