import type { Stage } from './stage.ts';

/** What the CI system would show for the job. */
export type Verdict = 'passed' | 'warning' | 'failed';

/** How a job ended, and what it keeps: absent where the example or its system has no such thing. */
interface Outcome {
  readonly verdict: Verdict;
  readonly report?: string;
  /** What the page of the job shows (GitHub: "Adding a job summary"). */
  readonly summary?: string;
}

/** An example that can be started: it does on a stage what its CI system would do. */
export interface Job {
  readonly name: string;
  readonly file: string;
  /** Whether its system can show a warning. */
  readonly warns: boolean;
  run(stage: Stage): Promise<Outcome>;
}

/** The variables of the credentials. */
export const CREDENTIALS = [
  'OCEAN__INTEGRATION__CONFIG__GITLAB_TOKEN',
  'OCEAN__PORT__CLIENT_ID',
  'OCEAN__PORT__CLIENT_SECRET',
] as const;

/** Values of secrets, by the names of their variables. */
export function secretsOf(stage: Stage, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, stage.secret(name)]));
}

/** A map with each value changed. */
export function mapValues(
  map: Readonly<Record<string, string>>,
  change: (value: string) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, change(value)]));
}

/** The verdict of a system that tells warnings by the exit code. */
export function verdictOf(code: number, warnings: readonly number[] = []): Verdict {
  if (code === 0) return 'passed';
  return warnings.includes(code) ? 'warning' : 'failed';
}
