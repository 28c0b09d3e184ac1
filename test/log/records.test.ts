import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createLogger, type LoggerOptions, UNRECORDED } from '../../src/log/logger.ts';
import { createMask } from '../../src/log/mask.ts';
import { createLogRecords, type LogRecords } from '../../src/log/records.ts';

function makeLogger(level: LoggerOptions['level']) {
  const records = createLogRecords();
  const shown: string[] = [];
  const destination = new Writable({
    write: (chunk, _encoding, done) => {
      shown.push(String(chunk));
      done();
    },
  });
  const log = createLogger({ level, format: 'json', destination, mask: createMask([]), records });
  return { log, records, shown };
}

function takeAll(records: LogRecords): string[] {
  const lines: string[] = [];
  for (let line = records.take(); line !== undefined; line = records.take()) lines.push(line);
  return lines;
}

describe('records of a log', () => {
  it('come out as they went in', () => {
    const records = createLogRecords();

    for (const line of ['a', 'b', 'c']) records.add(line);

    expect(takeAll(records)).toEqual(['a', 'b', 'c']);
    expect(records.takeDropped()).toBe(0);
  });

  it.each([{ maxLines: 2 }, { maxCharacters: 2 }])('are bounded by $maxLines $maxCharacters, and counted', (bounds) => {
    const records = createLogRecords(bounds);
    for (const line of ['a', 'b', 'c', 'd']) records.add(line);

    expect(takeAll(records)).toEqual(['a', 'b']);
    expect(records.takeDropped()).toBe(2);
    expect(records.takeDropped()).toBe(0);

    records.add('e');

    expect(takeAll(records)).toEqual(['e']);
  });
});

describe('a recorded logger', () => {
  it.each(['silent', 'error', 'info', 'trace'] as const)('records from info on, whatever it shows (%s)', (level) => {
    const { log, records } = makeLogger(level);

    log.debug({}, 'one');
    log.info({}, 'two');
    log.error({}, 'three');

    expect(takeAll(records).map((line) => JSON.parse(line).msg)).toEqual(['two', 'three']);
  });

  it.each([
    ['silent', []],
    ['warn', ['warn']],
    ['debug', ['debug', 'info', 'warn']],
  ] as const)('shows no more for it (%s)', (level, expected) => {
    const { log, shown } = makeLogger(level);

    for (const one of ['trace', 'debug', 'info', 'warn'] as const) log[one]({}, 'said');

    expect(shown.map((line) => JSON.parse(line).level)).toEqual(expected);
  });

  it('shows, but does not record, what is said about sending records', () => {
    const { log, records, shown } = makeLogger('info');

    log.child(UNRECORDED).warn({}, 'Port was not told the log');
    log.warn({ name: '"telemetry":true' }, 'recorded');

    expect(shown).toHaveLength(2);
    expect(takeAll(records).map((line) => JSON.parse(line).msg)).toEqual(['recorded']);
  });
});
