import { createWriteStream, rmSync, type WriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { OutputError } from '../errors.ts';
import type { PreviewOutput } from '../run/preview.ts';
import { findReplaced, STANDARD_OUTPUT, temporaryFor } from './output-place.ts';
import { isReaderGone, writeTo } from './print.ts';

/** Where a preview goes. What was not finished by the time it is discarded leaves no file behind. */
export interface EntityOutput extends PreviewOutput {
  /** At once: the process may be about to end. */
  discard(): void;
}

/** Opens a place that was prepared: a file is there once all of it is written, other places are written to at once. */
export function openEntityOutput(place: string, stdout: Writable): EntityOutput {
  if (place === STANDARD_OUTPUT) return new StreamOutput('standard output', stdout);
  const file = findReplaced(place);
  return file === undefined ? new StreamOutput(place, createWriteStream(place, { flags: 'a' })) : new FileOutput(file);
}

/** A stream that belongs to somebody else, or that nothing has to be left of. */
class StreamOutput implements EntityOutput {
  readonly #name: string;
  readonly #stream: Writable;
  #isClosed = false;

  constructor(name: string, stream: Writable) {
    this.#name = name;
    this.#stream = stream;
    // Each write tells its own failure.
    stream.on('error', () => {});
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  async write(lines: string): Promise<void> {
    if (this.#isClosed) return;
    const error = await writeTo(this.#stream, lines);
    if (error === undefined) return;
    if (!isReaderGone(error)) throw unwritten(this.#name, error);
    this.#isClosed = true;
  }

  async finish(): Promise<void> {}

  discard(): void {}
}

/** A file beside the one that was asked for, which takes its place when it is finished. */
class FileOutput extends StreamOutput {
  readonly #path: string;
  readonly #temporary: string;
  readonly #file: WriteStream;

  constructor(path: string, temporary = temporaryFor(path), file = createWriteStream(temporary, { flags: 'wx' })) {
    super(path, file);
    this.#path = path;
    this.#temporary = temporary;
    this.#file = file;
  }

  override async finish(): Promise<void> {
    try {
      await new Promise<void>((done, failed) => this.#file.once('error', failed).end(done));
      await rename(this.#temporary, this.#path);
    } catch (error) {
      throw unwritten(this.#path, error);
    }
  }

  override discard(): void {
    this.#file.destroy();
    rmSync(this.#temporary, { force: true });
  }
}

function unwritten(name: string, cause: unknown): OutputError {
  return new OutputError(`The entities could not be written to ${name}`, { cause });
}
