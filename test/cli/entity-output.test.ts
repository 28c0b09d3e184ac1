import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEntityOutput } from '../../src/cli/entity-output.ts';
import { OutputError } from '../../src/errors.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'output-'));
});

afterEach(() => rm(folder, { recursive: true }));

/** A standard output of which every write ends with this error. */
function failingWith(code: string): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error(code), { code })) });
}

describe('a file', () => {
  it('is there when all of it is written, and not before', async () => {
    const output = openEntityOutput(join(folder, 'entities.ndjson'), failingWith('EIO'));
    await output.write('{"a":1}\n');
    const before = await readdir(folder);

    await output.write('{"b":2}\n');
    await output.finish();
    output.discard();

    expect(before).not.toContain('entities.ndjson');
    expect(await readdir(folder)).toEqual(['entities.ndjson']);
    expect(await readFile(join(folder, 'entities.ndjson'), 'utf8')).toBe('{"a":1}\n{"b":2}\n');
  });

  it('that was not finished leaves nothing behind', async () => {
    const output = openEntityOutput(join(folder, 'entities.ndjson'), failingWith('EIO'));
    await output.write('{"a":1}\n');

    output.discard();

    expect(await readdir(folder)).toEqual([]);
  });

  it('whose folder has gone is an error that names it', async () => {
    const path = join(folder, 'inner', 'entities.ndjson');
    const output = openEntityOutput(path, failingWith('EIO'));

    const writing = output.write('{"a":1}\n').then(() => output.finish());

    await expect(writing).rejects.toThrow(OutputError);
    await expect(writing).rejects.toThrow(path);
    output.discard();
  });
});

describe('a device', () => {
  it.skipIf(process.platform !== 'linux')('that is full is an error', async () => {
    const output = openEntityOutput('/dev/full', failingWith('EIO'));

    await expect(output.write('{"a":1}\n')).rejects.toThrow('/dev/full');
  });
});

describe('standard output', () => {
  it('takes the next lines only when there is room for them', async () => {
    const taken: string[] = [];
    const waiting: (() => void)[] = [];
    const slow = new Writable({
      write: (chunk, _encoding, done) => {
        taken.push(String(chunk));
        waiting.push(done);
      },
    });
    let isWritten = false;
    const writing = openEntityOutput('-', slow)
      .write('{"a":1}\n')
      .then(() => {
        isWritten = true;
      });

    await new Promise(setImmediate);
    expect({ taken, isWritten }).toEqual({ taken: ['{"a":1}\n'], isWritten: false });

    waiting.shift()?.();
    await writing;
    expect(isWritten).toBe(true);
  });

  it('whose reader has gone is closed, which is no failure', async () => {
    const output = openEntityOutput('-', failingWith('EPIPE'));

    await output.write('{"a":1}\n');

    expect(output.isClosed).toBe(true);
  });

  it('that cannot be written is an error', async () => {
    const output = openEntityOutput('-', failingWith('ENOSPC'));

    await expect(output.write('{"a":1}\n')).rejects.toThrow('The entities could not be written to standard output');
  });
});
