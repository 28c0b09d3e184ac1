/** A value in a line for people: plain words stay as they are, all else becomes JSON. */
export function toWord(value: unknown): string {
  if (typeof value === 'string' && /^[\p{L}\p{N}_./:@+-]+$/u.test(value)) return value;
  return JSON.stringify(value) ?? '';
}
