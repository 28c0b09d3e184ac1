import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { type RawBatch, unread } from '../../raw-object.ts';

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** Rows that are kept as they are: as objects they take some ten times the memory of what the server sent. */
const MOST_ROWS = 2000;

/** The pages that were read last: most readers of a listing are about equally far. */
export class UnpackedPages {
  readonly #pages: KeptPage[] = [];
  #rows = 0;

  /** Takes a page in; the oldest ones are packed for it. */
  add(page: KeptPage): void {
    this.#pages.push(page);
    this.#rows += page.size;
    while (this.#rows > MOST_ROWS && this.#pages.length > 1) {
      const oldest = this.#pages.shift();
      this.#rows -= oldest?.size ?? 0;
      void oldest?.pack();
    }
  }
}

/**
 * A listing that is read once and walked by any number of readers, at their own pace. Rows of a page resemble each
 * other, so that one that was read a while ago is kept at about a tenth of its size.
 */
export class SharedPages implements AsyncIterable<RawBatch> {
  readonly #source: AsyncIterator<RawBatch>;
  readonly #unpacked: UnpackedPages;
  readonly #pages: Promise<KeptPage | undefined>[] = [];

  constructor(source: AsyncIterable<RawBatch>, unpacked: UnpackedPages) {
    this.#unpacked = unpacked;
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
    await this.#pages[index - 1];
    const result = await this.#source.next();
    if (result.done) return undefined;
    const page = new KeptPage(result.value);
    this.#unpacked.add(page);
    return page;
  }
}

/** The rows of a page, which `pack` brings to about a tenth of their size. */
export class KeptPage {
  /** Rows in it. */
  readonly size: number;
  #rows: RawBatch | undefined;
  #packed: Promise<Buffer> | undefined;

  constructor(rows: RawBatch) {
    this.size = rows.length;
    this.#rows = rows;
  }

  /** Tells how many bytes it comes to. */
  async pack(): Promise<number> {
    this.#packed ??= pack(toText(this.#rows ?? []), { level: 1 });
    this.#rows = undefined;
    return (await this.#packed).byteLength;
  }

  async rows(): Promise<RawBatch> {
    if (this.#rows !== undefined) return this.#rows;
    const text = await unpack((await this.#packed) ?? Buffer.alloc(0));
    return fromText(text.toString());
  }
}

/** What is known of the rows in no field of theirs goes along. */
function toText(rows: RawBatch): string {
  return JSON.stringify({ rows, unread: rows.map((row) => row[unread]) });
}

function fromText(text: string): RawBatch {
  // The shape that `toText` writes.
  const { rows, unread: missing } = JSON.parse(text) as { rows: RawBatch; unread: (readonly string[] | null)[] };
  return rows.map((row, index) => {
    const names = missing[index];
    return names ? { ...row, [unread]: names } : row;
  });
}
