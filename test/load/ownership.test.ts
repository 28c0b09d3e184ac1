import { expect, it } from 'vitest';
import { requestsToFindStale, requestsToRead } from '../../src/load/ownership.ts';

it.each([
  ['nothing', [], 0],
  ['empty blueprints, each for itself', [0, 0], 2],
  ['full pages, and what is left', [1000, 1001], 1 + 2],
])('the requests to read %s are counted', (_, held, requests) => {
  expect(requestsToRead(held)).toBe(requests);
});

it.each([
  ['nothing', [], 1],
  ['all blueprints together', [1000, 1001], 1],
  ['full pages, and what is left', [5000, 1], 2],
])('the requests to find what is stale in %s are counted', (_, held, requests) => {
  expect(requestsToFindStale(held)).toBe(requests);
});
