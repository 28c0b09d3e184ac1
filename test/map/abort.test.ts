import { readFile } from 'node:fs/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { compileMappings } from '../../src/map/compile-mappings.ts';
import type { JqEngine } from '../../src/map/engine.ts';
import { createNativeEngine } from '../../src/map/native/engine.ts';
import { shellJq, wasmJq } from './jq-programs.ts';
import { compileOne, createTestEngine, makeResource } from './mapping.ts';

const reason = new Error('Stopped by SIGINT');
const endless = makeResource({ mappings: { title: '[repeat(.)]' } });

function closeLater(engine: JqEngine): JqEngine {
  onTestFinished(() => engine.close());
  return engine;
}

/** Compiles anything; given objects, it notes its process id and stays. */
function sleepingJq(): Promise<string> {
  const script = 'PATH=/usr/bin:/bin; [ -n "$(head -c 1)" ] || exit 0; echo $$ >> "$0.pids"; exec sleep 300';
  return shellJq('jq-1.8.2', script);
}

async function firstLine(path: string): Promise<string> {
  return vi.waitUntil(async () => /^(.+)\n/.exec(await readFile(path, 'utf8').catch(() => ''))?.[1], 10_000);
}

describe.each([
  ['embedded', async () => closeLater(createTestEngine())],
  ['native', async () => closeLater(createNativeEngine({ path: await wasmJq(), version: '1.8.2' }))],
])('a signal that aborts while the %s engine maps', (_, createEngine) => {
  it('ends every batch with its reason, and leaves an engine that maps', async () => {
    const engine = await createEngine();
    const { signal, abort } = makeController();
    const stopped = await compileOne(engine, endless, { signal });
    const other = await compileOne(engine, makeResource());

    const mappings = [stopped.map([{ id: 1 }, { id: 2 }]), stopped.map([{ id: 3 }])];
    setImmediate(abort);
    const ends = await Promise.allSettled(mappings);
    const { entities } = await other.map([{ id: 4 }]);

    expect(ends).toEqual(mappings.map(() => ({ status: 'rejected', reason })));
    expect(entities).toMatchObject([{ identifier: '4' }]);
  });

  it('keeps further batches from jq', async () => {
    const engine = await createEngine();
    const { signal, abort } = makeController();
    const mapper = await compileOne(engine, endless, { signal });
    abort();

    await expect(mapper.map([{ id: 1 }])).rejects.toBe(reason);
  });

  it('stops the check of expressions too', async () => {
    const engine = await createEngine();
    const { signal, abort } = makeController();

    const compiling = compileMappings([endless], { engine, environment: {}, signal });
    abort();

    await expect(compiling).rejects.toBe(reason);
  });

  it('gives way to the closing of the engine', async () => {
    const engine = await createEngine();
    const mapper = await compileOne(engine, endless, { signal: new AbortController().signal });

    const mapping = mapper.map([{ id: 1 }]);
    const [end] = await Promise.allSettled([mapping, engine.close()]);

    expect(end).toMatchObject({ reason: { message: 'The jq engine was used after it was closed' } });
  });
});

describe('a native jq at work when the signal aborts', () => {
  it('is gone when the batch ends, and is not started again for its objects', async () => {
    const path = await sleepingJq();
    const engine = closeLater(createNativeEngine({ path, version: '1.8.2' }));
    const { signal, abort } = makeController();
    const mapper = await compileOne(engine, endless, { signal });
    const mapping = mapper.map([{ id: 1 }, { id: 2 }]).catch((error: unknown) => error);
    const pid = await firstLine(`${path}.pids`);

    abort();

    expect(await mapping).toBe(reason);
    expect(() => process.kill(Number(pid), 0)).toThrow('ESRCH');
    expect(await readFile(`${path}.pids`, 'utf8')).toBe(`${pid}\n`);
  });
});

function makeController(): { readonly signal: AbortSignal; readonly abort: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort(reason) };
}
