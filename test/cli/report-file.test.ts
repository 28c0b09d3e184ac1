import { chmod, lstat, mkdir, mkdtemp, open, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { preparePlace, toPlace } from '../../src/cli/output-place.ts';
import { writeReport } from '../../src/cli/report-file.ts';
import { ConfigError } from '../../src/errors.ts';
import { makeResourceReport } from '../factories/resource-report.ts';
import { makeReport } from './make-report.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'exporter-'));
  file = join(folder, 'report.json');
});

afterEach(() => rm(folder, { recursive: true }));

const nowhere = new Writable({ write: () => expect.fail('nothing goes to standard output') });

function issuesOf(path: string): readonly unknown[] {
  try {
    preparePlace(path, { setting: 'report', origin: 'flag --report' });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.issues;
    throw error;
  }
}

describe('the place of the report', () => {
  it('is found from the working directory, unless it is standard output', () => {
    const paths = ['out/report.json', '/tmp/report.json', '-', '/dev/stdout', undefined].map((path) =>
      toPlace(path, '/work'),
    );

    expect(paths).toEqual(['/work/out/report.json', '/tmp/report.json', '-', '-', undefined]);
  });

  it.each([
    ['a folder that does not exist', 'missing/report.json', /folder that exists, found .*missing/],
    ['a folder that is a file', 'file/report.json', /folder that exists/],
    ['a folder itself', '.', /expected a file, found the folder/],
  ])('is refused before the run where it is %s', async (_, path, message) => {
    await writeFile(join(folder, 'file'), '');

    const issues = issuesOf(join(folder, path));

    expect(issues).toEqual([{ path: 'report', message: expect.stringMatching(message), origin: 'flag --report' }]);
  });

  it.skipIf(process.getuid?.() === 0)('is refused where this user may not write', async () => {
    const closed = join(folder, 'closed');
    await mkdir(closed);
    await chmod(closed, 0o500);

    expect(issuesOf(join(closed, 'report.json'))).toMatchObject([{ message: expect.stringContaining('EACCES') }]);
  });

  it('loses the report of an earlier run, which is not that of this one', async () => {
    await writeFile(file, 'earlier');

    preparePlace(file, { setting: 'report', origin: undefined });

    expect(await readdir(folder)).toEqual([]);
  });

  it.each(['-', '/dev/null'])('may be %s', (path) => {
    expect(issuesOf(path)).toEqual([]);
  });
});

describe('a link', () => {
  it.each([
    ['to a file', true],
    ['to a file that is not there yet', false],
  ])('%s stays, and the file is replaced', async (_, isThere) => {
    const link = join(folder, 'link.json');
    await mkdir(join(folder, 'reports'));
    const target = join(folder, 'reports', 'report.json');
    if (isThere) await writeFile(target, 'earlier');
    await symlink('reports/report.json', link);

    expect(issuesOf(link)).toEqual([]);
    expect(await readdir(join(folder, 'reports'))).toEqual([]);
    await writeReport(makeReport(), link, nowhere);

    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect(JSON.parse(await readFile(target, 'utf8'))).toEqual(makeReport());
    expect(await readdir(join(folder, 'reports'))).toEqual(['report.json']);
  });

  it.skipIf(process.platform !== 'linux')('to what this process has open is written through', async () => {
    const opened = await open(file, 'w');
    const link = join(folder, 'stdout');
    await symlink(`/proc/self/fd/${opened.fd}`, link);

    expect(issuesOf(link)).toEqual([]);
    await writeReport(makeReport(), link, nowhere);
    await opened.close();

    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(makeReport());
  });
});

describe('the file of the report', () => {
  it('is JSON, and nothing else is left in its folder', async () => {
    await writeFile(file, 'earlier, and longer than the report'.repeat(1000));
    const report = makeReport();

    await writeReport(report, file, nowhere);

    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(report);
    expect(await readdir(folder)).toEqual(['report.json']);
  });

  it('goes to standard output as -', async () => {
    const texts: string[] = [];
    const stdout = new Writable({
      write: (chunk, _encoding, done) => {
        texts.push(String(chunk));
        done();
      },
    });

    await writeReport(makeReport(), '-', stdout);

    expect(JSON.parse(texts.join(''))).toEqual(makeReport());
  });

  it('leaves nothing behind where it cannot be written', async () => {
    const long = join(folder, 'x'.repeat(250));

    await expect(writeReport(makeReport(), long, nowhere)).rejects.toThrow('ENAMETOOLONG');
    await expect(writeReport(makeReport(), '/dev/full', nowhere)).rejects.toThrow('ENOSPC');

    expect(await readdir(folder)).toEqual([]);
  });

  it('holds no command to a CI system that prints it, and still says the same', async () => {
    const report = makeReport({ resources: [makeResourceReport({ warnings: ['##[add-mask]a', '##vso[x]'] })] });

    await writeReport(report, file, nowhere);

    const text = await readFile(file, 'utf8');
    expect(text).not.toMatch(/##(vso)?\[/);
    expect(JSON.parse(text)).toEqual(report);
  });
});
