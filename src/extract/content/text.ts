/** The most bytes of a file that a mapping gets to see. */
const MAX_FILE_BYTES = 1024 * 1024;

/** Tells the user of something that is odd and no failure. */
export type Warn = (message: string) => void;

/** The text of a file; null, with a warning that names the place, where a mapping does not get to see it. */
export function toText(content: Uint8Array, place: string, warn: Warn): string | null {
  if (isTooLarge(content.byteLength, place, warn)) return null;
  const text = decode(content);
  if (text === undefined) warn(`${place} is no UTF-8 text: null stands in for it`);
  return text ?? null;
}

/** Whether a file of so many bytes is kept from mappings; warns if so. */
export function isTooLarge(bytes: number, place: string, warn: Warn): boolean {
  if (bytes <= MAX_FILE_BYTES) return false;
  warn(`${place} is larger than ${MAX_FILE_BYTES} bytes: null stands in for its text`);
  return true;
}

function decode(content: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    return undefined;
  }
}
