import { KeptPage } from '../extract/gitlab/shared-pages.ts';
import type { RawBatch } from '../raw-object.ts';

/** Batches that are kept as they are: readers that are about equally far find them so. The others are packed. */
const UNPACKED = 4;

/** Bytes, packed, that are kept for readers that have not begun. */
const MOST_BYTES = 16 * 2 ** 20;

/** Where a reader is: the batch that it has or takes next. */
interface Reader {
  index: number;
}

/**
 * Batches that are read once and given to a known number of readers, each at its own pace. A batch is kept until the
 * last of them has had it; when more than `mostBytes` are kept those that have not begun are not waited for any more.
 */
export class Broadcast {
  readonly #source: AsyncIterator<RawBatch>;
  readonly #mostBytes: number;
  readonly #readers = new Set<Reader>();
  readonly #pages = new Map<number, Promise<KeptPage | undefined>>();
  /** Readers that have not begun. */
  #expected: number;
  #read = 0;
  #packedBytes = 0;

  constructor(source: AsyncIterable<RawBatch>, readers: number, mostBytes = MOST_BYTES) {
    this.#source = source[Symbol.asyncIterator]();
    this.#expected = readers;
    this.#mostBytes = mostBytes;
  }

  /** All batches, for one more reader; undefined where the first ones are gone. */
  join(): AsyncIterable<RawBatch> | undefined {
    if (this.#expected === 0) return undefined;
    this.#expected -= 1;
    const reader = { index: 0 };
    this.#readers.add(reader);
    return this.#readAs(reader);
  }

  async *#readAs(reader: Reader): AsyncGenerator<RawBatch> {
    try {
      for (; ; reader.index += 1, this.#forget()) {
        const page = await this.#pageAt(reader.index);
        if (page === undefined) return;
        yield await page.rows();
      }
    } finally {
      this.#readers.delete(reader);
      this.#forget();
      if (this.#readers.size + this.#expected === 0) await this.#source.return?.();
    }
  }

  #pageAt(index: number): Promise<KeptPage | undefined> {
    const known = this.#pages.get(index) ?? this.#readNext();
    this.#pages.set(index, known);
    return known;
  }

  async #readNext(): Promise<KeptPage | undefined> {
    await this.#pack(this.#read - UNPACKED);
    const result = await this.#source.next();
    if (result.done) return undefined;
    this.#read += 1;
    return new KeptPage(result.value);
  }

  async #pack(index: number): Promise<void> {
    const page = await this.#pages.get(index);
    this.#packedBytes += (await page?.pack()) ?? 0;
    if (this.#packedBytes <= this.#mostBytes) return;
    this.#expected = 0;
    this.#forget();
  }

  /** Drops what nobody is going to ask for any more. */
  #forget(): void {
    if (this.#expected > 0) return;
    const next = Math.min(...[...this.#readers].map(({ index }) => index));
    for (const index of this.#pages.keys()) if (index < next) this.#pages.delete(index);
  }
}
