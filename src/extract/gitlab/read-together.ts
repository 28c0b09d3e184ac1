import { pMapIterable } from 'p-map';
import type { RawBatch } from '../../raw-object.ts';
import { KeptPage } from './shared-pages.ts';

/** Parts that are read while the one before them is given. */
const PARTS_AHEAD = 7;

/**
 * What all parts give, one after the other, so that of rows that map to the same entity the last is always the same one.
 * The parts behind the one that is given are read meanwhile, to their ends.
 */
export async function* readTogether(parts: AsyncIterable<AsyncIterable<RawBatch>>): AsyncGenerator<RawBatch> {
  let isOver = false;
  const started = pMapIterable(
    parts,
    (part) => {
      const pages = new WaitingPages();
      void pages.fill(part, () => isOver);
      return pages;
    },
    { concurrency: PARTS_AHEAD, backpressure: PARTS_AHEAD },
  );
  try {
    for await (const pages of started) yield* pages.take();
  } finally {
    isOver = true;
  }
}

/** Pages between one that reads them and one that takes them; all but the last wait at about a tenth of their size. */
class WaitingPages {
  readonly #pages: KeptPage[] = [];
  #end: { readonly failure?: unknown } | undefined;
  #wake = () => {};

  /** A failure is left to the one who takes the pages. */
  async fill(part: AsyncIterable<RawBatch>, isOver: () => boolean): Promise<void> {
    try {
      for await (const rows of part) {
        if (isOver()) return;
        this.#pages.at(-1)?.pack();
        this.#pages.push(new KeptPage(rows));
        this.#wake();
      }
      this.#end = {};
    } catch (failure) {
      this.#end = { failure };
    }
    this.#wake();
  }

  async *take(): AsyncGenerator<RawBatch> {
    for (;;) {
      const page = this.#pages.shift();
      if (page !== undefined) {
        yield await page.rows();
      } else if (this.#end === undefined) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      } else {
        if ('failure' in this.#end) throw this.#end.failure;
        return;
      }
    }
  }
}
