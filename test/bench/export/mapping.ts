/** Port takes these characters in an identifier; branches may have others (Port: "Entities"). */
const BRANCH = '(.__project.path_with_namespace + "/" + .name) | gsub("[^A-Za-z0-9@_.+:/=-]"; "-")';
const PROJECT_OF_REFERENCE = (sign: string) => `.references.full | split("${sign}") | .[0]`;

interface Mapped {
  readonly kind: string;
  readonly selector?: Readonly<Record<string, unknown>>;
  readonly identifier: string;
  readonly title: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly relations?: Readonly<Record<string, string>>;
}

/** Relation → blueprint. */
const TARGETS: Readonly<Record<string, string>> = {
  group: 'benchGroup',
  parent: 'benchGroup',
  project: 'benchProject',
};

const dates = { createdAt: '.created_at', updatedAt: '.updated_at' };

const resources: readonly Mapped[] = [
  {
    kind: 'group',
    identifier: '.full_path',
    title: '.name',
    properties: { url: '.web_url', visibility: '.visibility', createdAt: '.created_at' },
    relations: { parent: 'if .parent_id == null then null else .full_path | split("/") | .[:-1] | join("/") end' },
  },
  {
    kind: 'project',
    identifier: '.path_with_namespace',
    title: '.name',
    properties: {
      url: '.web_url',
      description: '.description',
      defaultBranch: '.default_branch',
      topics: '.topics | join(", ")',
      lastActivityAt: '.last_activity_at',
    },
    relations: { group: 'if .namespace.kind == "group" then .namespace.full_path else null end' },
  },
  {
    kind: 'member',
    identifier: '.username',
    title: '.name',
    properties: { url: '.web_url', state: '.state' },
  },
  {
    kind: 'merge-request',
    selector: { states: ['opened', 'merged'] },
    identifier: '.id | tostring',
    title: '.title',
    properties: {
      ...dates,
      url: '.web_url',
      status: '.state',
      creator: '.author.name',
      mergedAt: '.merged_at',
      labels: '.labels | join(", ")',
      isDraft: '.draft',
    },
    relations: { project: PROJECT_OF_REFERENCE('!') },
  },
  {
    kind: 'issue',
    identifier: '.id | tostring',
    title: '.title',
    properties: {
      ...dates,
      url: '.web_url',
      status: '.state',
      creator: '.author.name',
      labels: '.labels | join(", ")',
    },
    relations: { project: PROJECT_OF_REFERENCE('#') },
  },
  {
    kind: 'pipeline',
    identifier: '.id | tostring',
    title: '.ref',
    properties: { ...dates, url: '.web_url', status: '.status', source: '.source' },
    relations: { project: '.__project.path_with_namespace' },
  },
  {
    kind: 'branch',
    selector: { defaultBranchOnly: false },
    identifier: BRANCH,
    title: '.name',
    properties: { url: '.web_url', isProtected: '.protected', lastCommit: '.commit.title' },
    relations: { project: '.__project.path_with_namespace' },
  },
];

/** The mapping that is measured: seven kinds, each to a blueprint of its own. */
export const mapping = {
  deleteDependentEntities: true,
  createMissingRelatedEntities: true,
  enableMergeEntity: true,
  resources: resources.map(({ kind, selector, identifier, title, properties, relations }) => ({
    kind,
    selector: { query: 'true', ...selector },
    port: {
      entity: {
        mappings: {
          identifier,
          title,
          blueprint: `"${blueprintOf(kind)}"`,
          properties,
          ...(relations && { relations }),
        },
      },
    },
  })),
};

/** The blueprints it fills, as Port takes them; relations come after the blueprints they point at. */
export const blueprints = resources.map(({ kind, properties, relations = {} }) => ({
  identifier: blueprintOf(kind),
  title: kind,
  schema: {
    properties: Object.fromEntries(Object.keys(properties).map((name) => [name, { type: typeOf(name), title: name }])),
  },
  relations: Object.fromEntries(
    Object.keys(relations).map((name) => [
      name,
      { title: name, target: TARGETS[name] ?? '', required: false, many: false },
    ]),
  ),
}));

/** `merge-request` fills `benchMergeRequest`. */
export function blueprintOf(kind: string): string {
  const words = kind.split('-').map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`);
  return `bench${words.join('')}`;
}

function typeOf(property: string): 'boolean' | 'string' {
  return property.startsWith('is') ? 'boolean' : 'string';
}
