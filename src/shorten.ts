/**
 * The beginning of a text, `maxLength` characters at most. A word that does not fit goes as a whole: half a secret
 * would not be known to the mask.
 */
export function shorten(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  return `${text.slice(0, maxLength).replace(/\S+$/, '').trimEnd()}…`;
}
