import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startSandbox } from '../../examples/sandbox/start.ts';
import { type Finished, runCommand } from '../support/command.ts';

/** Packages that only a run can use. jq is none of them: its threads load it. */
const RUN_PACKAGES = ['undici', 'pino', 'pino-pretty', 'p-queue', 'ora'];

/** Folders of the program that only a run can use. */
const RUN_PARTS = ['load', 'map', 'run'];

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'startup-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Runs the command with V8's coverage, which lists the scripts of a process. */
async function runListed(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Finished & { readonly scripts: readonly string[]; readonly packages: readonly string[] }> {
  const finished = await runCommand({ args, environment: { ...environment, NODE_V8_COVERAGE: folder } });
  const files = await readdir(folder);
  const lists = await Promise.all(files.map(async (file) => urlsIn(await readFile(join(folder, file), 'utf8'))));
  const scripts = lists.flat().filter((url) => url.startsWith('file:'));
  const packages = scripts.flatMap((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? []);
  return { ...finished, scripts, packages: [...new Set(packages)] };
}

function urlsIn(coverage: string): readonly string[] {
  // The shape is V8's: `Profiler.takePreciseCoverage` of its inspector protocol.
  const { result } = JSON.parse(coverage) as { readonly result: readonly { readonly url: string }[] };
  return result.map(({ url }) => url);
}

/** The folders of the program from which something was loaded: `cli`, `config` … */
/** Folders of the program, but for a file of figures that the report of a run that never began has, too. */
function partsOf(scripts: readonly string[]): readonly string[] {
  const parts = scripts
    .filter((url) => !url.endsWith('/dist/run/counts.js'))
    .flatMap((url) => /^(?!.*\/node_modules\/).*\/dist\/([^/]+)\//.exec(url)?.[1] ?? []);
  return [...new Set(parts)];
}

it('loads nothing but the launcher for --version', async () => {
  const { code, stdout, scripts } = await runListed(['--version']);

  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\S*\n$/) });
  expect(scripts).toEqual([expect.stringMatching(/\/bin\/gitlab-port-exporter\.js$/)]);
});

it.each([
  ['--help', 0],
  ['--no-such-flag', 2],
])('loads for %s neither what reads settings nor what a run needs', async (flag, expected) => {
  const { code, scripts, packages } = await runListed([flag]);

  expect(code).toBe(expected);
  expect(packages).toContain('commander');
  expect(packages.filter((name) => [...RUN_PACKAGES, 'cosmiconfig'].includes(name))).toEqual([]);
  expect(partsOf(scripts).filter((part) => RUN_PARTS.includes(part))).toEqual([]);
});

it.each([
  [['--print-mapping-schema'], /"title": "Mapping of gitlab-port-exporter"/],
  [['--completion', 'bash'], /^complete -o default -F \w+ gitlab-port-exporter$/m],
])('prints what %j asks for without settings, and without what a run needs', async (args, text) => {
  const { code, stdout, stderr, scripts, packages } = await runListed(args);

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(text);
  expect(packages.filter((name) => [...RUN_PACKAGES, 'cosmiconfig'].includes(name))).toEqual([]);
  expect(partsOf(scripts).filter((part) => part === 'load')).toEqual([]);
});

it('loads nothing that a run needs to refuse settings', async () => {
  const { code, stderr, scripts, packages } = await runListed(['--log-level', 'loud']);

  expect(code).toBe(2);
  expect(stderr).toContain('found "loud"');
  expect(packages.filter((name) => RUN_PACKAGES.includes(name))).toEqual([]);
  expect(partsOf(scripts).filter((part) => RUN_PARTS.includes(part))).toEqual([]);
});

it('loads the rest for a run', async () => {
  const sandbox = await startSandbox();

  const { code, scripts, packages } = await runListed([], sandbox.environment).finally(sandbox.close);

  expect(code).toBe(0);
  expect(packages).toEqual(expect.arrayContaining([...RUN_PACKAGES, 'cosmiconfig']));
  expect(partsOf(scripts)).toEqual(expect.arrayContaining(RUN_PARTS));
});
