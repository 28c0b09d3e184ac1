import type { Token, User } from '../world.ts';
import { daysBefore } from './random.ts';

/** The values of the tokens that every world accepts or refuses. */
export const TOKENS = {
  /** A service account with Developer or more in nearly everything: what an exporter would use. */
  exporter: 'glpat-sandbox-exporter',
  /** An administrator's: sees everything. */
  admin: 'glpat-sandbox-admin',
  /** A group access token's bot of `acme`. */
  groupBot: 'glpat-sandbox-group-bot',
  /** Has `read_user` only. */
  limited: 'glpat-sandbox-limited',
  expired: 'glpat-sandbox-expired',
  revoked: 'glpat-sandbox-revoked',
} as const;

/** Ids of the accounts that other seeds refer to. */
export const PEOPLE = {
  root: 1,
  exporter: 2,
  ada: 3,
  grace: 4,
  zoe: 5,
  leaver: 6,
  contractor: 7,
  groupBot: 8,
  projectBot: 9,
} as const;

/** Users share the namespace ids with groups, so theirs start far above. */
const NAMESPACE_OFFSET = 100_000;

const person = (id: number, username: string, name: string, changes: Partial<User> = {}): User => ({
  id,
  username,
  name,
  namespaceId: NAMESPACE_OFFSET + id,
  createdAt: '2021-03-04T05:06:07.890Z',
  publicEmail: null,
  hasAvatar: false,
  state: 'active',
  admin: false,
  ...changes,
});

/** The accounts of the instance and their tokens. */
export function seedPeople(now: Date): { users: User[]; tokens: Token[] } {
  const users = [
    person(PEOPLE.root, 'root', 'Administrator', { admin: true }),
    person(PEOPLE.exporter, 'port-exporter', 'Port Exporter'),
    person(PEOPLE.ada, 'ada', 'Ada Example', { publicEmail: 'ada@example.com', hasAvatar: true }),
    person(PEOPLE.grace, 'grace.h', 'Grace Example', { publicEmail: '' }),
    person(PEOPLE.zoe, 'zoe', 'Zoë "Z" Ünlü 🚀', { publicEmail: 'zoe@example.org', hasAvatar: true }),
    person(PEOPLE.leaver, 'leaver', 'Former Colleague', { state: 'blocked' }),
    person(PEOPLE.contractor, 'contractor', 'Outside Help'),
    person(PEOPLE.groupBot, 'group_10_bot_0a1b2c3d4e5f60718293a4b5c6d7e8f9', 'release robot', {
      home: { kind: 'group', id: 10 },
    }),
    person(PEOPLE.projectBot, 'project_1001_bot_f9e8d7c6b5a493827160f5e4d3c2b1a0', 'renovate robot', {
      home: { kind: 'project', id: 1001 },
    }),
    ...Array.from({ length: 20 }, (_, index) => {
      const number = String(index + 1).padStart(2, '0');
      return person(50 + index, `engineer-${number}`, `Engineer ${number}`, { hasAvatar: index % 2 === 0 });
    }),
  ];
  return { users, tokens: seedTokens(now) };
}

function seedTokens(now: Date): Token[] {
  const day = (days: number): string => daysBefore(now, days).slice(0, 10);
  const token = (id: number, name: keyof typeof TOKENS, userId: number, changes: Partial<Token> = {}): Token => ({
    id,
    name,
    value: TOKENS[name],
    userId,
    scopes: ['read_api'],
    createdAt: daysBefore(now, 90),
    expiresOn: day(-200),
    revoked: false,
    ...changes,
  });
  return [
    token(1, 'exporter', PEOPLE.exporter),
    token(2, 'admin', PEOPLE.root, { scopes: ['api', 'admin_mode'], expiresOn: null }),
    token(3, 'groupBot', PEOPLE.groupBot),
    token(4, 'limited', PEOPLE.exporter, { scopes: ['read_user'] }),
    token(5, 'expired', PEOPLE.exporter, { expiresOn: day(1) }),
    token(6, 'revoked', PEOPLE.exporter, { revoked: true }),
  ];
}
