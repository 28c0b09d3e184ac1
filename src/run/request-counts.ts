import { AsyncLocalStorage } from 'node:async_hooks';
import type { HttpClient } from '../http/client.ts';

/** Requests sent for one purpose, repeated ones included. */
export interface RequestCount {
  requests: number;
}

/** Tells for whom a client's requests are sent: resources of a run are read side by side, over one client. */
export class RequestCounts {
  readonly #current = new AsyncLocalStorage<RequestCount>();

  /** Adds to `count` what `work` and all that it calls send meanwhile. */
  async during<Result>(count: RequestCount, work: () => Promise<Result>): Promise<Result> {
    return this.#current.run(count, work);
  }

  /** The client whose requests are counted. */
  of(http: HttpClient): HttpClient {
    return {
      ...http,
      send: (request) => {
        // Kept from here on: a request that waits for its turn is sent by whoever ends before it.
        const count = this.#current.getStore();
        if (count === undefined) return http.send(request);
        return http.send({
          ...request,
          onSent: () => {
            count.requests += 1;
          },
        });
      },
    };
  }
}
