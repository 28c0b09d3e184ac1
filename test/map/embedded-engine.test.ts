import { describe, expect, it, onTestFinished } from 'vitest';
import { createEmbeddedEngine } from '../../src/map/embedded/engine.ts';
import type { JqEngine, JqFailure } from '../../src/map/engine.ts';
import { buildProgram } from '../../src/map/program.ts';

const limits = { timeLimitMs: 60_000 };
const workerUrl = new URL('../../dist/map/embedded/worker.js', import.meta.url);

function makeEngine(parallel?: number): JqEngine {
  const engine = createEmbeddedEngine({ workerUrl, ...(parallel && { parallel }) });
  onTestFinished(() => engine.close());
  return engine;
}

function failureOf(running: Promise<unknown>): Promise<JqFailure> {
  // Only JqFailures are expected; the assertions look at their fields.
  return running.catch((error: unknown) => error) as Promise<JqFailure>;
}

describe('the embedded engine', () => {
  it('gives every caller the outputs of its own batch, in their order', async () => {
    const engine = makeEngine(3);
    const batches = Array.from({ length: 9 }, (_, batch) => [{ batch }, { batch: batch + 100 }]);

    const outputs = await Promise.all(batches.map((batch) => engine.run('.batch + 1', batch, limits)));

    expect(outputs).toEqual(batches.map((_, batch) => [batch + 1, batch + 101]));
  });

  it('goes on with other batches while it is stuck in one', async () => {
    const engine = makeEngine(2);
    const controller = new AbortController();
    const stuck = failureOf(engine.run('last(repeat(1))', [{}], { ...limits, signal: controller.signal }));

    const outputs = [await engine.run('.', [1], limits), await engine.run('.', [2], limits)];
    controller.abort(new Error('Enough'));

    expect(outputs).toEqual([[1], [2]]);
    expect((await stuck).message).toBe('Enough');
  });

  it('replaces a thread that broke down without harm to the batches of others', async () => {
    const engine = makeEngine(2);
    const ruinous = Array.from({ length: 3 }, () => failureOf(engine.run('"x" as $x | $x * .', [1e9], limits)));
    const good = Array.from({ length: 6 }, (_, value) => engine.run('.', [value], limits));

    const failures = await Promise.all(ruinous);

    expect(failures.map(({ reason }) => reason)).toEqual(['breakdown', 'breakdown', 'breakdown']);
    expect(await Promise.all(good)).toEqual(good.map((_, value) => [value]));
  });

  it.each([660, 700, 880])('replaces a thread whose jq overwrote its own memory with %i levels', async (levels) => {
    const engine = makeEngine(1);
    const run = (cell: string, record: unknown) =>
      engine.run(
        buildProgram({ items: undefined, selector: 'true', cells: [cell], environment: {} }),
        [record],
        limits,
      );

    const failure = await failureOf(run(`reduce range(${levels}) as $_ (1; [.])`, {}));

    expect(failure).toMatchObject({ name: 'JqFailure', reason: 'breakdown' });
    expect(await run('.a | tojson', { a: 'b' })).toEqual([[[[true], ['"b"']]]]);
  });

  it('tells what does not compile of however many programs, in their order', async () => {
    const engine = makeEngine();
    const programs = Array.from({ length: 120 }, (_, index) => (index % 40 === 7 ? '.a |' : `.a${index}`));

    const problems = await engine.validate(programs);

    const broken = problems.flatMap((problem, index) => (problem === undefined ? [] : [index]));
    expect(broken).toEqual([7, 47, 87]);
  });

  it('ends every batch, running or waiting, when it is closed', async () => {
    const engine = makeEngine(2);
    const running = Array.from({ length: 5 }, () => failureOf(engine.run('last(repeat(1))', [{}], limits)));

    await engine.close();

    const messages = (await Promise.all(running)).map(({ message }) => message);
    expect(new Set(messages)).toEqual(new Set(['The jq engine was used after it was closed']));
  });
});
