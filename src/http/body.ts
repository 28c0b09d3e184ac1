import { promisify } from 'node:util';
import { type BrotliOptions, brotliDecompress, unzip, type ZlibOptions } from 'node:zlib';
import type { AnswerHeaders } from './headers.ts';

/** What the program can unpack, as `accept-encoding` says it. */
export const ENCODINGS = 'gzip, deflate, br';

type Decoder = (content: Buffer, options: ZlibOptions & BrotliOptions) => Promise<Buffer>;

const DECODERS: Readonly<Record<string, Decoder>> = {
  gzip: promisify(unzip),
  'x-gzip': promisify(unzip),
  deflate: promisify(unzip),
  br: promisify(brotliDecompress),
};

export interface BodyLimits {
  /** The largest body that is read, counted unpacked. */
  readonly maxBytes: number;
  /** When the last byte must have come, by `performance.now`. */
  readonly deadlineMs: number;
}

/** The whole body, unpacked; undefined as soon as it is larger than the limit, and the rest of it is not read. */
export async function readBody(
  chunks: AsyncIterable<Buffer>,
  headers: AnswerHeaders,
  limits: BodyLimits,
): Promise<Buffer | undefined> {
  const packed = await readChunks(chunks, headers, limits);
  const decode = DECODERS[headers.get('content-encoding')?.trim().toLowerCase() ?? ''];
  if (packed === undefined || packed.byteLength === 0 || decode === undefined) return packed;
  try {
    return await decode(packed, { maxOutputLength: limits.maxBytes });
  } catch (error) {
    if (error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') return undefined;
    throw error;
  }
}

/** Leaving the loop early ends the connection. */
async function readChunks(
  body: AsyncIterable<Buffer>,
  headers: AnswerHeaders,
  { maxBytes, deadlineMs }: BodyLimits,
): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = Number(headers.get('content-length')) > maxBytes ? maxBytes + 1 : 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) return undefined;
    if (performance.now() > deadlineMs) throw new DOMException('The answer took too long', 'TimeoutError');
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
}
