import fc from 'fast-check';
import type { Fault } from '../../examples/sandbox/gitlab/faults.ts';
import { createWorld, type World } from '../../examples/sandbox/gitlab/world.ts';
import type { Fault as PortFault } from '../../examples/sandbox/port/faults.ts';

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
  return loseFrom(createWorld({ scale: 0, now: new Date('2026-11-02T12:00:00.000Z') }), losses);
}

/** Takes away from any world that holds the small one. */
export function loseFrom(world: World, losses: readonly Loss[]): World {
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

const resource = (kind: string, { query, selector = {}, ...mappings }: Choices, items: object = {}) => ({
  kind,
  selector: { query, ...selector },
  port: { entity: { mappings: { title: '.name // .title', ...mappings } }, ...items },
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
    identifier: fc.constantFrom(
      '.path_with_namespace',
      '.path_with_namespace',
      '.path_with_namespace',
      // No entity of some, and some that the mapping fails to name.
      'if .archived then null else .path_with_namespace end',
      'if .archived then error("archived") else .path_with_namespace end',
    ),
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

/** The same members as the kind of that name has, one list of them after the other. */
const memberItems = fc.record({ query: fc.constantFrom('true', '.item.access_level > 10') }).map((choices) => {
  const properties = { state: '.item.state', url: '.item.web_url' };
  const mappings = { title: '.item.name', blueprint: '"gitlabMember"', identifier: '.item.username', properties };
  return resource('group-with-members', { ...choices, ...mappings }, { itemsToParse: '.__members' });
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

const anyResource = fc.oneof(projectResource, groupResource, memberResource, memberItems, mergeRequestResource);

const mapping = fc.record({
  deleteDependentEntities: fc.boolean(),
  createMissingRelatedEntities: fc.boolean(),
  enableMergeEntity: fc.boolean(),
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

const gitlabFault: fc.Arbitrary<Fault> = fc.record({
  path: fc.oneof(
    fc.constantFrom('/groups', '/projects'),
    fc.constant(/\/merge_requests/),
    fc.constantFrom(/\/projects\?.*id_after/, /\/projects\?.*include_pending_delete/),
    within('groups', groups, ['members', 'merge_requests']),
    within('projects', projects, ['languages', '(search|repository/tree)', 'merge_requests']),
  ),
  status: fc.constantFrom(403, 404, 429, 500, 502),
  times: fc.constantFrom(1, 2, 1000),
});

const refusal = (error: string) => ({ body: { ok: false, error, message: `said to be ${error}` } });

const portFault: fc.Arbitrary<PortFault> = fc
  .record({
    path: fc.constantFrom(
      ...['/v1/auth/access_token', '/v1/blueprints', /^\/v1\/integration\/[^/]+$/],
      ...[/\/entities\/search$/, /\/datasource-entities$/, /\/entities\/bulk$/, /\/entities\/delete$/],
      ...[/\/entities\/bulk$/, /\/entities\/delete$/, /\/resync-state$/, /^\/ingest\//],
    ),
    answer: fc.oneof(
      fc.constantFrom(401, 404, 409, 410, 413, 422, 429, 500, 503).map((status) => ({ status })),
      fc.constantFrom('missing_permissions', 'has_dependents').map((code) => ({ status: 403, ...refusal(code) })),
    ),
    after: fc.nat({ max: 3 }),
    times: fc.constantFrom(1, 2, 1000),
  })
  .map(({ answer, ...fault }) => ({ ...fault, ...answer }));

/** What a user may ask for beside a mapping. */
const wishes = fc.record({
  threshold: fc.constantFrom(1, 1, 1, 0, 0.1, 0.5, 0.9),
  kinds: fc.constantFrom(undefined, undefined, undefined, 'project', 'project,merge-request'),
  strict: fc.boolean(),
});

/**
 * A world, what it loses between two runs, a mapping, how a later run is started, what goes wrong in it, and at which of
 * its requests it is stopped.
 */
export const arbitraryRun = fc.record({
  before: loss(6),
  between: loss(5),
  mapping,
  wishes,
  gitlabFaults: fc.array(gitlabFault, { maxLength: 3 }),
  portFaults: fc.oneof(fc.constant([]), fc.array(portFault, { maxLength: 2 })),
  stopAt: fc.option(fc.integer({ min: 1, max: 150 }), { nil: undefined, freq: 2 }),
});

/** Two runs at the same time: what is new to the later one, when it begins, and how the requests of both alternate. */
export const arbitraryPair = fc.record({
  before: loss(6),
  between: loss(5),
  appearing: loss(5),
  mapping,
  beginsAt: fc.nat({ max: 120 }),
  seed: fc.integer({ min: 1, max: 2 ** 31 - 2 }),
});
