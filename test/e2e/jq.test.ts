import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWorld } from '../../examples/sandbox/gitlab/world.ts';
import { type Sandbox, startSandbox } from '../../examples/sandbox/start.ts';
import { someJq } from '../map/jq-programs.ts';
import { type Finished, quickRetries, startCommand } from '../support/command.ts';
import { followDescendants, stillAlive } from '../support/descendants.ts';
import { until } from '../support/scenario.ts';

let sandbox: Sandbox;
let folder: string;

beforeEach(async () => {
  sandbox = await startSandbox({ world: createWorld({ scale: 0, now: new Date() }) });
  folder = await mkdtemp(join(tmpdir(), 'jq-'));
});

afterEach(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
});

interface Ended extends Finished {
  /** Processes that were started on the way and are there no more than a moment later. */
  readonly left: readonly number[];
  readonly started: number;
}

interface Given {
  /** An expression that only jq can evaluate. */
  readonly title: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts the command with a mapping of the projects; its programs for jq are in our folder. */
async function start(engine: string, { title, environment = {} }: Given) {
  const mappings = { identifier: '.path_with_namespace', blueprint: '"service"', title };
  const resources = [{ kind: 'project', selector: { query: 'true' }, port: { entity: { mappings } } }];
  const mapping = join(folder, 'mapping.json');
  await writeFile(mapping, JSON.stringify({ resources }));
  const { process, finished } = startCommand({
    args: ['--mapping', mapping, '--jq', engine],
    environment: {
      ...sandbox.environment,
      ...quickRetries,
      TMPDIR: folder,
      ...(engine === 'native' && { JQ_PATH: await someJq() }),
      ...environment,
    },
  });
  const descendants = followDescendants(process.pid ?? 0);
  const ended = finished.then(async (end): Promise<Ended> => {
    const started = await descendants.stop();
    let left = await stillAlive(started);
    for (let wait = 0; left.length > 0 && wait < 40; wait += 1) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      left = await stillAlive(started);
    }
    return { ...end, left, started: started.size };
  });
  return { process, ended };
}

const endless = 'last(repeat(1))';
const harmless = 'reduce .name as $name (""; . + $name)';
const asksForProjects = () => sandbox.gitlab.requests.some(({ path }) => path.endsWith('/projects'));

/** The projects were asked for and are with jq by now; should they not be, the outcome has to be the same. */
async function untilMapping({ process }: { readonly process: ChildProcess }): Promise<void> {
  await until(() => asksForProjects() || process.exitCode !== null);
  await new Promise((resolve) => setTimeout(resolve, 500));
}

describe.each(['embedded', 'native'])('a run with the %s jq', (engine) => {
  it('says which jq it was, and leaves nothing behind', async () => {
    const { ended } = await start(engine, { title: harmless });

    const { code, stderr, left, started } = await ended;

    expect(code).toBe(0);
    expect(started > 0).toBe(engine === 'native');
    expect(stderr).toMatch(new RegExp(`mapped by jq 1\\.\\S+ \\(${engine}\\)`));
    expect(left).toEqual([]);
    expect(await readdir(folder)).toEqual(['mapping.json']);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('leaves nothing behind when %s stops it in an endless expression', async (signal, expected) => {
    const run = await start(engine, { title: endless });
    await untilMapping(run);

    run.process.kill(signal);

    const { code, left } = await run.ended;
    expect(code).toBe(expected);
    expect(left).toEqual([]);
    expect(await readdir(folder)).toEqual(['mapping.json']);
  });

  it('leaves nothing behind when a second signal ends it at once', async () => {
    const run = await start(engine, { title: endless });
    await untilMapping(run);

    run.process.kill('SIGINT');
    run.process.kill('SIGTERM');

    const { code, left } = await run.ended;
    expect([130, 143]).toContain(code);
    expect(left).toEqual([]);
  });

  it('leaves nothing behind when an error that nobody expected ends it in an endless expression', async () => {
    const preload = 'process.on("SIGUSR2", () => { throw new Error("unexpected") })';
    const NODE_OPTIONS = `--import="data:text/javascript,${encodeURIComponent(preload)}"`;
    const run = await start(engine, { title: endless, environment: { NODE_OPTIONS } });
    await untilMapping(run);

    run.process.kill('SIGUSR2');

    const { code, stderr, left } = await run.ended;
    expect(code).toBe(1);
    expect(stderr).toContain('unexpected');
    expect(left).toEqual([]);
    expect(await readdir(folder)).toEqual(['mapping.json']);
  });

  it('leaves no process behind when it is killed between two batches', async () => {
    sandbox.gitlab.control.delay(1000);
    const run = await start(engine, { title: harmless });
    await untilMapping(run);

    run.process.kill('SIGKILL');

    const { signal, left } = await run.ended;
    expect(signal).toBe('SIGKILL');
    expect(left).toEqual([]);
  });

  it.each([
    [2, 'of a mapping that is not valid', '.name |', {}],
    [3, 'GitLab refuses the token', harmless, { OCEAN__INTEGRATION__CONFIG__GITLAB_TOKEN: 'glpat-wrong' }],
    [4, 'GitLab cannot be reached', harmless, { OCEAN__INTEGRATION__CONFIG__GITLAB_HOST: 'http://127.0.0.1:9' }],
  ])('leaves nothing behind when it ends with %i because %s', async (expected, _, title, environment) => {
    const strict = expected === 2 ? { GPE_STRICT: 'true' } : {};
    const { ended } = await start(engine, { title, environment: { ...environment, ...strict } });

    const { code, left } = await ended;

    expect(code).toBe(expected);
    expect(left).toEqual([]);
    expect(await readdir(folder)).toEqual(['mapping.json']);
  });

  it.each([
    ['the variables that hold no secret', {}, 'build none'],
    ['no variable where that is not allowed', { OCEAN__ALLOW_ENVIRONMENT_VARIABLES_JQ_ACCESS: 'false' }, 'none none'],
  ])('shows a mapping %s', async (_, environment, expected) => {
    const title = '"\\(env.CI_JOB_NAME // "none") \\($ENV.CI_JOB_TOKEN // env.HOME_KEY // "none")"';
    const variables = { CI_JOB_NAME: 'build', CI_JOB_TOKEN: 'hidden', HOME_KEY: 'hidden', ...environment };
    const { ended } = await start(engine, { title, environment: variables });

    expect((await ended).code).toBe(0);
    expect(sandbox.port.catalog.entity('service', 'acme/payments/ledger')?.['title']).toBe(expected);
  });
});
