/**
 * The beginning of a text, `maxLength` characters at most. A word that does not fit goes as a whole: half a secret
 * would not be known to the mask.
 */
export function shorten(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  return `${text.slice(0, maxLength).replace(/\S+$/, '').trimEnd()}…`;
}

/**
 * The parts of two texts where they begin to differ, `maxLength` characters each at most. They may cut a word: secrets
 * must have been masked before.
 */
export function excerpts(one: string, other: string, maxLength: number): [string, string] {
  const longest = Math.max(one.length, other.length);
  if (longest <= maxLength) return [one, other];
  let same = 0;
  while (same < longest && one[same] === other[same]) same++;
  // A little of what they have in common shows where one is.
  const start = same < maxLength / 2 ? 0 : same - Math.floor(maxLength / 4);
  const excerpt = (text: string): string => {
    const room = maxLength - (start > 0 ? 1 : 0);
    const rest = text.slice(start);
    const shown = rest.length <= room ? rest : `${wholeCharacters(rest.slice(0, room - 1))}…`;
    return start > 0 ? `…${wholeCharacters(shown)}` : shown;
  };
  return [excerpt(one), excerpt(other)];
}

/** Without the halves of characters at its ends. */
function wholeCharacters(text: string): string {
  return text.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '');
}
