import { printable } from '../../log/printable.ts';

/** Characters of one text that are worth their place in a summary. */
const LONGEST = 1000;

/**
 * Text from GitLab or Port as a code span: there is no Markdown, HTML, link or mention in one. Its fence is longer than
 * any row of backticks inside it (CommonMark: "Code spans").
 */
export function code(text: string): string {
  const shown = printable(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
  const rows = shown.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(0, ...rows.map((row) => row.length)) + 1);
  // The space at each end is not shown; without it a backtick there would belong to the fence.
  const isPlain = shown !== '' && !/^[` ]|[` ]$/.test(shown);
  return isPlain ? `${fence}${shown}${fence}` : `${fence} ${shown || '(empty)'} ${fence}`;
}

/** Rows of harmless text as a table; all columns but the first hold numbers. */
export function table([header = [], ...rows]: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${header.map((_, column) => cells[column] ?? '').join(' | ')} |`;
  return [line(header), line(header.map((_, column) => (column === 0 ? '---' : '---:'))), ...rows.map(line)];
}
