import { endpoint } from '../../http/endpoint.ts';
import type { RawBatch, RawObject } from '../../raw-object.ts';
import { type Cost, perGroup } from '../cost.ts';
import { distinct } from '../distinct.ts';
import { type Enrichment, enrichedField } from '../enrich.ts';
import { objectsOf } from '../in-order.ts';
import type { ExtractContext } from '../kind.ts';
import type { GitLab } from './gitlab.ts';
import { fullPathOf } from './row.ts';

/** Which members count. */
export interface MemberChoice {
  readonly includeBotMembers: boolean;
  /** `members/all`: those of ancestors and of invited groups, too. */
  readonly includeInheritedMembers: boolean;
}

/** Rows of the members of a group, which several kinds ask for. */
export function readGroupMembers(gitlab: GitLab, groupId: number, choice: MemberChoice): AsyncIterable<RawBatch> {
  const list = choice.includeInheritedMembers
    ? endpoint`groups/${groupId}/members/all`
    : endpoint`groups/${groupId}/members`;
  return chosen(gitlab.sharedPages('members of groups', list), choice);
}

/** What `readGroupMembers` takes for all groups. */
export function groupMembersCosts({ includeInheritedMembers }: MemberChoice): Cost[] {
  return perGroup({ what: includeInheritedMembers ? 'all members' : 'members', requests: 1, isShared: true });
}

/** Rows of the members of a project; there are too many projects to keep them. */
export function readProjectMembers(gitlab: GitLab, projectId: number, choice: MemberChoice): AsyncIterable<RawBatch> {
  const list = choice.includeInheritedMembers
    ? endpoint`projects/${projectId}/members/all`
    : endpoint`projects/${projectId}/members`;
  return chosen(distinct(gitlab.pages(list)), choice);
}

function chosen(rows: AsyncIterable<RawBatch>, { includeBotMembers }: MemberChoice): AsyncIterable<RawBatch> {
  return includeBotMembers ? rows : withoutBots(rows);
}

/** `__members` of a group or project. */
export function includeMembers(
  { scopes, warn }: ExtractContext,
  read: (parent: RawObject) => AsyncIterable<RawBatch>,
): Enrichment {
  async function readMembers(parent: RawObject): Promise<RawObject[]> {
    const members: RawObject[] = [];
    for await (const row of objectsOf(read(parent))) {
      const member = toMember(row);
      if (member !== undefined) members.push(member);
      else warn(`${fullPathOf(parent)}: a member without id, username, name or access_level is left out of __members`);
    }
    return members;
  }
  return async (parent) =>
    enrichedField('__members', await scopes.attempt(`${fullPathOf(parent)}: members`, () => readMembers(parent), []));
}

const BOT_USERNAME = /^(project|group)_\d+_bot_[0-9a-f]+$/;

/** Leaves the accounts behind access tokens out; most lists tell them by their username only (GitLab: "Members API"). */
async function* withoutBots(batches: AsyncIterable<RawBatch>): AsyncGenerator<RawBatch> {
  for await (const batch of batches) yield batch.filter((row) => !isBot(row));
}

function isBot({ bot, username }: RawObject): boolean {
  return typeof bot === 'boolean' ? bot : typeof username === 'string' && BOT_USERNAME.test(username);
}

/**
 * A row as `__members` holds it; undefined where one of the other fields is missing. GitLab gives `email` to
 * administrators and to owners of enterprise users only: it is null for others, and `public_email` does not stand in.
 */
function toMember(row: RawObject): RawObject | undefined {
  const { id, username, name, email = null, access_level } = row;
  const isWhole = [id, username, name, access_level].every((value) => value !== undefined && value !== null);
  return isWhole ? { id, username, name, email, access_level } : undefined;
}
