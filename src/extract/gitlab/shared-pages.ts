import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { RawBatch } from '../../raw-object.ts';

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/**
 * A listing that is read once and walked by any number of readers, at their own pace. Rows of a page resemble each
 * other, so that a page that readers have moved past is kept at about a tenth of its size.
 */
export class SharedPages implements AsyncIterable<RawBatch> {
  readonly #source: AsyncIterator<RawBatch>;
  readonly #pages: Promise<KeptPage | undefined>[] = [];

  constructor(source: AsyncIterable<RawBatch>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<RawBatch> {
    for (let index = 0; ; index++) {
      this.#pages[index] ??= this.#readNext(index);
      const page = await this.#pages[index];
      if (page === undefined) return;
      yield await page.rows();
    }
  }

  async #readNext(index: number): Promise<KeptPage | undefined> {
    const previous = await this.#pages[index - 1];
    const result = await this.#source.next();
    previous?.pack();
    return result.done ? undefined : new KeptPage(result.value);
  }
}

/** The rows of a page, which `pack` brings to about a tenth of their size. */
export class KeptPage {
  #rows: RawBatch | undefined;
  #packed: Promise<Buffer> | undefined;

  constructor(rows: RawBatch) {
    this.#rows = rows;
  }

  pack(): void {
    this.#packed = pack(JSON.stringify(this.#rows), { level: 1 });
    this.#rows = undefined;
  }

  async rows(): Promise<RawBatch> {
    if (this.#rows !== undefined) return this.#rows;
    const text = await unpack((await this.#packed) ?? Buffer.alloc(0));
    // What was packed here is a batch.
    return JSON.parse(text.toString()) as RawBatch;
  }
}
