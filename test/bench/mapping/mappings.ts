import { defaultMapping } from '../../../src/load/defaults/mapping.ts';
import type { Resource } from '../../../src/map/mapping.ts';
import type { Kind } from './objects.ts';

export type MappingName = 'fifteen fields' | 'default mapping' | 'plain paths';

export function resourceFor(kind: Kind, name: MappingName): Resource {
  if (name === 'fifteen fields') return makeResource(kind, fifteenFields[kind]);
  if (name === 'plain paths') return makeResource(kind, plainPaths[kind]);
  const resource = defaultMapping.resources.find((one) => one.kind === kind);
  if (resource === undefined) throw new Error(`The default mapping has no ${kind}`);
  return withItems(resource.selector, resource.port.entity.mappings, kind);
}

function makeResource(kind: Kind, properties: Readonly<Record<string, string>>): Resource {
  return withItems({ query: 'true' }, { identifier: '.id | tostring', blueprint: '"thing"', properties }, kind);
}

function withItems(selector: Resource['selector'], mappings: Resource['port']['entity']['mappings'], kind: Kind) {
  const items = { itemsToParse: undefined, itemsToParseName: 'item', itemsToParseTopLevelTransform: true };
  return { kind, selector, port: { entity: { mappings }, ...items } };
}

/** With the identifier fifteen expressions: paths, the commonest pipes, and some that only jq can evaluate. */
const fifteenFields: Readonly<Record<Kind, Readonly<Record<string, string>>>> = {
  project: {
    name: '.name',
    url: '.web_url',
    fullPath: '.path_with_namespace | gsub(" "; "")',
    namespace: '.namespace.full_path // "none"',
    defaultBranch: '.default_branch',
    topics: '.topics | join(", ")',
    language: '.__languages | to_entries | max_by(.value) | .key',
    archived: 'if .archived then "archived" else "active" end',
    createdOn: '.created_at | split("T")[0]',
    ageDays:
      '((.last_activity_at | sub("[.][0-9]+"; "") | fromdateiso8601) - (.created_at | sub("[.][0-9]+"; "") | fromdateiso8601)) / 86400',
    stars: '.star_count',
    slug: '.name | ascii_downcase | gsub("[^a-z0-9]+"; "-")',
    isPublic: '.visibility == "public"',
    group: 'if .namespace.kind == "group" then .namespace.full_path else null end',
  },
  'merge-request': {
    title: '.title',
    link: '.web_url',
    creator: '.author.name',
    status: '.state',
    draft: '.draft',
    createdOn: '.created_at | split("T")[0]',
    reviewers: '.reviewers | map(.name)',
    assignee: '.assignees[0].username // .author.username',
    labels: '.labels | join(", ")',
    isOpen: '.state == "opened"',
    notes: '.user_notes_count',
    ticket: '.title | capture("(?<key>[A-Z]+-[0-9]+)").key',
    leadTimeHours:
      'if .merged_at == null then null else ((.merged_at | sub("[.][0-9]+"; "") | fromdateiso8601) - (.created_at | sub("[.][0-9]+"; "") | fromdateiso8601)) / 3600 end',
    service: '.references.full | split("!") | .[0] | gsub(" "; "")',
  },
};

const plainPaths: Readonly<Record<Kind, Readonly<Record<string, string>>>> = {
  project: {
    name: '.name',
    url: '.web_url',
    description: '.description',
    namespace: '.namespace.full_path',
    defaultBranch: '.default_branch',
    topics: '.topics',
    visibility: '.visibility',
  },
  'merge-request': {
    title: '.title',
    link: '.web_url',
    creator: '.author.name',
    status: '.state',
    reviewer: '.reviewers[0].name',
    labels: '.labels',
    createdAt: '.created_at',
  },
};
