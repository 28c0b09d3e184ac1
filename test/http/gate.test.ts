import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Gate } from '../../src/http/gate.ts';
import { createFakeClock } from './fake-clock.ts';

function makeGate({ start = 8, limit = 32, clock = createFakeClock() } = {}) {
  const signal = new AbortController().signal;
  return { clock, gate: new Gate({ concurrency: { start, limit }, maxWaitMs: 600_000, clock, signal }) };
}

/** Runs so many tasks at once and answers how many of them overlapped at most. */
async function measurePeak(gate: Gate, count: number): Promise<number> {
  let running = 0;
  let peak = 0;
  const task = async () => {
    running += 1;
    peak = Math.max(peak, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
  };
  await Promise.all(Array.from({ length: count }, () => gate.run('/', 1, task, () => undefined)));
  return peak;
}

describe('a gate', () => {
  it('never lets more through than its limit, whatever went well or badly before', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 0, max: 6 }),
        fc.array(fc.boolean(), { maxLength: 60 }),
        async (start, more, history) => {
          const { gate, clock } = makeGate({ start, limit: start + more });
          for (const wentWell of history) {
            if (wentWell) gate.succeeded(1);
            else gate.struggled(clock.now() + 1);
          }

          const peak = await measurePeak(gate, 20);

          expect(peak).toBeGreaterThanOrEqual(1);
          expect(peak).toBeLessThanOrEqual(start + more);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('opens wider by one with each round of successes', async () => {
    const { gate } = makeGate({ start: 2, limit: 4 });

    for (let count = 0; count < 2 + 3; count += 1) gate.succeeded(1);

    expect(await measurePeak(gate, 20)).toBe(4);
  });

  it('opens no wider while answers take much longer than they did', async () => {
    const { gate } = makeGate({ start: 2, limit: 8 });

    for (let count = 0; count < 20; count += 1) gate.succeeded(3);
    expect(await measurePeak(gate, 20)).toBe(2);

    for (let count = 0; count < 2; count += 1) gate.succeeded(2);
    expect(await measurePeak(gate, 20)).toBe(3);
  });

  it('halves once for all requests that were on their way when trouble began', async () => {
    const { gate, clock } = makeGate({ start: 8 });
    const sentAt = clock.now();

    for (let count = 0; count < 8; count += 1) gate.struggled(sentAt);

    expect(await measurePeak(gate, 20)).toBe(4);
  });

  it('halves again for a request sent after that', async () => {
    const { gate, clock } = makeGate({ start: 8 });

    gate.struggled(clock.now());
    gate.struggled(clock.now() + 1);

    expect(await measurePeak(gate, 20)).toBe(2);
  });

  it('lets those go first that have tried most often', async () => {
    const { gate } = makeGate({ start: 1, limit: 1 });
    const order: number[] = [];

    await Promise.all(
      [1, 1, 3, 2].map((attempt) =>
        gate.run(
          '/',
          attempt,
          async () => void order.push(attempt),
          () => undefined,
        ),
      ),
    );

    expect(order).toEqual([1, 3, 2, 1]);
  });

  it('tells how much a pause adds to the wait, and never shortens one', async () => {
    const { gate, clock } = makeGate();
    const before = clock.now();

    const added = [5000, 5100, 3000].map((ms) => gate.pause(before + ms));
    await gate.run(
      '/',
      1,
      async () => undefined,
      () => undefined,
    );

    expect(added).toEqual([5000, 100, 0]);
    expect(clock.now() - before).toBe(5100);
  });

  it('waits again when the pause was prolonged meanwhile', async () => {
    const { gate, clock } = makeGate();
    const before = clock.now();
    gate.pause(before + 1000);

    const running = gate.run(
      '/',
      1,
      async () => clock.now() - before,
      () => undefined,
    );
    gate.pause(before + 9000);

    await expect(running).resolves.toEqual({ result: 9000 });
  });

  it('takes no slot for those that wait', async () => {
    const { gate, clock } = makeGate({ start: 1, limit: 1 });
    gate.pause(clock.now() + 60_000, '/search');

    const order: string[] = [];
    const note = (route: string) =>
      gate.run(
        route,
        1,
        async () => void order.push(route),
        () => undefined,
      );
    await Promise.all([note('/search'), note('/groups')]);

    expect(order).toEqual(['/groups', '/search']);
  });
});
