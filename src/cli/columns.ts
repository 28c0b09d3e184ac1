import type { WriteStream } from 'node:tty';
import { stripVTControlCharacters } from 'node:util';

/** What a line that goes on begins with. */
const CONTINUED = '    ';

/** Characters that take two columns of a terminal (Unicode: "East Asian Width", and pictures). */
const WIDE =
  /^[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303e\uff01-\uff60\p{Emoji_Presentation}]/u;

/** Columns of a terminal that a line takes; colours take none. */
export function columnsOf(line: string): number {
  return charactersOf(stripVTControlCharacters(line)).reduce(
    (columns, character) => columns + columnsOfCharacter(character),
    0,
  );
}

/** As much of a line as so many columns hold, with a mark where something is left out. */
export function cutTo(line: string, columns: number, mark = '…'): string {
  if (columnsOf(line) <= columns) return line;
  let room = columns - columnsOf(mark);
  const kept: string[] = [];
  for (const character of charactersOf(line)) {
    room -= columnsOfCharacter(character);
    if (room < 0) break;
    kept.push(character);
  }
  return `${kept.join('').trimEnd()}${mark}`;
}

/** How wide a terminal is; undefined for what is none, and for one that does not tell. */
export function widthOf({ isTTY, columns }: Partial<WriteStream>): number | undefined {
  return isTTY === true && columns !== undefined && columns > 0 ? columns : undefined;
}

/** A text whose lines are broken between words, as far as they are wider; what is broken off is indented. */
export function wrap(text: string, columns: number): string {
  return text
    .split('\n')
    .map((line) => wrapLine(line, columns))
    .join('\n');
}

function wrapLine(line: string, columns: number): string {
  return breakLine(line, columns, CONTINUED).join('\n');
}

/** The lines of a text without line breaks, which end between words; all but the first begin with `continued`. */
export function breakLine(line: string, columns: number, continued = ''): string[] {
  if (columnsOf(line) <= columns || !line.trim().includes(' ')) return [line];
  const [, indent = '', first = '', rest = ''] = /^( *)(\S*) ?(.*)$/.exec(line) ?? [];
  const lines: string[] = [];
  let last = `${indent}${first}`;
  for (const word of rest.split(' ')) {
    const longer = `${last} ${word}`;
    if (columnsOf(longer) > columns) lines.push(last);
    last = columnsOf(longer) > columns ? `${continued}${word}` : longer;
  }
  return [...lines, last];
}

function charactersOf(line: string): string[] {
  return [...new Intl.Segmenter().segment(line)].map(({ segment }) => segment);
}

function columnsOfCharacter(character: string): number {
  return WIDE.test(character) ? 2 : 1;
}
