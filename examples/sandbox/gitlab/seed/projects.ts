import type { Group, Membership, Project, User } from '../world.ts';
import { GROUPS } from './groups.ts';
import { PEOPLE } from './people.ts';
import { daysBefore, type Random } from './random.ts';

/** Ids of the hand-written projects that tests and other seeds refer to. */
export const PROJECTS = {
  api: 1001,
  empty: 1002,
  noFeatures: 1003,
  archived: 1004,
  pendingDeletion: 1005,
  insideDoomed: 1006,
  unicode: 1007,
  hostile: 1008,
  sharedWithExporter: 1009,
  publicOfNobody: 1010,
  personal: 1011,
  personalPublic: 1012,
  fork: 1013,
  renamed: 1014,
  noMergeRequests: 1015,
  insideRetired: 1016,
  lab: 1017,
  guestsOnly: 1018,
  edge: 1019,
  skills: 1020,
} as const;

const BULK_ID = 2001;
const BULK_PROJECTS = 240;

type Row = Partial<Omit<Project, 'id' | 'namespace' | 'name' | 'path'>> & {
  readonly id: number;
  readonly in: number | { readonly user: number };
  readonly name: string;
  readonly path: string;
};

const ROWS: readonly Row[] = [
  {
    id: PROJECTS.api,
    in: GROUPS.platform,
    name: 'Platform API',
    path: 'platform-api',
    description: 'The API that everything calls.',
    topics: ['backend', 'go'],
    languages: { Go: 71.25, TypeScript: 20.5, Shell: 8.25 },
    sharedWith: [{ groupId: GROUPS.contractors, accessLevel: 20, expiresOn: null }],
    starCount: 42,
  },
  { id: PROJECTS.empty, in: GROUPS.platform, name: 'Empty', path: 'empty', description: null, defaultBranch: null },
  {
    id: PROJECTS.noFeatures,
    in: GROUPS.platform,
    name: 'No Features',
    path: 'no-features',
    features: {
      issues: 'disabled',
      repository: 'disabled',
      merge_requests: 'disabled',
      builds: 'disabled',
      releases: 'disabled',
      environments: 'disabled',
      wiki: 'disabled',
    },
  },
  { id: PROJECTS.archived, in: GROUPS.payments, name: 'Archived', path: 'archived', archived: true },
  { id: PROJECTS.pendingDeletion, in: GROUPS.payments, name: 'Going Away', path: 'going-away' },
  { id: PROJECTS.insideDoomed, in: GROUPS.doomedChild, name: 'Inside Doomed', path: 'inside' },
  {
    id: PROJECTS.unicode,
    in: GROUPS.unicode,
    name: 'Größe & Maß 📏 日本語',
    path: 'groesse.und-mass',
    description: 'Räksmörgås — مرحبا — 👩‍🚀',
    topics: ['ünïcode', 'emoji 🚀'],
    defaultBranch: 'feature/a#b',
  },
  {
    id: PROJECTS.hostile,
    in: GROUPS.acme,
    name: '__proto__',
    path: 'proto',
    description:
      '\u001b[31mred\u001b[0m <b>bold</b> | **[link](javascript:alert)** `code`\n\n# Heading\n::error::injected',
    topics: ['__proto__', 'constructor'],
    languages: { 'C++': 99, Shell: 1 },
  },
  { id: PROJECTS.sharedWithExporter, in: GROUPS.partner, name: 'Shared Tool', path: 'shared-tool' },
  {
    id: PROJECTS.publicOfNobody,
    in: GROUPS.openSource,
    name: 'Left Pad',
    path: 'left-pad',
    visibility: 'public',
    starCount: 9001,
    languages: { JavaScript: 100 },
  },
  { id: PROJECTS.personal, in: { user: PEOPLE.ada }, name: 'Dotfiles', path: 'dotfiles' },
  { id: PROJECTS.personalPublic, in: { user: PEOPLE.zoe }, name: 'Poetry', path: 'poetry', visibility: 'public' },
  {
    id: PROJECTS.fork,
    in: { user: PEOPLE.ada },
    name: 'Left Pad',
    path: 'left-pad',
    visibility: 'public',
    forkedFromId: PROJECTS.publicOfNobody,
  },
  {
    id: PROJECTS.renamed,
    in: GROUPS.payments,
    name: 'Ledger',
    path: 'ledger',
    formerPaths: ['acme/payments/old.ledger', 'acme/billing'],
  },
  {
    id: PROJECTS.noMergeRequests,
    in: GROUPS.payments,
    name: 'Mirror',
    path: 'mirror',
    features: { merge_requests: 'disabled', builds: 'disabled' },
  },
  { id: PROJECTS.insideRetired, in: GROUPS.retired, name: 'Inside Retired', path: 'inside' },
  { id: PROJECTS.lab, in: GROUPS.secretLab, name: 'Experiment', path: 'experiment' },
  { id: PROJECTS.guestsOnly, in: GROUPS.labs, name: 'Lab Notes', path: 'lab-notes', visibility: 'internal' },
  { id: PROJECTS.edge, in: GROUPS.edge, name: 'Edge Proxy', path: 'edge-proxy', languages: { Rust: 100 } },
  { id: PROJECTS.skills, in: GROUPS.runtime, name: 'Agent Skills', path: 'agent-skills' },
];

