/**
 * Control characters, those that turn the direction of writing or hide themselves, and halves of characters. Joiners
 * hide nothing in scripts that are written with them, or between emoji, but do behind a Latin letter.
 */
const ACTING = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]|(?<=^|\p{ASCII})[\u200c\u200d]/gu;

/**
 * Text from GitLab or Port made safe for a terminal: what acts on it, or hides, is written as `\u….`. In a line of
 * JSON that is the same value.
 */
export function printable(text: string): string {
  return text.replace(ACTING, escapeUnits);
}

function escapeUnits(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
