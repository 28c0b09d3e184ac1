/** Something that runs jq programs. Engines differ in speed, never in results. */
export interface JqEngine {
  /** For reports: `jq 1.8.2 (embedded)`. */
  readonly name: string;
  /** Whether it knows less than jq 1.8: then even what needs no jq has to be shown to it before it is relied on. */
  readonly isOlder?: boolean;
  /**
   * jq's message for every program that does not compile, undefined for the others; runs none of them.
   *
   * @throws the signal's reason once it aborts.
   */
  validate(programs: readonly string[], signal?: AbortSignal): Promise<readonly (string | undefined)[]>;
  /**
   * One output for each record, in their order. The program gives exactly one output for every input.
   *
   * @throws {JqFailure} when the batch could not be evaluated as a whole, or the signal's reason once it aborts. The
   * engine stays usable.
   */
  run(program: string, records: readonly unknown[], options: RunOptions): Promise<readonly unknown[]>;
  close(): Promise<void>;
}

export interface RunOptions {
  readonly timeLimitMs: number;
  /** Stops jq at once, whatever it is at. */
  readonly signal?: AbortSignal | undefined;
}

/** A batch that jq did not get through: it took too long, or jq broke down (memory, depth). */
export class JqFailure extends Error {
  readonly reason: 'timeout' | 'breakdown';

  constructor(reason: JqFailure['reason'], message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options);
    this.name = 'JqFailure';
    this.reason = reason;
  }
}

/** Aborts with the first of the given signals. */
export function anySignal(...signals: readonly (AbortSignal | undefined)[]): AbortSignal {
  return AbortSignal.any(signals.filter((signal) => signal !== undefined));
}
