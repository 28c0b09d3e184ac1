import type { Records } from './records.ts';
import { seedGroups } from './seed/groups.ts';
import { seedMergeRequests } from './seed/merge-requests.ts';
import { seedPeople } from './seed/people.ts';
import { seedProjects } from './seed/projects.ts';
import { createRandom } from './seed/random.ts';
import { seedRecords } from './seed/records.ts';
import { seedRepositories } from './seed/repositories.ts';
import { defaultSettings, type Settings } from './settings.ts';

/** Who may see a group or a project without being a member. */
type Visibility = 'private' | 'internal' | 'public';

/** The features of a project that have an `*_access_level` of their own. */
export const FEATURES = [
  'issues',
  'repository',
  'merge_requests',
  'forking',
  'wiki',
  'builds',
  'snippets',
  'pages',
  'analytics',
  'container_registry',
  'security_and_compliance',
  'releases',
  'environments',
  'feature_flags',
  'infrastructure',
  'monitor',
  'model_experiments',
  'model_registry',
  'package_registry',
] as const;

export type Feature = (typeof FEATURES)[number];

/** A person, or the bot account behind a group or project access token (then `home` is what it belongs to). */
export interface User {
  readonly id: number;
  readonly username: string;
  readonly name: string;
  readonly namespaceId: number;
  readonly createdAt: string;
  readonly publicEmail: string | null;
  readonly hasAvatar: boolean;
  readonly home?: Source;
  state: 'active' | 'blocked';
  admin: boolean;
}

/** An access token; `expiresOn` is a date (YYYY-MM-DD). */
export interface Token {
  readonly id: number;
  readonly name: string;
  readonly value: string;
  readonly userId: number;
  readonly scopes: readonly string[];
  readonly createdAt: string;
  expiresOn: string | null;
  revoked: boolean;
}

/** What a membership or a share belongs to. */
export interface Source {
  readonly kind: 'group' | 'project';
  readonly id: number;
}

/** A direct membership; inherited ones are computed (see access.ts). */
export interface Membership {
  readonly id: number;
  readonly source: Source;
  readonly userId: number;
  readonly createdAt: string;
  readonly createdById: number | null;
  readonly expiresOn: string | null;
  accessLevel: number;
}

/** The invitation of a whole group, at most at `accessLevel`. */
export interface Share {
  readonly groupId: number;
  readonly accessLevel: number;
  readonly expiresOn: string | null;
}

export interface Group {
  readonly id: number;
  readonly parentId: number | null;
  readonly createdAt: string;
  readonly hasAvatar: boolean;
  name: string;
  path: string;
  fullName: string;
  fullPath: string;
  description: string | null;
  visibility: Visibility;
  archived: boolean;
  markedForDeletionOn: string | null;
  sharedWith: readonly Share[];
}

export interface Project {
  readonly id: number;
  readonly namespace: { readonly kind: 'group' | 'user'; readonly id: number };
  readonly creatorId: number;
  readonly createdAt: string;
  readonly hasAvatar: boolean;
  readonly forkedFromId?: number;
  name: string;
  path: string;
  /** Full paths the project had before it was renamed: GitLab redirects from them. */
  formerPaths: readonly string[];
  description: string | null;
  visibility: Visibility;
  defaultBranch: string | null;
  topics: readonly string[];
  languages: Readonly<Record<string, number>>;
  archived: boolean;
  markedForDeletionOn: string | null;
  features: Readonly<Partial<Record<Feature, 'disabled' | 'private' | 'enabled'>>>;
  sharedWith: readonly Share[];
  starCount: number;
  updatedAt: string;
  lastActivityAt: string;
}

export interface MergeRequest {
  readonly id: number;
  readonly iid: number;
  readonly projectId: number;
  readonly sourceProjectId: number | null;
  readonly authorId: number;
  readonly createdAt: string;
  title: string;
  description: string | null;
  state: 'opened' | 'closed' | 'locked' | 'merged';
  updatedAt: string;
  mergedAt: string | null;
  closedAt: string | null;
  sourceBranch: string;
  targetBranch: string;
  draft: boolean;
  labels: readonly string[];
  milestone: string | null;
  assigneeIds: readonly number[];
  reviewerIds: readonly number[];
}

/** `160000` is a submodule (its content is the commit it points to), `120000` a symbolic link (its content is the target). */
export interface RepositoryFile {
  readonly content: string | Uint8Array;
  readonly mode: '100644' | '100755' | '120000' | '160000';
}

/** Branch name → path → file. A project without an entry in `World.repositories` has an empty repository. */
export type Repository = Map<string, Map<string, RepositoryFile>>;

/** Everything that the sandbox's GitLab knows. Plain data: a test may change any of it at any moment. */
export interface World extends Records {
  version: string;
  readonly now: Date;
  settings: Settings;
  users: User[];
  tokens: Token[];
  groups: Group[];
  projects: Project[];
  memberships: Membership[];
  mergeRequests: MergeRequest[];
  repositories: Map<number, Repository>;
}

/** `scale` 1 gives 130 groups and 260 projects, 0 the hand-written ones alone; ages count back from `now`. */
export interface WorldOptions {
  readonly seed?: number;
  readonly scale?: number;
  readonly now?: Date;
}

/** Builds a world: the same options give the same world. */
export function createWorld(options: WorldOptions = {}): World {
  const { seed = 1, scale = 1, now = new Date('2026-11-02T12:00:00.000Z') } = options;
  const random = createRandom(seed);
  const people = seedPeople(now);
  const groups = seedGroups(scale);
  const projects = seedProjects({ groups: groups.groups, users: people.users, scale, random, now });
  return {
    version: '18.9.0-ee',
    now,
    settings: defaultSettings(),
    users: people.users,
    tokens: people.tokens,
    groups: groups.groups,
    projects: projects.projects,
    memberships: [...groups.memberships, ...projects.memberships].map((membership, index) => ({
      ...membership,
      id: index + 1,
    })),
    mergeRequests: seedMergeRequests({ projects: projects.projects, users: people.users, random, now }),
    ...seedRecords({ projects: projects.projects, now }),
    repositories: seedRepositories(projects.projects),
  };
}
