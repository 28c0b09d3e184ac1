import type { JsonType } from './expression-types.ts';

/** Fields that have this type, or are null, wherever GitLab's REST API has them (GitLab: "REST API resources"). */
const FIELDS: Readonly<Record<string, JsonType>> = {
  id: 'number',
  iid: 'number',
  name: 'string',
  title: 'string',
  username: 'string',
  description: 'string',
  state: 'string',
  visibility: 'string',
  web_url: 'string',
  full_path: 'string',
  path_with_namespace: 'string',
  default_branch: 'string',
  created_at: 'string',
  updated_at: 'string',
  archived: 'boolean',
  draft: 'boolean',
  star_count: 'number',
  forks_count: 'number',
  topics: 'array',
  labels: 'array',
};

/** Kinds whose raw objects are rows as the API answers them. */
const KINDS_OF_ROWS: ReadonlySet<string> = new Set([
  'group',
  'group-with-members',
  'member',
  'project',
  'project-with-members',
  'merge-request',
  'issue',
]);

/** What is certain of the raw objects that the expressions of a resource get to see. */
export function fieldsOfKind(kind: string, hasItems: boolean): Readonly<Record<string, JsonType>> {
  return KINDS_OF_ROWS.has(kind) && !hasItems ? FIELDS : {};
}
