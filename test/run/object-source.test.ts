import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { GitLab } from '../../src/extract/gitlab/gitlab.ts';
import { defineKind } from '../../src/extract/kind.ts';
import { type RawBatch, unread } from '../../src/raw-object.ts';
import { ObjectSource, type Reader } from '../../src/run/object-source.ts';
import { readAll } from '../extract/read-all.ts';

/** More rows than are kept unpacked. */
const ROWS = 5000;
const ROWS_OF_BATCH = 100;

/** A source of rows, the first of which lacks a field; tells what it was asked. */
function makeSource() {
  const began: string[] = [];
  const taken: RawBatch[] = [];
  const kind = defineKind({
    name: 'thing',
    description: 'Things.',
    docs: 'things/',
    selector: z.object({}),
    costs: () => [],
    async *extract({ touches, warn, scopes }) {
      began.push(touches('file', 'size') ? 'with sizes' : 'without sizes');
      warn('one thing is odd');
      async function* rows(): AsyncGenerator<RawBatch> {
        for (let first = 0; first < ROWS; first += ROWS_OF_BATCH) {
          const batch = Array.from({ length: ROWS_OF_BATCH }, (_, row) => ({ id: first + row, name: 'größe' }));
          taken.push(batch);
          yield first === 0 ? [{ ...batch[0], [unread]: ['__files'] }, ...batch.slice(1)] : batch;
        }
      }
      yield* scopes.read('things', rows());
    },
  });
  const source = new ObjectSource({
    reading: { kind, selector: {} },
    gitlab: {} as GitLab, // the kind asks it nothing
    deniedIsEmpty: false,
    now: new Date(),
  });
  return { source, began, taken };
}

function makeReader(touched = false) {
  const warnings: string[] = [];
  const reader: Reader = { touches: () => touched, warn: (message) => warnings.push(message) };
  return { reader, warnings };
}

describe('a source of objects', () => {
  it('gives all its readers the same, and is read once', async () => {
    const { source, began, taken } = makeSource();
    for (const { reader } of [makeReader(), makeReader()]) source.add(reader);

    const foremost = await readAll(source.batches());
    const late = await readAll(source.batches());

    expect(foremost.flat()).toHaveLength(ROWS);
    expect(late).toEqual(foremost);
    expect(late[0]?.map((row) => row[unread]).slice(0, 2)).toEqual([['__files'], undefined]);
    expect(taken.flat()).toHaveLength(ROWS);
    expect(began).toHaveLength(1);
    expect(source.ledger).toMatchObject({ complete: 1, unread: [] });
  });

  it('reads what one of them needs, and warns all of them', async () => {
    const { source, began } = makeSource();
    const [first, second] = [makeReader(false), makeReader(true)];
    for (const { reader } of [first, second]) source.add(reader);

    await readAll(source.batches());

    expect(began).toEqual(['with sizes']);
    expect(first.warnings).toEqual(['one thing is odd']);
    expect(second.warnings).toEqual(['one thing is odd']);
  });

  it('reads no further than its foremost reader', async () => {
    const { source, taken } = makeSource();
    for (const { reader } of [makeReader(), makeReader()]) source.add(reader);

    for await (const _ of source.batches()) break;

    expect(taken).toHaveLength(1);
  });

  it('forgets what all of them have had', async () => {
    const { source } = makeSource();
    for (const { reader } of [makeReader(), makeReader()]) source.add(reader);
    await readAll(source.batches());
    await readAll(source.batches());

    await expect(readAll(source.batches())).rejects.toThrow('asked for again');
  });
});
