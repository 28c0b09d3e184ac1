import { z } from 'zod';
import { amount } from '../amount.ts';
import type { Mask } from '../log/mask.ts';
import type { LogRecords } from '../log/records.ts';
import { redact } from '../log/redact.ts';
import { toWord } from '../log/word.ts';
import type { Tell } from './tell.ts';

export interface LogShipmentOptions {
  readonly records: LogRecords;
  readonly tell: Tell;
  /** Where Port takes logs; undefined where it takes none. */
  readonly ingestUrl: Promise<string | undefined>;
  /** Fields of every record: where it comes from. */
  readonly origin: Readonly<Record<string, string>>;
  readonly mask: Mask;
}

const MAX_RECORDS = 100;
/** Port: "Sizes"; one more record always fits. */
const MAX_BYTES = 786_432;
const MAX_TEXT_LENGTH = 4096;
const MAX_RECORD_LENGTH = 16_384;

const LEVELS: Readonly<Record<string, string>> = {
  trace: 'DEBUG',
  debug: 'DEBUG',
  info: 'INFO',
  warn: 'WARNING',
  error: 'ERROR',
  fatal: 'CRITICAL',
};

const Line = z.looseObject({ level: z.string(), time: z.string(), msg: z.string().default('') });

const Fields = z.record(z.string(), z.unknown());

/** Makes a function that sends all records there are, in batches (Port: "Raw examples and logs"). */
export function createLogShipment(options: LogShipmentOptions): () => Promise<void> {
  const { records, tell, ingestUrl } = options;
  let lost = 0;
  let last = Promise.resolve();

  async function ship(): Promise<void> {
    const url = await ingestUrl;
    if (url === undefined) return;
    for (;;) {
      lost += records.takeDropped();
      const logs = nextBatch(options);
      if (logs.length === 0) return;
      const missing = lost === 0 ? [] : [missingRecord(lost, options)];
      const body = { logs: [...missing, ...logs] };
      const isTaken = await tell({ subject: 'the log', method: 'POST', url: new URL(url), route: '/logs', body });
      lost = isTaken ? 0 : lost + logs.length;
      // What is left waits for a better moment.
      if (!isTaken) return;
    }
  }

  return () => {
    last = last.then(ship);
    return last;
  };
}

function nextBatch(options: LogShipmentOptions): object[] {
  const logs: object[] = [];
  let bytes = 0;
  while (logs.length < MAX_RECORDS && bytes < MAX_BYTES) {
    const line = options.records.take();
    if (line === undefined) break;
    const record = toRecord(line, options);
    bytes += Buffer.byteLength(JSON.stringify(record));
    logs.push(record);
  }
  return logs;
}

function missingRecord(count: number, options: LogShipmentOptions): object {
  const msg = `${amount(count, 'line')} of the log did not reach Port`;
  return toRecord(JSON.stringify({ level: 'warn', time: new Date().toISOString(), msg }), options);
}

/** Port shows the message alone, so the fields are in it as well. */
function toRecord(line: string, { mask, origin }: LogShipmentOptions): object {
  const { level, time, msg, ...rest } = Line.parse(JSON.parse(line));
  const limits = { mask, maxTextLength: MAX_TEXT_LENGTH, maxLength: MAX_RECORD_LENGTH };
  const fields = Fields.parse(redact(rest, limits));
  const { resource, kind } = fields;
  return {
    message: [redact(msg, limits), ...Object.entries(fields).map(([name, value]) => `${name}=${show(value)}`)].join(
      ' ',
    ),
    level: LEVELS[level] ?? 'INFO',
    timestamp: time.replace(/(\.\d{3})Z$/, '$1000Z'),
    extra: {
      ...fields,
      ...origin,
      ...(typeof kind === 'string' && { resource_kind: kind, event_resource_kind: kind }),
      ...(typeof resource === 'number' && { index: resource }),
    },
  };
}

function show(value: unknown): string {
  if (typeof value === 'string') return toWord(value);
  const message = z.object({ message: z.string() }).safeParse(value);
  return JSON.stringify(message.success ? message.data.message : value);
}
