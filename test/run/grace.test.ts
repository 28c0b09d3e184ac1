import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { followLate } from '../../src/run/grace.ts';

describe('a signal that follows late', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([false, true])('aborts after the grace, for the same reason (aborted before: %s)', (before) => {
    const controller = new AbortController();
    const reason = new Error('stopped');
    if (before) controller.abort(reason);

    const grace = followLate(controller.signal, 1000);
    if (!before) controller.abort(reason);
    vi.advanceTimersByTime(999);
    const early = grace.signal.aborted;
    vi.advanceTimersByTime(1);

    expect([early, grace.signal.aborted]).toEqual([false, true]);
    expect(grace.signal.reason).toBe(reason);
  });

  it('never aborts where nothing was aborted', () => {
    const grace = followLate(new AbortController().signal, 1000);

    vi.advanceTimersByTime(100_000);

    expect(grace.signal.aborted).toBe(false);
  });

  it.each([false, true])('leaves no timer behind once it has ended (ended before the abort: %s)', (before) => {
    const controller = new AbortController();
    const grace = followLate(controller.signal, 1000);

    if (before) grace.end();
    controller.abort();
    if (!before) grace.end();

    expect(vi.getTimerCount()).toBe(0);
    expect(grace.signal.aborted).toBe(false);
  });
});
