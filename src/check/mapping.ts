import { amount } from '../amount.ts';
import { readMappingFile } from '../config/read-mapping-file.ts';
import type { ConfigIssue } from '../errors.ts';
import type { JqEngine } from '../map/engine.ts';
import type { MappingSource } from '../run/open.ts';
import { type PreparedMapping, prepareMapping } from '../run/prepare.ts';
import type { RunOptions } from '../run/run.ts';
import type { PortFindings } from './port.ts';
import { type Checked, type CheckResult, failuresOf, ok, skipped, warning } from './result.ts';

interface Options extends Pick<RunOptions, 'environment' | 'settings' | 'signal'> {
  /** Undefined where none works. */
  readonly engine: JqEngine | undefined;
}

/** Finds the mapping that a run would follow, and checks it as a run does before it reads anything. */
export async function checkMapping(
  port: PortFindings | undefined,
  options: Options,
): Promise<Checked<PreparedMapping>> {
  const { engine, settings } = options;
  const { results, value: source } = await findMapping(settings.mapping, port);
  if (source === undefined) return { results };
  if (engine === undefined) return { results: [skipped('mapping', 'there is no jq to try its expressions')] };
  return prepare(source, { ...options, engine });
}

async function findMapping(file: string | undefined, port: PortFindings | undefined): Promise<Checked<MappingSource>> {
  if (file === undefined) {
    if (port?.mapping === undefined) return { results: [skipped('mapping', 'it is in Port, where it was not read')] };
    if (port.mapping === 'provided') return { results: [skipped('mapping', 'Port provides it with the first run')] };
    return { results: [], value: port.mapping };
  }
  try {
    return { results: [], value: { data: await readMappingFile(file), origin: file } };
  } catch (error) {
    return { results: failuresOf('mapping', error) };
  }
}

async function prepare(
  { data, origin }: MappingSource,
  options: Parameters<typeof prepareMapping>[2],
): Promise<Checked<PreparedMapping>> {
  // Warnings are told as such, and `--strict` makes of them what it makes of all others.
  const lenient = { ...options, settings: { ...options.settings, strict: false } };
  try {
    const prepared = await prepareMapping(data, origin, lenient);
    return { results: [describe(prepared, origin), ...prepared.warnings.map(toWarning)], value: prepared };
  } catch (error) {
    return { results: failuresOf('mapping', error) };
  }
}

function describe({ mapping: { resources } }: PreparedMapping, origin: string): CheckResult {
  const kinds = [...new Set(resources.map(({ kind }) => kind))].join(', ');
  return ok('mapping', `${origin} is valid: ${amount(resources.length, 'resource')} (${kinds})`);
}

function toWarning({ path, message, origin }: ConfigIssue): CheckResult {
  return warning(path, origin === undefined ? message : `${message} (${origin})`);
}
