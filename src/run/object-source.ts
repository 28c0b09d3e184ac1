import type { GitLab } from '../extract/gitlab/gitlab.ts';
import type { ExtractContext } from '../extract/kind.ts';
import type { Reading } from '../extract/reading.ts';
import type { RawBatch } from '../raw-object.ts';
import { Broadcast } from './broadcast.ts';
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

/** Objects on their way, and what could be read of them. */
export interface Extraction {
  readonly batches: AsyncIterable<RawBatch>;
  readonly ledger: ScopeLedger;
}

/** The raw objects of a kind and selector, for all resources that want these: GitLab is asked for each of them once. */
export class ObjectSource {
  readonly reading: Reading;
  readonly #options: ObjectSourceOptions;
  readonly #readers: Reader[] = [];
  #together: { readonly broadcast: Broadcast; readonly ledger: ScopeLedger } | undefined;

  constructor(options: ObjectSourceOptions) {
    this.#options = options;
    this.reading = options.reading;
  }

  /** Whether several resources read it: each keeps what it has not read yet, so none begins before it can go on. */
  get isShared(): boolean {
    return this.#readers.length > 1;
  }

  /** All readers are known before one of them begins. */
  add(reader: Reader): void {
    this.#readers.push(reader);
  }

  /** Everything, for one of the readers; read once more where too much has been read before it begins. */
  begin(reader: Reader): Extraction {
    if (!this.isShared) return this.#extract([reader]);
    this.#together ??= this.#readTogether();
    const { broadcast, ledger } = this.#together;
    const batches = broadcast.join();
    return batches === undefined ? this.#extract([reader]) : { batches, ledger };
  }

  #readTogether() {
    const { batches, ledger } = this.#extract(this.#readers);
    return { broadcast: new Broadcast(batches, this.#readers.length), ledger };
  }

  #extract(readers: readonly Reader[]): Extraction {
    const { reading, gitlab, now, limit = Infinity } = this.#options;
    const ledger = new ScopeLedger(this.#options);
    const batches = reading.kind.extract({
      gitlab,
      selector: reading.selector,
      scopes: ledger,
      now,
      limit,
      touches: (field, key) => readers.some((reader) => reader.touches(field, key)),
      warn(message) {
        for (const reader of readers) reader.warn(message);
      },
    });
    return { batches, ledger };
  }
}
