import { CREDENTIAL_FORMATS } from './credential-formats.ts';

/** Replaces secrets in a text that is about to leave the program. */
export interface Mask {
  (text: string): string;
  /** Masks a secret that became known during the run, such as an access token. */
  add(secret: string): void;
}

/** What stands where a secret was. */
export const REDACTED = '[REDACTED]';
/** Shorter secrets would blank ordinary words. */
const MIN_SECRET_LENGTH = 4;
/** Longer beginnings are left by nothing: jq shows less of a value, and this program cuts no word. */
const MAX_BEGINNING_LENGTH = 30;
/** Shorter pieces of base64 are too likely to be part of something else. */
const MIN_FRAGMENT_LENGTH = 8;

/**
 * A function that replaces each secret, raw and in the encodings it travels in (JSON, URL, HTML, base64, also as a part of
 * a longer base64 text), and everything in a well-known format of credentials.
 */
export function createMask(secrets: readonly string[]): Mask {
  const encodings = new Set<string>();
  const beginnings = new Set<string>();
  let pattern: RegExp | undefined;

  const add = (secret: string): void => {
    if (secret.length < MIN_SECRET_LENGTH) return;
    for (const encoding of encodingsOf(secret)) encodings.add(encoding);
    for (const beginning of [secret, escapeJson(secret)].flatMap(beginningsOf)) beginnings.add(beginning);
    pattern = new RegExp(`${oneOf(encodings)}|(?:${oneOf(beginnings)})(?=\\.{3}|…)`, 'gi');
  };
  const mask = (text: string): string => {
    let masked = pattern === undefined ? text : text.replace(pattern, REDACTED);
    for (const format of CREDENTIAL_FORMATS) masked = masked.replace(format, `$1${REDACTED}`);
    return masked;
  };
  for (const secret of secrets) add(secret);
  return Object.assign(mask, { add });
}

/** Longest first: otherwise a short one would break up a longer one and leave the rest of it readable. */
function oneOf(texts: ReadonlySet<string>): string {
  const longestFirst = [...texts].sort((a, b) => b.length - a.length);
  return longestFirst.map((text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|');
}

/** What is left of a secret where a message was cut short. */
function beginningsOf(secret: string): string[] {
  const longest = secret.slice(0, MAX_BEGINNING_LENGTH);
  return Array.from({ length: longest.length - MIN_SECRET_LENGTH + 1 }, (_, cut) =>
    longest.slice(0, longest.length - cut),
  );
}

function encodingsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const encoded = encodeURIComponent(bytes.toString()); // From bytes: it throws on half a surrogate pair.
  const form = new URLSearchParams({ '': secret }).toString().slice(1);
  const base64 = [bytes.toString('base64'), ...base64Fragments(bytes)];
  return [
    secret,
    escapeJson(secret),
    escapeJson(escapeJson(secret)),
    encoded,
    form,
    escapeHtml(secret),
    escapeHtml(secret).replaceAll('"', '&quot;').replaceAll("'", '&#39;'),
    ...base64.flatMap((text) => [text, text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')]),
  ];
}

/** As GitLab writes text into a page; attributes have their quotes escaped as well. */
function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function escapeJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** How the secret looks within a longer base64 text (`Basic user:secret`): three ways, as three bytes make four letters. */
function base64Fragments(bytes: Buffer): string[] {
  return [0, 1, 2]
    .map((offset) => {
      const letters = Buffer.concat([Buffer.alloc(offset), bytes])
        .toString('base64')
        .replace(/=+$/, '');
      const wholeLetters = Math.floor(((offset + bytes.length) * 8) / 6);
      return letters.slice(Math.ceil((offset * 8) / 6), wholeLetters);
    })
    .filter((fragment) => fragment.length >= MIN_FRAGMENT_LENGTH);
}
