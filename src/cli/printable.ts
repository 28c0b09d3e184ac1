/**
 * Text from GitLab or Port made safe for a terminal: control characters, escape sequences and marks that turn the
 * direction of writing become visible instead of acting.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u${code.toString(16).padStart(4, '0')}`;
  });
}
