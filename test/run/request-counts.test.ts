import { expect, it } from 'vitest';
import type { HttpClient } from '../../src/http/client.ts';
import { type RequestCount, RequestCounts } from '../../src/run/request-counts.ts';
import { makeRequest } from '../http/make-client.ts';

const request = makeRequest('https://gitlab.example.com/api/v4/groups');

/** A client that sends each request so many times, one of which is on its way at a time, whoever asked. */
function makeClient(attempts: number): HttpClient {
  let last = Promise.resolve();
  return {
    async send({ onSent }) {
      last = last.then(() => new Promise((resolve) => setImmediate(resolve)));
      await last;
      for (let attempt = 0; attempt < attempts; attempt += 1) onSent?.();
      return { status: 200, headers: new Headers(), body: [], url: request.url };
    },
    statistics: () => [],
    allowance: () => undefined,
    close: async () => {},
  };
}

it('are those of the work they were sent for, although they wait for each other', async () => {
  const counts = new RequestCounts();
  const client = counts.of(makeClient(2));
  const one: RequestCount = { requests: 0 };
  const other: RequestCount = { requests: 0 };
  const sendAll = async (count: number) => {
    for (let sent = 0; sent < count; sent += 1) await client.send(request);
  };

  await Promise.all([counts.during(one, () => sendAll(3)), counts.during(other, () => sendAll(1)), sendAll(2)]);

  expect([one, other]).toEqual([{ requests: 6 }, { requests: 2 }]);
});
