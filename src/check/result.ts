import { ConfigError, type ExitName, ExporterError } from '../errors.ts';

/** One thing that was looked at. Names in the texts are GitLab's and Port's: untrusted, and not masked yet. */
export interface CheckResult {
  /** What was looked at: `token`, `properties.url of service`. */
  readonly title: string;
  /** `skipped`: it depends on something that failed, or cannot be known before a run. */
  readonly state: 'ok' | 'warning' | 'failed' | 'skipped';
  /** What was found. */
  readonly detail: string;
  /** What to do. */
  readonly remedy?: string;
  /** How a run would end because of it, were it a failure. */
  readonly exit: ExitName;
}

/** What a check found, and what later ones need of it: absent where it failed. */
export interface Checked<Value> {
  readonly results: readonly CheckResult[];
  readonly value?: Value;
}

export function ok(title: string, detail: string): CheckResult {
  return { title, state: 'ok', detail, exit: 'success' };
}

export function skipped(title: string, detail: string): CheckResult {
  return { title, state: 'skipped', detail, exit: 'success' };
}

/** `exit` is what it is worth with `--strict`. */
export function warning(title: string, detail: string, remedy?: string, exit: ExitName = 'usage'): CheckResult {
  return { title, state: 'warning', detail, ...(remedy !== undefined && { remedy }), exit };
}

export function failed(title: string, detail: string, exit: ExitName, remedy?: string): CheckResult {
  return { title, state: 'failed', detail, ...(remedy !== undefined && { remedy }), exit };
}

/**
 * The lines for an error that a user can do something about; of wrong settings or a wrong mapping one for each issue.
 * Throws all others on: a stop by a signal, a bug.
 */
export function failuresOf(title: string, error: unknown): readonly CheckResult[] {
  if (!(error instanceof ExporterError) || !FORESEEN.includes(error.exit)) throw error;
  const { message, hint, exit } = error;
  if (!(error instanceof ConfigError)) return [failed(title, `${message}${becauseOf(error)}`, exit, hint)];
  return error.issues.map(({ path, message: problem, origin }) =>
    failed(path, origin === undefined ? problem : `${problem} (${origin})`, exit, hint),
  );
}

/** What the service said where the message says what that means. */
function becauseOf({ cause }: ExporterError): string {
  return cause instanceof ExporterError ? ` (${cause.message})` : '';
}

const FORESEEN: readonly ExitName[] = ['usage', 'refused', 'unreachable', 'partial'];
