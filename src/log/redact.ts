import { REDACTED } from './mask.ts';

export interface RedactOptions {
  readonly mask: (text: string) => string;
  /** Whether everything under a name is a secret. Default: nothing is. */
  readonly isSecretName?: (name: string) => boolean;
  /** Characters that stay of one text. */
  readonly maxTextLength: number;
  /** Characters that stay of the whole, about; what comes after them is left out. */
  readonly maxLength: number;
}

/** No secret that a mask knows by its form is longer, but for private keys, which it finds without their end. */
const LONGEST_SECRET = 4096;
const MAX_DEPTH = 64;
/** What a number or a sign counts, in characters. */
const SCALAR_LENGTH = 8;

/** A copy of a JSON value that may leave the program: every text, names too, is masked, and no more than fits is kept. */
export function redact(value: unknown, options: RedactOptions): unknown {
  const { mask, isSecretName = () => false, maxTextLength } = options;
  let left = options.maxLength;

  function write(text: string): string {
    const written = shorten(text, maxTextLength, mask);
    left -= written.length;
    return written;
  }

  function copy(part: unknown, isSecret: boolean, depth: number): unknown {
    if (left <= 0 || depth > MAX_DEPTH) return undefined;
    if (typeof part === 'string') return write(isSecret && part !== '' ? REDACTED : part);
    if (typeof part === 'object' && part !== null) {
      left -= 1;
      return Array.isArray(part) ? copyList(part, isSecret, depth + 1) : copyObject(part, isSecret, depth + 1);
    }
    left -= SCALAR_LENGTH;
    return isSecret && typeof part === 'number' ? REDACTED : part;
  }

  function copyList(list: readonly unknown[], isSecret: boolean, depth: number): unknown[] {
    const items: unknown[] = [];
    for (const item of list) {
      const copied = copy(item, isSecret, depth);
      if (copied !== undefined) items.push(copied);
      if (left <= 0) break;
    }
    return items;
  }

  function copyObject(part: object, isSecret: boolean, depth: number): object {
    const pairs: [string, unknown][] = [];
    const namesSecret = isNamedSecret(part, isSecretName);
    for (const [name, item] of Object.entries(part)) {
      const hides = isSecret || isSecretName(name) || (name === 'value' && namesSecret);
      const copied = copy(item, hides, depth);
      if (copied !== undefined) pairs.push([write(name), copied]);
      if (left <= 0) break;
    }
    // Defines properties, where an assignment to __proto__ would not.
    return Object.fromEntries(pairs);
  }

  return copy(value, false, 0);
}

/** `{ "key": "PASSWORD", "value": "…" }`, as lists of variables write it. */
function isNamedSecret(part: object, isSecretName: (name: string) => boolean): boolean {
  const names = ['key' in part && part.key, 'name' in part && part.name];
  return names.some((name) => typeof name === 'string' && isSecretName(name));
}

/** Masks what stays of a text. A secret that is cut in two would not be known: what could be half of one goes as well. */
function shorten(text: string, maxLength: number, mask: (text: string) => string): string {
  if (text.length <= maxLength) return mask(text);
  const masked = mask(text.slice(0, maxLength + LONGEST_SECRET));
  const cut = text.length <= maxLength + LONGEST_SECRET ? masked : masked.slice(0, -LONGEST_SECRET);
  return `${cut.slice(0, maxLength)}… (${text.length} characters in all)`;
}
