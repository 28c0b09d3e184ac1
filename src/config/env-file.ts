import { parseEnv } from 'node:util';
import type { Notice } from './source.ts';

/** One to the end of its line; a value in quotes may go on over several. */
const ASSIGNMENT = /^[^\S\n]*(?:export[^\S\n]+)?[\w.-]+[^\S\n]*=[^\S\n]*(?:"[^"]*"|'[^']*'|`[^`]*`)?.*$/gm;

const NOTHING = /^\s*(?:#|$)/;

/** Lines that one warning names. */
const SHOWN = 5;

/**
 * The variables of an env file. A line that is no assignment is passed over with a warning: Node would take it for the
 * beginning of the next name, or drop it without a word. What it says may be a secret.
 */
export function parseEnvFile(
  text: string,
  path: string,
): { readonly values: Readonly<Record<string, string | undefined>>; readonly notices: readonly Notice[] } {
  const assignments = text.match(ASSIGNMENT) ?? [];
  const rest = text.replace(ASSIGNMENT, (assignment) => assignment.replace(/[^\n]/g, ''));
  const strays = rest.split('\n').flatMap((line, index) => (NOTHING.test(line) ? [] : [index + 1]));
  const values = parseEnv(assignments.map((assignment) => assignment.trim()).join('\n'));
  return { values, notices: strays.length === 0 ? [] : [toNotice(strays, path)] };
}

function toNotice(lines: readonly number[], path: string): Notice {
  const shown = lines.slice(0, SHOWN).join(', ');
  const more = lines.length > SHOWN ? ` and ${lines.length - SHOWN} more` : '';
  const where = `file ${path}, ${lines.length === 1 ? 'line' : 'lines'} ${shown}${more}`;
  return { level: 'warn', message: `${where}: ignored, expected NAME=value` };
}
