import type { Group, Membership, Share } from '../world.ts';
import { PEOPLE } from './people.ts';

/** Ids of the hand-written groups that other seeds refer to. */
export const GROUPS = {
  acme: 10,
  platform: 11,
  runtime: 12,
  edge: 13,
  payments: 14,
  unicode: 15,
  retired: 16,
  holdings: 20,
  secretLab: 21,
  openSource: 30,
  doomed: 40,
  doomedChild: 41,
  partner: 50,
  labs: 60,
  contractors: 70,
  teams: 100,
} as const;

/** Groups made in bulk get ids from here on. */
const BULK_ID = 200;
const BULK_GROUPS = 114;

interface Row extends Partial<Pick<Group, 'description' | 'visibility' | 'archived' | 'markedForDeletionOn'>> {
  readonly id: number;
  readonly name: string;
  readonly path: string;
  readonly parentId?: number;
  readonly sharedWith?: readonly Share[];
}

const ROWS: readonly Row[] = [
  { id: GROUPS.acme, name: 'Acme', path: 'acme', description: 'Everything Acme builds.' },
  { id: GROUPS.platform, name: 'Platform', path: 'platform', parentId: GROUPS.acme },
  { id: GROUPS.runtime, name: 'Runtime', path: 'runtime', parentId: GROUPS.platform },
  { id: GROUPS.edge, name: 'Edge (4 deep)', path: 'edge', parentId: GROUPS.runtime },
  {
    id: GROUPS.payments,
    name: 'Payments',
    path: 'payments',
    parentId: GROUPS.acme,
    sharedWith: [{ groupId: GROUPS.contractors, accessLevel: 30, expiresOn: '2030-01-31' }],
  },
  { id: GROUPS.unicode, name: 'Ünïcode Straße 🚀', path: 'unicode-strasse', parentId: GROUPS.acme, description: null },
  { id: GROUPS.retired, name: 'Retired', path: 'retired', parentId: GROUPS.acme, archived: true },
  { id: GROUPS.holdings, name: 'Holdings', path: 'holdings', description: 'Visible only as an ancestor.' },
  { id: GROUPS.secretLab, name: 'Secret Lab', path: 'secret-lab', parentId: GROUPS.holdings },
  { id: GROUPS.openSource, name: 'Open Source', path: 'open-source', visibility: 'public' },
  { id: GROUPS.doomed, name: 'Doomed', path: 'doomed', markedForDeletionOn: '2026-10-30' },
  { id: GROUPS.doomedChild, name: 'Child of Doomed', path: 'child', parentId: GROUPS.doomed },
  { id: GROUPS.partner, name: 'Partner', path: 'partner', description: 'Seen through one shared project.' },
  { id: GROUPS.labs, name: 'Labs', path: 'labs', visibility: 'internal' },
  { id: GROUPS.contractors, name: 'Contractors', path: 'contractors' },
  { id: GROUPS.teams, name: 'Teams', path: 'teams', description: '' },
];

/** The group tree and who is a member of what. */
export function seedGroups(scale: number): { groups: Group[]; memberships: Omit<Membership, 'id'>[] } {
  const groups: Group[] = [];
  const byId = new Map<number, Group>();
  for (const row of [...ROWS, ...bulkRows(Math.round(BULK_GROUPS * scale))]) {
    const group = toGroup(row, row.parentId === undefined ? undefined : byId.get(row.parentId));
    byId.set(group.id, group);
    groups.push(group);
  }
  return { groups, memberships: seedMemberships(groups) };
}

/** Nine of ten are direct children of `teams`; each tenth sits one level deeper. */
function bulkRows(count: number): Row[] {
  return Array.from({ length: count }, (_, index) => ({
    id: BULK_ID + index,
    name: `Team ${String(index + 1).padStart(3, '0')}`,
    path: `team-${String(index + 1).padStart(3, '0')}`,
    parentId: index % 10 === 9 ? BULK_ID + index - 9 : GROUPS.teams,
    description: `Team number ${index + 1}.`,
  }));
}

function toGroup(row: Row, parent: Group | undefined): Group {
  return {
    description: '',
    visibility: 'private',
    archived: false,
    markedForDeletionOn: null,
    sharedWith: [],
    ...row,
    parentId: parent?.id ?? null,
    createdAt: new Date(Date.UTC(2022, 0, 1) + row.id * 3_600_000).toISOString(),
    hasAvatar: row.id % 3 === 0,
    fullName: parent === undefined ? row.name : `${parent.fullName} / ${row.name}`,
    fullPath: parent === undefined ? row.path : `${parent.fullPath}/${row.path}`,
  };
}

function seedMemberships(groups: readonly Group[]): Omit<Membership, 'id'>[] {
  const memberships: Omit<Membership, 'id'>[] = [];
  const add = (groupId: number, userId: number, accessLevel: number, expiresOn: string | null = null): void => {
    memberships.push({
      source: { kind: 'group', id: groupId },
      userId,
      accessLevel,
      createdAt: '2023-05-06T07:08:09.000Z',
      createdById: userId === PEOPLE.root ? null : PEOPLE.root,
      expiresOn,
    });
  };
  for (const id of [GROUPS.acme, GROUPS.doomed, GROUPS.teams]) add(id, PEOPLE.exporter, 30);
  add(GROUPS.secretLab, PEOPLE.exporter, 40);
  add(GROUPS.labs, PEOPLE.exporter, 20);
  add(GROUPS.acme, PEOPLE.root, 50);
  add(GROUPS.acme, PEOPLE.ada, 40);
  add(GROUPS.acme, PEOPLE.groupBot, 40, '2027-01-31');
  add(GROUPS.platform, PEOPLE.ada, 50);
  add(GROUPS.platform, PEOPLE.grace, 30);
  add(GROUPS.runtime, PEOPLE.zoe, 10);
  add(GROUPS.edge, PEOPLE.leaver, 30);
  add(GROUPS.holdings, PEOPLE.grace, 50);
  add(GROUPS.partner, PEOPLE.grace, 50);
  add(GROUPS.contractors, PEOPLE.contractor, 50, '2026-12-31');
  const teams = groups.filter((group) => group.id >= BULK_ID);
  teams.forEach((team, index) => {
    add(team.id, 50 + (index % 20), 40);
    add(team.id, 50 + ((index + 7) % 20), 30);
  });
  return memberships;
}
