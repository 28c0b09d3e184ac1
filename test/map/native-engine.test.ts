import { readdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { InternalError } from '../../src/errors.ts';
import type { JqEngine, JqFailure } from '../../src/map/engine.ts';
import { createNativeEngine } from '../../src/map/native/engine.ts';
import { shellJq, wasmJq } from './jq-programs.ts';
import { evaluate } from './mapping.ts';

function engineAt(path: string, memoryLimitBytes?: number): JqEngine {
  const engine = createNativeEngine({ path, version: '1.8.2', ...(memoryLimitBytes && { memoryLimitBytes }) });
  onTestFinished(() => engine.close());
  return engine;
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
    const script = `cat > /dev/null; echo "[\\"$TZ\\", \\"$(ls -A "$HOME" | grep -vc 'jq$')\\", \\"$CI_SECRET\\"]"`;
    process.env['CI_SECRET'] = 'hidden';
    onTestFinished(() => void delete process.env['CI_SECRET']);
    const engine = engineAt(await shellJq('jq-1.8.2', `PATH=/usr/bin:/bin; ${script}`));

    const outputs = await engine.run('.', [{}], { timeLimitMs: 30_000 });

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
    ['gives fewer outputs than objects', 'cat > /dev/null; echo 1', 'jq gave 1 results for 2 objects'],
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
    const engine = engineAt(await shellJq('jq-1.8.2', '/bin/cat > /dev/null; ulimit -v'), 512 * 1024 * 1024);

    const outputs = await engine.run('.', [{}], { timeLimitMs: 30_000 });

    expect(outputs).toEqual([process.platform === 'linux' ? 512 * 1024 : expect.anything()]);
  });

  it('calls a program that it was to compile and could not our own fault', async () => {
    const engine = engineAt(await shellJq('jq-1.8.2', 'exit 3'));

    await expect(engine.run('.', [{}], { timeLimitMs: 30_000 })).rejects.toBeInstanceOf(InternalError);
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
    const running = engine.run('.', [{}], { timeLimitMs: 30_000 }).catch((error: unknown) => error);
    const pid = await vi.waitUntil(async () => Number(await readFile(`${path}.pid`, 'utf8').catch(() => '')), 10_000);

    await engine.close();

    expect(await running).toBeInstanceOf(InternalError);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect((await readdir(folder)).sort()).toEqual(['jq', 'jq.pid']);
  });
});