interface ProjectSeed {
  readonly groups: readonly Group[];
  readonly users: readonly User[];
  readonly scale: number;
  readonly random: Random;
  readonly now: Date;
}

/** The projects, and the direct memberships in them. */
export function seedProjects(seed: ProjectSeed): { projects: Project[]; memberships: Omit<Membership, 'id'>[] } {
  const rows = [...ROWS, ...bulkRows(seed)];
  const projects = rows.map((row) => toProject(row, seed));
  const pending = projects.find((project) => project.id === PROJECTS.pendingDeletion);
  if (pending !== undefined) pending.markedForDeletionOn = daysBefore(seed.now, 3).slice(0, 10);
  const member = (id: number, userId: number, accessLevel: number): Omit<Membership, 'id'> => ({
    source: { kind: 'project', id },
    userId,
    accessLevel,
    createdAt: '2024-02-29T10:00:00.000Z',
    createdById: null,
    expiresOn: null,
  });
  return {
    projects,
    memberships: [
      member(PROJECTS.sharedWithExporter, PEOPLE.exporter, 30),
      member(PROJECTS.personal, PEOPLE.exporter, 30),
      member(PROJECTS.personal, PEOPLE.ada, 50),
      member(PROJECTS.fork, PEOPLE.ada, 50),
      member(PROJECTS.personalPublic, PEOPLE.zoe, 50),
      member(PROJECTS.api, PEOPLE.zoe, 40),
      member(PROJECTS.api, PEOPLE.projectBot, 30),
    ],
  };
}

const WORDS = ['service', 'library', 'site', 'worker', 'operator', 'pipeline', 'schema', 'console'] as const;

function bulkRows({ groups, scale, random }: ProjectSeed): Row[] {
  const teams = groups.filter((group) => group.id >= GROUPS.teams);
  return Array.from({ length: Math.round(BULK_PROJECTS * scale) }, (_, index) => {
    const name = `${random.pick(WORDS)} ${index + 1}`;
    return {
      id: BULK_ID + index,
      in: random.pick(teams).id,
      name,
      path: name.replaceAll(' ', '-'),
      description: index % 3 === 0 ? null : `What ${name} does.`,
      topics: index % 4 === 0 ? [random.pick(WORDS)] : [],
      languages: index % 2 === 0 ? { TypeScript: 80.5, HTML: 19.5 } : { Python: 100 },
      starCount: random.below(20),
    };
  });
}

function toProject({ in: home, ...row }: Row, { random, now }: ProjectSeed): Project {
  const updatedAt = daysBefore(now, random.below(700));
  return {
    description: '',
    visibility: 'private',
    defaultBranch: 'main',
    topics: [],
    languages: {},
    archived: false,
    markedForDeletionOn: null,
    features: {},
    sharedWith: [],
    formerPaths: [],
    starCount: 0,
    creatorId: PEOPLE.root,
    createdAt: new Date(Date.UTC(2023, 0, 1) + row.id * 60_000).toISOString(),
    hasAvatar: row.id % 5 === 0,
    updatedAt,
    lastActivityAt: updatedAt,
    namespace: typeof home === 'number' ? { kind: 'group', id: home } : { kind: 'user', id: home.user },
    ...row,
  };
}
