import type { Writable } from 'node:stream';

/** Writes to a stream and waits until it is done; gives the error instead of throwing it. */
export function writeTo(stream: Writable, text: string): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((done) => stream.write(text, (error) => done(error ?? undefined)));
}

/** A reader that went away (`| head`) is no failure of the run. */
export function isReaderGone({ code }: NodeJS.ErrnoException): boolean {
  return code === 'EPIPE';
}

/** Writes what was asked for to standard output. Throws what the system says where that fails. */
export async function print(stdout: Writable, text: string): Promise<void> {
  if (text === '') return;
  const error = await writeTo(stdout, text);
  if (error !== undefined && !isReaderGone(error)) throw error;
}
