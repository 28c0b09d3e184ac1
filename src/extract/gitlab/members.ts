import { endpoint } from '../../http/endpoint.ts';
import type { RawBatch, RawObject } from '../../raw-object.ts';
import { distinct } from '../distinct.ts';
import type { GitLab } from './gitlab.ts';
import { SharedPages } from './shared-pages.ts';

/** `members` of a group or, with those of its ancestors and of invited groups, `members/all`: once per run, whoever asks. */
export function createMemberListing(pages: GitLab['pages']): GitLab['groupMembers'] {
  const listings = new Map<string, SharedPages>();
  return (groupId, inherited) => {
    const list = inherited ? endpoint`groups/${groupId}/members/all` : endpoint`groups/${groupId}/members`;
    const listing = listings.get(list.path) ?? new SharedPages(distinct(pages(list)));
    listings.set(list.path, listing);
    return listing;
  };
}

const BOT_USERNAME = /^(project|group)_\d+_bot_[0-9a-f]+$/;

/** Leaves the accounts behind access tokens out; most lists tell them by their username only (GitLab: "Members API"). */
export async function* withoutBots(batches: AsyncIterable<RawBatch>): AsyncGenerator<RawBatch> {
  for await (const batch of batches) yield batch.filter((row) => !isBot(row));
}

function isBot({ bot, username }: RawObject): boolean {
  return typeof bot === 'boolean' ? bot : typeof username === 'string' && BOT_USERNAME.test(username);
}

/**
 * A row as `__members` holds it; undefined where one of the other fields is missing. GitLab gives `email` to
 * administrators and to owners of enterprise users only: it is null for others, and `public_email` does not stand in.
 */
export function toMember(row: RawObject): RawObject | undefined {
  const { id, username, name, email = null, access_level } = row;
  const isWhole = [id, username, name, access_level].every((value) => value !== undefined && value !== null);
  return isWhole ? { id, username, name, email, access_level } : undefined;
}
