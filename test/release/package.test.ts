import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox } from '../../examples/sandbox/start.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));

let folder: string;
let files: readonly string[];

/** A folder elsewhere, with nothing but what `npm install --global <tarball>` puts there. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-'));
  const packed = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], { cwd: root });
  const [manifest] = JSON.parse(packed.stdout) as [{ filename: string; files: { path: string }[] }]; // npm: "npm pack --json"
  files = manifest.files.map(({ path }) => path);
  const tarball = join(folder, manifest.filename);
  const quiet = ['--no-audit', '--no-fund', '--omit=optional', '--prefer-offline'];
  await run('npm', ['install', '--global', '--prefix', folder, ...quiet, tarball], { cwd: folder });
}, 180_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

const command = () => join(folder, 'bin', 'gitlab-port-exporter');

describe('the packed package', () => {
  it('holds the program and what belongs to it, and nothing of its development', () => {
    const folders = [...new Set(files.map((file) => file.split('/')[0]))].sort();

    expect(folders).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'bin', 'dist', 'package.json']);
    expect(files.filter((file) => file.endsWith('.map'))).toEqual([]);
  });

  it('installs globally without development dependencies', async () => {
    const installed = await readdir(join(folder, 'lib/node_modules/gitlab-port-exporter/node_modules'));

    expect(installed).toEqual(expect.arrayContaining(['commander', 'undici', 'zod']));
    expect(installed.filter((name) => ['vitest', 'typescript', 'hono', 'msw'].includes(name))).toEqual([]);
  });

  it('shows its help from any folder', async () => {
    const { stdout } = await run(command(), ['--help'], { cwd: tmpdir() });

    expect(stdout).toContain('Usage: gitlab-port-exporter [options]');
  });

  it('exports from there', async () => {
    const sandbox = await startSandbox();

    const { stderr } = await run(command(), [], {
      cwd: folder,
      env: { PATH: process.env['PATH'], ...sandbox.environment },
    });

    await sandbox.close();
    expect(stderr).toMatch(/Total +\d+/);
    expect([...sandbox.port.catalog.entities('service')].length).toBeGreaterThan(200);
  });
});
