import { expect, it } from 'vitest';
import { requestsToRead } from '../../src/load/ownership.ts';

it.each([
  ['nothing', [], 1],
  ['empty blueprints, each for itself', [0, 0], 3],
  ['full pages, and what is left', [1000, 1001], 1 + 2 + 1],
  ['what is stale in pages of their own', [5000, 1], 5 + 1 + 2],
])('the requests to read %s are counted', (_, held, requests) => {
  expect(requestsToRead(held)).toBe(requests);
});
