import { describe, expect, it } from 'vitest';
import { exportSideBySide } from '../../src/run/side-by-side.ts';

const loader = { writeHeld: async () => {} };
const stopReading = () => {};

/** Resources by name and blueprint (null: computed by jq) that take turns of the event loop to be read and loaded. */
function makeResources(
  ...given: { name: string; blueprint: string | null; readTurns: number; failsWith?: Error; searches?: boolean }[]
) {
  const log: string[] = [];
  const pass = async (turns: number) => {
    for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  const resources = given.map(({ name, blueprint, readTurns, failsWith, searches = false }) => ({
    targets: [{ blueprint: blueprint ?? undefined, fields: [] }],
    searches,
    async export(turn: Promise<unknown>, signal: AbortSignal) {
      log.push(`read ${name}`);
      await pass(readTurns);
      await turn;
      signal.throwIfAborted();
      if (failsWith !== undefined) throw failsWith;
      log.push(`load ${name}`);
      await pass(3);
      log.push(`loaded ${name}`);
    },
    finish: () => void log.push(`finish ${name}`),
  }));
  return { resources, log };
}

describe('resources side by side', () => {
  it('load at the same time where they write different blueprints', async () => {
    const { resources, log } = makeResources(
      { name: 'slow', blueprint: 'a', readTurns: 20 },
      { name: 'fast', blueprint: 'b', readTurns: 1 },
    );

    await exportSideBySide(resources, loader, true, stopReading);

    expect(log.indexOf('finish fast')).toBeLessThan(log.indexOf('load slow'));
  });

  it.each([
    ['may write the same blueprint', ['a', 'a'], true],
    ['may write any blueprint, as jq computes it', [null, 'b'], true],
    ['may write any blueprint, as jq computes it later', ['b', null], true],
    ['want their targets to come first', ['a', 'b'], false],
  ] as const)(
    'are read at the same time and load in the order of the mapping where they %s',
    async (_, [one, other], createMissing) => {
      const { resources, log } = makeResources(
        { name: 'slow', blueprint: one, readTurns: 20 },
        { name: 'fast', blueprint: other, readTurns: 1 },
      );

      await exportSideBySide(resources, loader, createMissing, stopReading);

      expect(log.slice(0, 2)).toEqual(['read slow', 'read fast']);
      expect(log.indexOf('finish slow')).toBeLessThan(log.indexOf('load fast'));
    },
  );

  it('load behind all earlier ones where Port is to search for entities', async () => {
    const { resources, log } = makeResources(
      { name: 'slow', blueprint: 'a', readTurns: 20 },
      { name: 'searching', blueprint: 'b', readTurns: 1, searches: true },
    );

    await exportSideBySide(resources, loader, true, stopReading);

    expect(log.indexOf('finish slow')).toBeLessThan(log.indexOf('load searching'));
  });

  it('are not read on once one has failed', async () => {
    const { resources } = makeResources(
      { name: 'failing', blueprint: 'a', readTurns: 1, failsWith: new Error('Port refused') },
      { name: 'reading', blueprint: 'b', readTurns: 20 },
    );
    let isStopped = false;

    const stop = () => {
      isStopped = true;
    };
    await expect(exportSideBySide(resources, loader, true, stop)).rejects.toThrow('Port refused');

    expect(isStopped).toBe(true);
  });

  it('are four at a time', async () => {
    const names = ['1', '2', '3', '4', '5', '6'];
    const { resources, log } = makeResources(...names.map((name) => ({ name, blueprint: name, readTurns: 1 })));

    await exportSideBySide(resources, loader, true, stopReading);

    expect(log.slice(0, 5)).toEqual(['read 1', 'read 2', 'read 3', 'read 4', 'load 1']);
    expect(log.filter((line) => line.startsWith('finish'))).toHaveLength(6);
  });

  it('end together when one fails: what is being loaded comes to its end, nothing else is begun', async () => {
    const failure = new Error('Port refused');
    const { resources, log } = makeResources(
      { name: 'loading', blueprint: 'a', readTurns: 1 },
      { name: 'failing', blueprint: 'b', readTurns: 2, failsWith: failure },
      { name: 'waiting', blueprint: 'b', readTurns: 1 },
      { name: 'reading', blueprint: 'c', readTurns: 20 },
      { name: 'coming', blueprint: 'd', readTurns: 1 },
    );

    await expect(exportSideBySide(resources, loader, true, stopReading)).rejects.toBe(failure);

    expect(log).toContain('loaded loading');
    expect(log).not.toContain('load waiting');
    expect(log).not.toContain('load reading');
    expect(log).not.toContain('load coming');
  });

  it('write what was held back of a blueprint when nothing more can be mapped to it', async () => {
    const { resources, log } = makeResources(
      { name: 'first', blueprint: 'a', readTurns: 1 },
      { name: 'second', blueprint: 'a', readTurns: 1 },
      { name: 'other', blueprint: 'b', readTurns: 40 },
    );
    const due: string[][] = [];
    const writeHeld = async (isDue: (blueprint: string) => boolean) => void due.push(['a', 'b'].filter(isDue));

    await exportSideBySide(resources, { writeHeld }, true, stopReading);

    expect(due).toEqual([[], ['a'], ['a', 'b']]);
    expect(log.at(-1)).toBe('finish other');
  });
});
