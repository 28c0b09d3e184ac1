import type { Topic } from './topics.ts';

/**
 * The exit codes: a public contract, listed in the README by a test that compares it with this table.
 * When several apply the earlier entry wins.
 */
export const EXIT_CODES = [
  {
    name: 'interrupted',
    code: 130,
    meaning: 'Stopped by SIGINT: writes in flight were finished, no deletion was begun after that.',
  },
  {
    name: 'terminated',
    code: 143,
    meaning: 'Stopped by SIGTERM: writes in flight were finished, no deletion was begun after that.',
  },
  { name: 'internal', code: 1, meaning: 'Unexpected internal error: our fault. Prints what to put in a bug report.' },
  {
    name: 'usage',
    code: 2,
    meaning: 'Wrong usage, configuration or mapping. Nothing was read from GitLab, and no entity was written.',
  },
  {
    name: 'refused',
    code: 3,
    meaning: 'GitLab or Port refused the credentials, or the token lacks a scope. Nothing more was deleted.',
  },
  {
    name: 'unreachable',
    code: 4,
    meaning: 'GitLab or Port could not be reached, or kept failing, so that the run could not go on.',
  },
  {
    name: 'partial',
    code: 6,
    meaning:
      'Partial: some resources, objects or entities failed, or log, report or output could not be written. The rest is in, and stale entities that the failures could hide were kept.',
  },
  {
    name: 'threshold',
    code: 5,
    meaning: 'The deletion threshold withheld deletions. Everything else is in.',
  },
  {
    name: 'differences',
    code: 10,
    meaning: 'Only with `--dry-run --exit-code`: a run would create, update or delete something. Nothing was written.',
  },
  {
    name: 'success',
    code: 0,
    meaning: 'Everything was read, mapped and loaded, and what was stale is deleted, unless deletion is off.',
  },
] as const;

/** A name of the table above. */
export type ExitName = (typeof EXIT_CODES)[number]['name'];

/** A number of the table above. */
export type ExitCode = (typeof EXIT_CODES)[number]['code'];

/** The code that stands for an outcome. */
export function exitCode(name: ExitName): ExitCode {
  const entry = EXIT_CODES.find((candidate) => candidate.name === name);
  if (entry === undefined) throw new InternalError(`No exit code is called ${name}`);
  return entry.code;
}

/** What an error says beside its message. */
export interface Explanation {
  readonly cause?: unknown;
  readonly hint?: string | undefined;
  readonly topic?: Topic | undefined;
}

/**
 * Every failure that this program foresees. `code` is a stable name for documentation and reports, `hint` tells the
 * user what to do, `topic` names the section of the documentation that says more. Context is added by wrapping with `cause`, never by rewriting a message.
 */
export abstract class ExporterError extends Error {
  abstract readonly code: string;
  abstract readonly exit: ExitName;
  readonly hint: string | undefined;
  readonly topic: Topic | undefined;

  constructor(message: string, options: Explanation = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.name = new.target.name;
    this.hint = options.hint;
    this.topic = options.topic;
  }
}

/** One thing that is wrong with the settings or the mapping. */
export interface ConfigIssue {
  /** The setting's canonical name (`gitlab.url`) or the place in the mapping (`resources[2] (merge-request): selector.states[0]`). */
  readonly path: string;
  /** What is expected and what was found; never a secret's value. */
  readonly message: string;
  /** Where the value came from: an environment variable, a flag, a file. Absent where nothing was given. */
  readonly origin?: string;
}

/** Wrong settings, flags or mapping: all of it at once. */
export class ConfigError extends ExporterError {
  readonly code = 'CONFIG_INVALID';
  readonly exit = 'usage';
  readonly issues: readonly ConfigIssue[];

  constructor(message: string, issues: readonly ConfigIssue[], options: Explanation = {}) {
    super(message, options);
    this.issues = issues;
  }
}

/** GitLab or Port refused the credentials, or they may not do what the run needs. */
export class AuthError extends ExporterError {
  readonly code = 'CREDENTIALS_REFUSED';
  readonly exit = 'refused';
}

/** Why a request failed for good. */
export type FailureReason = 'status' | 'network' | 'timeout' | 'body' | 'too-large' | 'rate-limit';

export interface RequestFailure {
  readonly service: string;
  /** Method and path template, such as `GET /groups/:id/members`; no identifiers, no query, no credentials. */
  readonly route: string;
  readonly reason: FailureReason;
  readonly attempts: number;
  readonly status?: number;
  /** The parsed (or plain text) body of the last answer. */
  readonly body?: unknown;
}

/** A request that failed for good: after its retries, or because repeating it cannot help (403, 404, 422 …). */
export class UpstreamError extends ExporterError {
  readonly code = 'REQUEST_FAILED';
  readonly exit = 'unreachable';
  readonly failure: RequestFailure;

  constructor(message: string, failure: RequestFailure, options: Explanation = {}) {
    super(message, options);
    this.failure = failure;
  }

  get status(): number | undefined {
    return this.failure.status;
  }
}

/** What was asked for could not be written: the disk is full, or the folder has gone. */
export class OutputError extends ExporterError {
  readonly code = 'OUTPUT_NOT_WRITTEN';
  readonly exit = 'partial';
}

/** The program was asked to stop; `signal` says by whom, `writes` whether it was there to write to Port. */
export class InterruptedError extends ExporterError {
  readonly code = 'INTERRUPTED';
  readonly exit: 'interrupted' | 'terminated';

  constructor(signal: 'SIGINT' | 'SIGTERM', writes = true) {
    super(`Stopped by ${signal}`, {
      hint: writes
        ? 'Run again: it goes on from what is in Port by now. No deletion was begun after the signal.'
        : 'Run again: it begins anew. Nothing was written to Port.',
    });
    this.exit = signal === 'SIGINT' ? 'interrupted' : 'terminated';
  }
}

/** Something that cannot happen did. */
export class InternalError extends ExporterError {
  readonly code = 'INTERNAL';
  readonly exit = 'internal';
}
