import { promisify } from 'node:util';
import { type BrotliOptions, brotliDecompress, inflateRaw, unzip, type ZlibOptions } from 'node:zlib';

/** What is unpacked, as `accept-encoding` says it. */
export const ENCODINGS = 'gzip, deflate, br';

type Decoder = (content: Buffer, options: ZlibOptions & BrotliOptions) => Promise<Buffer>;

const unzipped: Decoder = promisify(unzip);
const inflatedRaw: Decoder = promisify(inflateRaw);

/** Some servers leave the frame out that `deflate` means (RFC 9110: "Deflate Coding"). */
const inflateEither: Decoder = (content, options) => {
  const isFramed = ((content[0] ?? 0) & 0x0f) === 8;
  return (isFramed ? unzipped : inflatedRaw)(content, options);
};

const DECODERS: ReadonlyMap<string, Decoder> = new Map([
  ['gzip', unzipped],
  ['x-gzip', unzipped],
  ['deflate', inflateEither],
  ['br', promisify(brotliDecompress)],
] satisfies [string, Decoder][]);

/** A body as it was before `content-encoding`; undefined where that is larger than so many bytes. */
export async function unpack(content: Buffer, encoding: string | null, maxBytes: number): Promise<Buffer | undefined> {
  const decode = DECODERS.get(encoding?.trim().toLowerCase() ?? '');
  if (decode === undefined || content.byteLength === 0) return content;
  try {
    return await decode(content, { maxOutputLength: maxBytes });
  } catch (error) {
    if (error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') return undefined;
    throw error;
  }
}
