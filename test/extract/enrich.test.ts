import { describe, expect, it } from 'vitest';
import { type Enrichment, enrich } from '../../src/extract/enrich.ts';
import { GoneError } from '../../src/extract/gitlab/gone.ts';
import { type RawBatch, type RawObject, unread } from '../../src/raw-object.ts';
import { readAll } from './read-all.ts';

async function* list(...batches: RawBatch[]): AsyncGenerator<RawBatch> {
  yield* batches;
}

/** A pause of some turns of the event loop. */
async function pause(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Counts what is under way at the same time. */
function createMeter() {
  let running = 0;
  const meter = {
    most: 0,
    async measure(turns: number): Promise<void> {
      running++;
      meter.most = Math.max(meter.most, running);
      await pause(turns);
      running--;
    },
  };
  return meter;
}

const nothing = async () => ({});

describe('batches', () => {
  it('are prepared four at a time, each once, and come in their order', async () => {
    const batches = Array.from({ length: 12 }, (_, id) => [{ id }]);
    const meter = createMeter();
    const prepared: unknown[] = [];
    const prepare = async ([first]: RawBatch) => {
      prepared.push(first?.['id']);
      await meter.measure(12 - Number(first?.['id']));
    };

    const objects = await readAll(enrich(list(...batches), [Object.assign(nothing, { prepare })]));

    expect(meter.most).toBe(4);
    expect(prepared).toEqual(batches.flat().map(({ id }) => id));
    expect(objects.flat()).toEqual(batches.flat());
  });

  it('are not read beyond the limit, and no more objects are asked about', async () => {
    const pages: number[] = [];
    const asked: unknown[] = [];
    async function* read(): AsyncGenerator<RawBatch> {
      for (let page = 0; page < 9; page++) {
        pages.push(page);
        yield [{ id: page * 2 }, { id: page * 2 + 1 }];
      }
    }
    const ask = async ({ id }: RawObject) => {
      asked.push(id);
      return {};
    };

    const batches = await readAll(enrich(read(), [ask], 3));

    expect(batches.flat()).toEqual([{ id: 0 }, { id: 1 }, { id: 2 }]);
    expect(asked).toEqual([0, 1, 2]);
    expect(pages).toEqual([0, 1]);
  });

  it('are not read far ahead of who takes them', async () => {
    let read = 0;
    async function* endless(): AsyncGenerator<RawBatch> {
      for (;;) yield Array.from({ length: 100 }, () => ({ id: read++ }));
    }

    const reading = enrich(endless(), [nothing])[Symbol.asyncIterator]();
    await reading.next();
    await pause(500);

    expect(read).toBeLessThan(1000);
    await reading.return?.();
  });
});

describe('an object', () => {
  it('is asked about in all ways at the same time, and gets the fields in their order', async () => {
    const meter = createMeter();
    const reading =
      (turns: number, fields: object): Enrichment =>
      async () => {
        await meter.measure(turns);
        return { ...fields };
      };

    const [batch] = await readAll(
      enrich(list([{ id: 1 }]), [
        reading(9, { __a: 1, [unread]: ['__a'] }),
        reading(3, { __b: 2 }),
        reading(1, { [unread]: ['__c'] }),
      ]),
    );

    expect(meter.most).toBe(3);
    expect(batch).toEqual([{ id: 1, __a: 1, __b: 2, [unread]: ['__a', '__c'] }]);
    expect(Object.keys(batch?.[0] ?? {})).toEqual(['id', '__a', '__b']);
  });

  it('that is gone is left out when all that was asked about it is through', async () => {
    let isThrough = false;
    const gone: Enrichment = async ({ id }) => {
      if (id === 1) throw new GoneError('gone');
      return {};
    };
    const slow: Enrichment = async () => {
      await pause(5);
      isThrough = true;
      return {};
    };

    const batches = await readAll(enrich(list([{ id: 1 }]), [gone, slow]));

    expect(batches).toEqual([]);
    expect(isThrough).toBe(true);
  });

  it('of which something fails for good ends the reading, even where it is gone', async () => {
    const error = new Error('refused');
    const gone: Enrichment = () => Promise.reject(new GoneError('gone'));
    const fail: Enrichment = () => Promise.reject(error);

    await expect(readAll(enrich(list([{ id: 1 }]), [gone, fail]))).rejects.toBe(error);
  });
});
