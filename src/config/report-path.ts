import { environmentNames } from './settings.ts';
import { type Environment, findVariable, listVariables } from './variables.ts';

/** Where the report goes as far as flags and environment tell without the other settings: those may be wrong. */
export function findReportPath(flags: Readonly<Record<string, unknown>>, environment: Environment): string | undefined {
  if (flags['report'] !== undefined) return String(flags['report']);
  const variables = listVariables(environment);
  const [found] = environmentNames('report').flatMap((name) => findVariable(variables, name) ?? []);
  return found?.value.trim();
}
