import { describe, expect, it } from 'vitest';
import { createLogShipment } from '../../src/load/log-shipment.ts';
import { createMask } from '../../src/log/mask.ts';
import { createLogRecords } from '../../src/log/records.ts';

interface Sent {
  readonly message: string;
  readonly level: string;
  readonly timestamp: string;
  readonly extra: Readonly<Record<string, unknown>>;
}

const TIME = '2026-01-02T03:04:05.678Z';

const line = (fields: object, level = 'info', msg = 'Exported') =>
  JSON.stringify({ level, time: TIME, ...fields, msg });

function ship({ isTaken = true, refusals = 0, maxLines = 4000 } = {}) {
  const records = createLogRecords({ maxLines });
  const batches: Sent[][] = [];
  let refused = 0;
  const flush = createLogShipment({
    records,
    tell: async ({ body }) => {
      refused += 1;
      if (refused <= refusals) return false;
      batches.push((body as { logs: Sent[] }).logs); // what is told here is the log
      return true;
    },
    ingestUrl: Promise.resolve(isTaken ? 'https://ingest.port.test/log/1' : undefined),
    origin: { hostname: 'ci', event_id: 'e' },
    mask: createMask(['hunter2']),
  });
  return { records, batches, flush };
}

describe('the log in Port', () => {
  it('says in its message what its fields say', async () => {
    const { records, batches, flush } = ship();
    records.add(line({ resource: 2, kind: 'project', read: 10, err: { message: 'no way', stack: 'x' } }));

    await flush();

    expect(batches).toEqual([
      [
        {
          message: 'Exported resource=2 kind=project read=10 err="no way"',
          level: 'INFO',
          timestamp: '2026-01-02T03:04:05.678000Z',
          extra: {
            resource: 2,
            kind: 'project',
            read: 10,
            err: { message: 'no way', stack: 'x' },
            hostname: 'ci',
            event_id: 'e',
            resource_kind: 'project',
            event_resource_kind: 'project',
            index: 2,
          },
        },
      ],
    ]);
  });

  it.each([
    ['info', 'INFO'],
    ['warn', 'WARNING'],
    ['error', 'ERROR'],
    ['fatal', 'CRITICAL'],
  ])('calls %s as Port does', async (level, expected) => {
    const { records, batches, flush } = ship();
    records.add(line({}, level));

    await flush();

    expect(batches[0]?.[0]?.level).toBe(expected);
  });

  it('holds no secret: neither in a sentence nor in a field', async () => {
    const { records, batches, flush } = ship();
    records.add(line({ reason: 'token hunter2', deep: { hunter2: ['hunter2'] } }, 'warn', 'It is hunter2'));

    await flush();

    expect(JSON.stringify(batches)).not.toContain('hunter2');
    expect(batches[0]?.[0]?.message).toContain('It is [REDACTED]');
  });

  it('comes in batches of a hundred records, in order', async () => {
    const { records, batches, flush } = ship();
    for (let index = 0; index < 250; index += 1) records.add(line({ index }));

    await flush();

    expect(batches.map(({ length }) => length)).toEqual([100, 100, 50]);
    expect(batches.flat().map(({ extra }) => extra['index'])).toEqual([...Array(250).keys()]);
  });

  it('keeps its batches below what Port takes', async () => {
    const { records, batches, flush } = ship();
    for (let index = 0; index < 200; index += 1) records.add(line({ reasons: Array(20).fill('日'.repeat(900)) }));

    await flush();

    expect(batches.flat()).toHaveLength(200);
    for (const logs of batches) expect(Buffer.byteLength(JSON.stringify({ logs }))).toBeLessThan(1_048_576);
  });

  it('says how much of it is missing', async () => {
    const { records, batches, flush } = ship({ refusals: 1, maxLines: 3 });
    for (let index = 0; index < 5; index += 1) records.add(line({}));

    await flush();
    records.add(line({}));
    await flush();

    expect(batches[0]).toMatchObject([
      { level: 'WARNING', message: '5 lines of the log did not reach Port' },
      { message: 'Exported' },
    ]);
  });

  it('goes nowhere where Port names no place for it', async () => {
    const { records, batches, flush } = ship({ isTaken: false });
    records.add(line({}));

    await flush();

    expect(batches).toEqual([]);
  });
});
