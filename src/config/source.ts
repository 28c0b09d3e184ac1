import type { ConfigIssue } from '../errors.ts';
import { type Leaf, toKey, type Value } from './key.ts';
import { type KnownKey, type KnownKeys, meaninglessLevels } from './known-keys.ts';
import { nearestKey } from './nearest-key.ts';
import type { SettingName } from './settings.ts';

/** A value that a source offers for a setting. */
export interface Candidate {
  readonly setting: SettingName;
  readonly value: Value;
  /** Where it stands, in words: `environment variable GITLAB_TOKEN`, `file values.yaml: port.clientId`. */
  readonly origin: string;
}

/** Something to say about the settings that does not stop the run. */
export interface Notice {
  readonly level: 'debug' | 'warn';
  readonly message: string;
}

/** What may be the reason that a required setting is missing: a misspelt name, an empty variable. */
export interface Hint {
  readonly setting: SettingName;
  readonly message: string;
}

/** What one source has to say; its candidates are in order of precedence. */
export interface Source {
  readonly candidates: readonly Candidate[];
  readonly issues: readonly ConfigIssue[];
  readonly notices: readonly Notice[];
  readonly hints: readonly Hint[];
}

/** What a key turned out to be. */
export type Meaning =
  | { readonly is: 'setting'; readonly rank: number; readonly setting: SettingName }
  /** Settings lie below it, so a map belongs here. */
  | { readonly is: 'group' }
  | { readonly is: 'meaningless'; readonly levels: readonly string[] }
  | { readonly is: 'unknown'; readonly nearest: KnownKey | undefined };

/** Finds what a key means; `rank` orders the keys of one setting, the smallest first. */
export function meaningOf(levels: Leaf['levels'], known: KnownKeys): Meaning {
  const key = toKey(levels);
  const rank = known.findIndex((entry) => entry.key === key);
  const entry = known[rank];
  if (entry !== undefined) return { is: 'setting', rank, setting: entry.setting };
  if (levels.length === 0 || isGroup(levels, known)) return { is: 'group' };
  const depth = meaninglessLevels(levels);
  if (depth !== undefined) return { is: 'meaningless', levels: levels.slice(0, depth) };
  return { is: 'unknown', nearest: nearestKey(key, known) };
}

/** Whether settings lie below a key; the key alone may stand for one of them all the same. */
export function isGroup(levels: Leaf['levels'], known: KnownKeys): boolean {
  return known.some(({ key }) => key.startsWith(`${toKey(levels)}.`));
}

/** The sentence about something that only a long-lived integration needs. */
export function meaninglessNotice(place: string): Notice {
  return { level: 'debug', message: `${place} has no effect: it only matters to an integration that keeps running` };
}

/** The end of the sentence about an unknown key. */
export function suggestion({ nearest }: { readonly nearest: KnownKey | undefined }): string {
  return nearest === undefined ? '' : `; did you mean ${nearest.spelling}?`;
}
