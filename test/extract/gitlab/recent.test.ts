import { describe, expect, it } from 'vitest';
import { Recent } from '../../../src/extract/gitlab/recent.ts';

/** Remembers ten characters; `reads` are the keys that were read. */
function createRecent() {
  const recent = new Recent<string>(10, (value) => value.length);
  const reads: string[] = [];
  const read = (key: string, value = key) =>
    recent.read(key, async () => {
      reads.push(key);
      return value;
    });
  return { recent, read, reads };
}

describe('what was read lately', () => {
  it('is read once, even while it is on its way', async () => {
    const { read, reads } = createRecent();

    const values = await Promise.all([read('a'), read('a')]);
    await read('a');

    expect(values).toEqual(['a', 'a']);
    expect(reads).toEqual(['a']);
  });

  it('is forgotten, the oldest first, where it becomes too much', async () => {
    const { read, reads } = createRecent();
    await read('first', '12345');
    await read('second', '12345');
    await read('third', '12345');

    await read('second');
    await read('third');
    await read('first');

    expect(reads).toEqual(['first', 'second', 'third', 'first']);
  });

  it('is not kept where it alone is too much', async () => {
    const { read, reads } = createRecent();

    await read('large', 'x'.repeat(11));
    await read('large', 'x'.repeat(11));

    expect(reads).toEqual(['large', 'large']);
  });

  it('is read again after a failure', async () => {
    const { recent, read } = createRecent();

    const failed = recent.read('a', () => Promise.reject(new Error('no')));

    await expect(failed).rejects.toThrow('no');
    expect(await read('a')).toBe('a');
  });
});
