import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { InternalError } from '../../src/errors.ts';
import type { JqEngine, JqFailure } from '../../src/map/engine.ts';
import { createNativeEngine } from '../../src/map/native/engine.ts';
import { shellJq, wasmJq } from './jq-programs.ts';
import { evaluate } from './mapping.ts';

const PATH = 'PATH=/usr/bin:/bin';
const builtEngine = new URL('../../dist/map/native/engine.js', import.meta.url).href;
const limits = { timeLimitMs: 30_000 };

function engineAt(path: string, options: Partial<Parameters<typeof createNativeEngine>[0]> = {}): JqEngine {
  const engine = createNativeEngine({ path, version: '1.8.2', ...options });
  onTestFinished(() => engine.close());
  return engine;
}

/** Answers every line with itself, and notes its process id. */
function echoJq(): Promise<string> {
  return shellJq('jq-1.8.2', 'echo $$ >> "$0.pids"; exec /bin/cat');
}

async function startedBy(path: string): Promise<readonly number[]> {
  return (await readFile(`${path}.pids`, 'utf8')).trim().split('\n').map(Number);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function failureOf(engine: JqEngine, records: readonly unknown[], timeLimitMs = 30_000): Promise<JqFailure> {
  // Only JqFailures are expected; the assertions look at their fields.
  return (await engine.run('.', records, { timeLimitMs }).catch((error: unknown) => error)) as JqFailure;
}

describe('the native engine', () => {
  it('says which jq it is', async () => {
    const engine = engineAt(await shellJq('jq-1.8.2'));

    expect(engine.name).toBe('jq 1.8.2 (native)');
  });

  it('maps as the embedded one does', async () => {
    const engine = engineAt(await wasmJq());

    const { properties, errors } = await evaluate(
      engine,
      { name: '.name | ascii_upcase', host: 'env.HOST', bad: '.a |', wrong: '.name | tonumber' },
      { name: 'web 😀 \ud83d' },
    );

    expect(properties).toEqual({ name: 'WEB 😀 \ufffd', host: null, bad: null, wrong: null });
    expect(errors).toMatchObject([{ field: 'properties.wrong', message: expect.stringContaining('number') }]);
  });

  it('tells what does not compile, and why', async () => {
    const engine = engineAt(await wasmJq());

    const problems = await engine.validate(['.a', '.a |', '-1', 'nothing_like_it']);

    expect(problems).toEqual([
      undefined,
      expect.stringContaining('syntax error, unexpected end of file'),
      undefined,
      expect.stringContaining('nothing_like_it/0 is not defined'),
    ]);
  });

  it('gives the program its own environment and an empty home', async () => {
    const script = `head -n 1 > /dev/null; echo "[\\"$TZ\\", \\"$(ls -A "$HOME" | grep -vc 'jq$')\\", \\"$CI_SECRET\\"]"`;
    process.env['CI_SECRET'] = 'hidden';
    onTestFinished(() => void delete process.env['CI_SECRET']);
    const engine = engineAt(await shellJq('jq-1.8.2', `PATH=/usr/bin:/bin; ${script}`));

    const outputs = await engine.run('.', [{}], limits);

    expect(outputs).toEqual([['UTC', '0', '']]);
  });

  it('stops a program that does not end', async () => {
    const engine = engineAt(await shellJq('jq-1.8.2', 'exec /bin/sleep 300'));

    const failure = await failureOf(engine, [{}], 200);

    expect(failure).toMatchObject({ reason: 'timeout', message: 'did not finish within 0.2 s' });
  });

  it.each([
    ['is killed', 'kill -SEGV $$', 'jq broke down: out of memory, or data nested too deeply'],
    ['gives up', 'echo "jq: error (at <stdin>:0): too deep" >&2; exit 2', 'jq broke down: too deep'],
    ['gives fewer outputs than objects', 'head -n 1 > /dev/null; echo 1', 'jq gave 1 results for 2 objects'],
    ['does not read its input', 'exec 0<&-; echo 1; exit 0', 'jq gave 1 results for 2 objects'],
  ])('fails the batch where jq %s', async (_, script, message) => {
    const engine = engineAt(await shellJq('jq-1.8.2', `PATH=/usr/bin:/bin; ${script}`));

    const failure = await failureOf(engine, [{ text: 'x'.repeat(1_000_000) }, {}]);

    expect(failure).toMatchObject({ reason: 'breakdown', message });
  });

  it('keeps a little of what jq floods standard error with', async () => {
    const flood = 'i=0; while [ $i -lt 200 ]; do head -c 65536 /dev/zero | tr "\\0" x >&2; i=$((i + 1)); done; exit 5';
    const engine = engineAt(await shellJq('jq-1.8.2', `PATH=/usr/bin:/bin; ${flood}`));

    const failure = await failureOf(engine, [{}]);

    expect(failure.reason).toBe('breakdown');
    expect(failure.message.length).toBeLessThan(100_000);
  });

  it('runs jq with the memory it is given', async () => {
    const engine = engineAt(await shellJq('jq-1.8.2', `${PATH}; head -n 1 > /dev/null; ulimit -v`), {
      memoryLimitBytes: 512 * 1024 * 1024,
    });

    const outputs = await engine.run('.', [{}], limits);

    expect(outputs).toEqual([process.platform === 'linux' ? 512 * 1024 : expect.anything()]);
  });

  it('gives back, batch after batch and program after program, what belongs to them', async () => {
    const engine = engineAt(await echoJq(), { parallel: 2 });

    const outputs = await Promise.all(
      Array.from({ length: 12 }, (_, batch) =>
        engine.run(`program ${batch % 3}`, [{ batch }, { batch, last: true }], limits),
      ),
    );

    expect(outputs).toEqual(Array.from({ length: 12 }, (_, batch) => [{ batch }, { batch, last: true }]));
  });

  it('keeps the processes of a program, and no more than it may', async () => {
    const path = await echoJq();
    const engine = engineAt(path, { parallel: 2 });

    for (const program of ['a', 'b', 'a', 'b', 'c', 'b']) await engine.run(program, [{}], limits);

    const pids = await startedBy(path);
    expect(pids).toHaveLength(3);
    expect(pids.filter(isAlive)).toHaveLength(2);
  });

  it('replaces a process that failed, and leaves that of another batch alone', async () => {
    const stuck = `read -r line; case $line in *stuck*) exec sleep 300;; esac; echo "$line"; exec cat`;
    const engine = engineAt(await shellJq('jq-1.8.2', `${PATH}; ${stuck}`), { parallel: 2 });
    const failing = failureOf(engine, [{ stuck: true }], 500);
    const outputs = [await engine.run('.', [{ a: 1 }], limits), await engine.run('.', [{ a: 2 }], limits)];

    const failure = await failing;

    expect(failure.reason).toBe('timeout');
    expect(outputs).toEqual([[{ a: 1 }], [{ a: 2 }]]);
    expect(await engine.run('.', [{ a: 3 }], limits)).toEqual([{ a: 3 }]);
  });

  it('does not go on with a process that says what nobody asked for', async () => {
    const path = await shellJq(
      'jq-1.8.2',
      `${PATH}; echo $$ >> "$0.pids"; read -r line; echo "$line"; sleep 0.1; exec yes`,
    );
    const engine = engineAt(path);
    const first = await engine.run('.', [{ a: 1 }], limits);
    const [pid = 0] = await startedBy(path);
    await vi.waitUntil(() => !isAlive(pid), 10_000);

    const second = await engine.run('.', [{ a: 2 }], limits);

    expect([first, second]).toEqual([[{ a: 1 }], [{ a: 2 }]]);
  });

  it.skipIf(process.platform === 'win32')('runs jq with the processor time it is given', async () => {
    const engine = engineAt(await shellJq('jq-1.8.2', 'while :; do :; done'), { processorLimitSeconds: 1 });

    const failure = await failureOf(engine, [{}]);

    expect(failure.reason).toBe('breakdown');
  });

  it('calls a program that it was to compile and could not our own fault', async () => {
    const engine = engineAt(await shellJq('jq-1.8.2', 'exit 3'));

    await expect(engine.run('.', [{}], limits)).rejects.toBeInstanceOf(InternalError);
  });

  it.skipIf(process.platform === 'win32')('leaves neither behind where this program is killed', async () => {
    const path = await shellJq('jq-1.8.2', 'while :; do echo alive >> "$0.alive"; done');
    const folder = dirname(path);
    const script = `
      const { createNativeEngine } = await import(${JSON.stringify(builtEngine)});
      await createNativeEngine(${JSON.stringify({ path, version: '1.8.2' })}).run('.', [{}], { timeLimitMs: 60_000 });`;
    const env = { ...process.env, TMPDIR: folder };
    const killed = spawn(process.execPath, ['--input-type=module', '-e', script], { env, stdio: 'ignore' });
    onTestFinished(() => void killed.kill('SIGKILL'));
    const isAlive = () => existsSync(`${path}.alive`);
    await vi.waitUntil(isAlive, 30_000);

    killed.kill('SIGKILL');

    await vi.waitUntil(
      async () => {
        await rm(`${path}.alive`, { force: true });
        await setTimeout(200);
        return !isAlive();
      },
      { timeout: 10_000 },
    );
    await vi.waitUntil(async () => (await readdir(folder)).join() === 'jq', 10_000);
  });

  it('leaves neither a process nor a file behind when it is closed', async () => {
    const path = await shellJq('jq-1.8.2', 'echo $$ > "$0.pid"; exec /bin/sleep 300');
    const folder = dirname(path);
    const { TMPDIR } = process.env;
    process.env['TMPDIR'] = folder;
    onTestFinished(() => {
      if (TMPDIR === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = TMPDIR;
    });
    const engine = createNativeEngine({ path, version: '1.8.2' });
    const running = engine.run('.', [{}], limits).catch((error: unknown) => error);
    const pid = await vi.waitUntil(async () => Number(await readFile(`${path}.pid`, 'utf8').catch(() => '')), 10_000);

    await engine.close();

    expect(await running).toBeInstanceOf(InternalError);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect((await readdir(folder)).sort()).toEqual(['jq', 'jq.pid']);
  });
});
