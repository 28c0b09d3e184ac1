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
/** Shorter pieces of base64 are too likely to be part of something else. */
const MIN_FRAGMENT_LENGTH = 8;

/** What looks like a credential, whosever it is; the first group stays. */
const CREDENTIAL_FORMATS: readonly RegExp[] = [
  /()\bgl(?:pat|oas|dt|cbt|ptt|rtr?|ft|imt|agent|soat|ffct|wt)-[\w.-]{20,}/g,
  /()\bGR1348941[\w-]{20}/g,
  /(\b_gitlab_session=)[^\s;]+/g,
  /()\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*/g,
  /(\bBearer\s+)[\w.~+/-]{8,}=*/gi,
  /(:\/\/[^\s/:@"]*:)[^\s/@"]+(?=@)/g,
  /()\bgh[oprsu]_\w{36,}|\bgithub_pat_\w{22,}/g,
  /()\b(?:xox[abeprs]|xapp)-[\w-]{10,}/g,
  /(\bhooks\.slack\.com\/(?:services|workflows|triggers)\/)[\w/-]+/g,
  /()\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /()\bAIza[\w-]{35}|\bya29\.[\w-]{20,}|\bGOCSPX-[\w-]{20,}/g,
  /()-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----|$)/g,
];

/**
 * A function that replaces each secret, raw and in the encodings it travels in (JSON, URL, base64, also as a part of a
 * longer base64 text), and everything in a well-known format of credentials.
 */
export function createMask(secrets: readonly string[]): Mask {
  const encodings = new Set<string>();
  let pattern: RegExp | undefined;

  const add = (secret: string): void => {
    if (secret.length < MIN_SECRET_LENGTH) return;
    for (const encoding of encodingsOf(secret)) encodings.add(encoding);
    // Longest first: otherwise a short one would break up a longer one and leave the rest of it readable.
    const longestFirst = [...encodings].sort((a, b) => b.length - a.length);
    pattern = new RegExp(longestFirst.map((text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|'), 'g');
  };
  const mask = (text: string): string => {
    let masked = pattern === undefined ? text : text.replace(pattern, REDACTED);
    for (const format of CREDENTIAL_FORMATS) masked = masked.replace(format, `$1${REDACTED}`);
    return masked;
  };
  for (const secret of secrets) add(secret);
  return Object.assign(mask, { add });
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
    ...[encoded, form].flatMap((text) => [text, text.replace(/%../g, (hex) => hex.toLowerCase())]),
    ...base64.flatMap((text) => [text, text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')]),
  ];
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
