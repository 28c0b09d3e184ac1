import type { z } from 'zod';
import type { RawBatch } from '../raw-object.ts';
import type { Cost, CostSettings } from './cost.ts';
import type { GitLab } from './gitlab/gitlab.ts';
import type { SharedList } from './gitlab/shared-lists.ts';

/**
 * The only door through which a kind reads. What cannot be read ends the scope, not the run: 403 and 404 make it
 * *denied*, exhausted retries *failed*, the end of the listing *complete*. "Empty" and "could not read" stay different.
 */
export interface Scopes {
  /** Passes the batches on and records how the scope (a group's full path, `projects` …) ended. */
  read(scope: string, batches: AsyncIterable<RawBatch>): AsyncIterable<RawBatch>;
  /**
   * The same for a single value (`acme/api: languages`): undefined where it could not be read, `empty` where the user
   * wants what is denied to count as empty. A GoneError passes.
   */
  attempt<Value>(
    scope: string,
    read: () => Promise<Value>,
    empty: Value,
  ): Promise<{ readonly value: Value } | undefined>;
}

/** What a kind is given to read with. */
export interface ExtractContext<Selector = unknown> {
  readonly gitlab: GitLab;
  readonly selector: Selector;
  readonly scopes: Scopes;
  /** The start of the run: what "days back" counts from. */
  readonly now: Date;
  /** Most objects that are wanted. Nobody has to heed it; what costs requests for each object does. */
  readonly limit?: number;
  /** Whether what is mapped can depend on a key of an object's field: `touches('file', 'size')`. May say yes too often. */
  touches(field: string, key: string): boolean;
  /** Tells the user of something that is odd and no failure. */
  warn(message: string): void;
}

/** What a kind is: a name users write in mappings, the selector fields beside `query`, and a reader of raw objects. */
export interface Kind<Shape extends z.ZodRawShape = z.ZodRawShape> {
  readonly name: string;
  /** One sentence for users: what the objects are. */
  readonly description: string;
  /** Page of GitLab's API documentation the objects come from, below `https://docs.gitlab.com/api/`. */
  readonly docs: string;
  readonly selector: z.ZodObject<Shape>;
  /** Lists it reads that other kinds read, too. */
  readonly lists?: readonly SharedList[];
  /** What reading it takes, told before anything is read. */
  costs(selector: z.output<z.ZodObject<Shape>>, settings: CostSettings): readonly Cost[];
  /** Batches in a stable order; never catches a failure and never answers "nothing" for "could not read". */
  extract(context: ExtractContext<z.output<z.ZodObject<Shape>>>): AsyncIterable<RawBatch>;
}

/** Declares a kind; the selector's type reaches `extract`. */
export function defineKind<Shape extends z.ZodRawShape>(kind: Kind<Shape>): Kind<Shape> {
  return kind;
}
