import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { GitLab } from '../../src/extract/gitlab/gitlab.ts';
import { defineKind } from '../../src/extract/kind.ts';
import { type RawBatch, unread } from '../../src/raw-object.ts';
import { ObjectSource, type Reader } from '../../src/run/object-source.ts';
import { readAll } from '../extract/read-all.ts';

const ROWS = 5000;
const ROWS_OF_BATCH = 100;

/** A text that does not get smaller when it is packed. */
function randomText(length: number): string {
  return randomBytes(length / 2).toString('hex');
}

/** A source of rows, the first of which lacks a field; tells what it was asked. */
function makeSource(nameOf = () => 'größe') {
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
          const batch = Array.from({ length: ROWS_OF_BATCH }, (_, row) => ({
            id: first + row,
            name: nameOf(),
          }));
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
    const [first, second] = [makeReader(), makeReader()];
    for (const { reader } of [first, second]) source.add(reader);

    const foremost = source.begin(first.reader);
    const read = await readAll(foremost.batches);
    const late = source.begin(second.reader);
    const readLate = await readAll(late.batches);

    expect(read.flat()).toHaveLength(ROWS);
    expect(readLate).toEqual(read);
    expect(readLate[0]?.map((row) => row[unread]).slice(0, 2)).toEqual([['__files'], undefined]);
    expect(taken.flat()).toHaveLength(ROWS);
    expect(began).toHaveLength(1);
    expect(late.ledger).toBe(foremost.ledger);
    expect(late.ledger).toMatchObject({ complete: 1, unread: [] });
  });

  it('reads what one of them needs, and warns all of them', async () => {
    const { source, began } = makeSource();
    const [first, second] = [makeReader(false), makeReader(true)];
    for (const { reader } of [first, second]) source.add(reader);

    await readAll(source.begin(first.reader).batches);

    expect(began).toEqual(['with sizes']);
    expect(first.warnings).toEqual(['one thing is odd']);
    expect(second.warnings).toEqual(['one thing is odd']);
  });

  it('that has become too large to keep is read again for who begins then, with a ledger and warnings of its own', async () => {
    const { source, began } = makeSource(() => randomText(8000));
    const [first, second] = [makeReader(false), makeReader(true)];
    for (const { reader } of [first, second]) source.add(reader);

    const foremost = source.begin(first.reader);
    const read = await readAll(foremost.batches);
    const late = source.begin(second.reader);
    const readLate = await readAll(late.batches);

    expect(readLate.flat()).toHaveLength(read.flat().length);
    expect(began).toEqual(['with sizes', 'with sizes']);
    expect(late.ledger).not.toBe(foremost.ledger);
    expect(first.warnings).toHaveLength(1);
    expect(second.warnings).toHaveLength(2);
  });

  it('is just read where a single resource wants it', async () => {
    const { source, began } = makeSource();
    const { reader } = makeReader();
    source.add(reader);

    const { batches } = source.begin(reader);

    expect(source.isShared).toBe(false);
    expect((await readAll(batches)).flat()).toHaveLength(ROWS);
    expect(began).toEqual(['without sizes']);
  });
});
