import type { GitLab } from '../extract/gitlab/gitlab.ts';
import { SharedPages, UnpackedPages } from '../extract/gitlab/shared-pages.ts';
import type { ExtractContext } from '../extract/kind.ts';
import type { Reading } from '../extract/reading.ts';
import type { RawBatch } from '../raw-object.ts';
import { ScopeLedger } from './ledger.ts';

/** A resource, as whoever reads for it knows it. */
export type Reader = Pick<ExtractContext, 'touches' | 'warn'>;

export interface ObjectSourceOptions {
  readonly reading: Reading;
  readonly gitlab: GitLab;
  readonly deniedIsEmpty: boolean;
  /** Most objects that each reader takes. */
  readonly limit?: number | undefined;
  /** The start of the run. */
  readonly now: Date;
}

/** The raw objects of a kind and selector, for all resources that want these: GitLab is asked for each of them once. */
export class ObjectSource {
  /** What could be read, which holds for all readers. */
  readonly ledger: ScopeLedger;
  readonly reading: Reading;
  readonly #options: ObjectSourceOptions;
  readonly #readers: Reader[] = [];
  #shared: AsyncIterable<RawBatch> | undefined;

  constructor(options: ObjectSourceOptions) {
    this.#options = options;
    this.reading = options.reading;
    this.ledger = new ScopeLedger(options);
  }

  /** All readers are known before one of them begins. */
  add(reader: Reader): void {
    this.#readers.push(reader);
  }

  /** All batches, for one of the readers. A batch is kept until the last of them has had it. */
  batches(): AsyncIterable<RawBatch> {
    const readers = this.#readers.length;
    if (readers === 1) return this.#extract();
    this.#shared ??= new SharedPages(this.#extract(), new UnpackedPages(), readers);
    return this.#shared;
  }

  #extract(): AsyncIterable<RawBatch> {
    const { reading, gitlab, now, limit = Infinity } = this.#options;
    const readers = this.#readers;
    return reading.kind.extract({
      gitlab,
      selector: reading.selector,
      scopes: this.ledger,
      now,
      limit,
      touches: (field, key) => readers.some((reader) => reader.touches(field, key)),
      warn(message) {
        for (const reader of readers) reader.warn(message);
      },
    });
  }
}
