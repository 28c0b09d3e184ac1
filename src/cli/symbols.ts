/** What this program writes beside ASCII, and what stands for it where that cannot be shown. */
const IN_ASCII: Readonly<Record<string, string>> = { '✔': '*', '✗': 'x', '→': '->', '·': '|', '…': '...' };

/** A text as what shows it can show it. */
export type Legible = (text: string) => string;

/** Leaves a text as it is, or writes the program's own symbols in ASCII. */
export function createLegible(
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
): Legible {
  if (hasUnicode(platform, environment)) return (text) => text;
  return (text) => text.replace(/[✔✗→·…]/g, (symbol) => IN_ASCII[symbol] ?? symbol);
}

/**
 * Whether more than ASCII can be shown. A locale that is not set says nothing: containers have none, and what shows
 * their output can do it. On Windows only the newer consoles can, which name themselves.
 */
export function hasUnicode(
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  const { TERM, LC_ALL, LC_CTYPE, LANG, WT_SESSION, TERM_PROGRAM, CI } = environment;
  if (platform === 'win32') return Boolean(WT_SESSION || CI || TERM_PROGRAM === 'vscode' || TERM === 'xterm-256color');
  const locale = LC_ALL || LC_CTYPE || LANG || 'UTF-8';
  return TERM !== 'linux' && /utf-?8/i.test(locale);
}
