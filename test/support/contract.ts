import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { describe } from 'vitest';

/** The contract data lies beside the repository; a fresh clone does without. */
const CONTRACT = fileURLToPath(new URL('../../../shared/contract', import.meta.url));
const PRESENT = existsSync(CONTRACT);

/** A suite that needs the contract data: where they are absent it is skipped, and its name says why. */
export function describeWithContract(name: string, suite: () => void): void {
  if (PRESENT) describe(name, suite);
  else describe.skip(`${name} (skipped: ../shared/contract is absent)`, suite);
}

/** A JSON document of the contract, by its path below `shared/contract`. */
export function readContract(path: string): unknown {
  return JSON.parse(readFileSync(join(CONTRACT, path), 'utf8'));
}

/**
 * Checks values against a schema file, given by its path below `shared/contract`; returns the problems. Formats are not
 * checked, since GitLab's own fixtures give dates where their schemas say date-time.
 */
export function contractSchema(path: string): (value: unknown) => readonly string[] {
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  const root = join(CONTRACT, rootOf(path));
  for (const file of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    if (file.endsWith('.json')) ajv.addSchema(readObject(join(root, file)), `contract:/${file}`);
  }
  const validate = ajv.getSchema(`contract:/${relative(root, join(CONTRACT, path))}`);
  if (validate === undefined) throw new Error(`There is no schema ${path}`);
  return (value) => {
    validate(value);
    return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
  };
}

function rootOf(path: string): string {
  const marker = 'gitlab/schemas';
  return path.startsWith(marker) ? marker : dirname(path);
}

function readObject(file: string): object {
  const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (typeof value !== 'object' || value === null) throw new Error(`${file} holds no object`);
  return value;
}
