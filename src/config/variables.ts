import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ConfigIssue } from '../errors.ts';
import { parseEnvFile } from './env-file.ts';
import type { Notice } from './source.ts';

/** An environment variable and where it was set, in words. */
export interface Variable {
  readonly name: string;
  readonly value: string;
  readonly origin: string;
}

/** The variables of the process, as `process.env` gives them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The variables of the process as a list. */
export function listVariables(environment: Environment): readonly Variable[] {
  return Object.entries(environment).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name, value, origin: `environment variable ${name}` }],
  );
}

/** Adds those of an env file that the environment leaves open: it wins, and an empty variable is an open one. */
export async function addEnvFile(
  variables: readonly Variable[],
  path: string,
  workingDirectory: string,
): Promise<{
  readonly variables: readonly Variable[];
  readonly issues: readonly ConfigIssue[];
  readonly notices: readonly Notice[];
}> {
  let text: string;
  try {
    text = await readFile(resolve(workingDirectory, path), 'utf8');
  } catch {
    const message = 'the file is missing or cannot be read; check the path given with --env-file or GPE_ENV_FILE';
    return { variables, issues: [{ path: 'env-file', message, origin: `file ${path}` }], notices: [] };
  }
  const { values, notices } = parseEnvFile(text, path);
  const added = Object.entries(values).flatMap(([name, value]) =>
    value === undefined || findVariable(variables, name) !== undefined
      ? []
      : [{ name, value, origin: `file ${path}: ${name}` }],
  );
  return { variables: [...variables, ...added], issues: [], notices };
}

/** The variable of this name that is not empty; the exact spelling comes before other cases. */
export function findVariable(variables: readonly Variable[], name: string): Variable | undefined {
  const same = variables.filter((variable) => isNamed(variable, name) && !isEmpty(variable));
  return same.find((variable) => variable.name === name) ?? same[0];
}

/** Whether the variable is called so, in any case. */
export function isNamed(variable: Pick<Variable, 'name'>, name: string): boolean {
  return variable.name.toUpperCase() === name.toUpperCase();
}

/** CI systems set variables that they have no value for to the empty string: such a one counts as not set. */
export function isEmpty(variable: Variable): boolean {
  return variable.value.trim() === '';
}
