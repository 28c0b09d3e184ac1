import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { repeat } from '../../src/load/repeat.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('a repetition', () => {
  it('acts every so often until it is stopped', async () => {
    let acts = 0;
    const { stop } = repeat(async () => {
      acts += 1;
    }, 1000);

    await vi.advanceTimersByTimeAsync(3500);
    stop();
    await vi.advanceTimersByTimeAsync(3500);

    expect(acts).toBe(3);
  });

  it('waits for the last time to end', async () => {
    let acts = 0;
    const { stop } = repeat(async () => {
      acts += 1;
      await new Promise((resolve) => setTimeout(resolve, 2500));
    }, 1000);

    await vi.advanceTimersByTimeAsync(4500);
    stop();

    expect(acts).toBe(2);
  });
});
