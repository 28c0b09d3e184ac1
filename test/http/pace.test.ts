import { describe, expect, it } from 'vitest';
import { durationOf, limitedTo, longer } from '../../src/http/pace.ts';

const answering = { answerMs: 200, concurrency: 8 };

describe('the time that requests take', () => {
  it('follows from the time of the answers where nothing limits them', () => {
    expect(durationOf(1000, { ...answering, allowance: undefined })).toEqual({
      seconds: 25,
      pace: 'answers of 200 ms, 8 at a time',
    });
  });

  it('follows from the rate limit where that takes longer', () => {
    const allowance = { perMinute: 2000, remaining: 1000 };

    expect(durationOf(5000, { ...answering, allowance })).toEqual({
      seconds: 125,
      pace: 'answers of 200 ms, 8 at a time',
    });
    expect(durationOf(9000, { ...answering, allowance })).toEqual({
      seconds: 240,
      pace: 'the rate limit of 2000 a minute',
    });
  });

  it('is not limited by what still is allowed at once', () => {
    expect(limitedTo({ perMinute: 120, remaining: 7200 }, 7000, 'limited').seconds).toBe(0);
  });

  it('is the longer of two', () => {
    const [short, long] = [
      { seconds: 1, pace: 'answers' },
      { seconds: 2, pace: 'limit' },
    ] as const;

    expect([longer(short, long), longer(long, short)]).toEqual([long, long]);
  });
});
