/** Tells the user of something that is odd and no failure. */
export type Warn = (message: string) => void;

/** What a file holds, or that it is larger than what a mapping gets to see. */
export type Content = Uint8Array | Oversize;

interface Oversize {
  /** In bytes. */
  readonly limit: number;
}

/** The text of a file; null, with a warning that names the place, where a mapping does not get to see it. */
export function toText(content: Content, place: string, warn: Warn): string | null {
  if (!(content instanceof Uint8Array)) {
    warn(`${place} is larger than ${content.limit} bytes: null stands in for its text`);
    return null;
  }
  const text = decode(content);
  if (text === undefined) warn(`${place} is no UTF-8 text: null stands in for it`);
  return text ?? null;
}

function decode(content: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    return undefined;
  }
}
