/** What one route has cost. Times are summed over requests that may have run at the same time. */
export interface RouteStatistics {
  readonly service: string;
  /** Method and path template. */
  readonly route: string;
  /** Requests sent, repeated ones included. */
  readonly requests: number;
  readonly retries: number;
  /** Requests that failed for good. */
  readonly failures: number;
  /** Bytes of the answers' bodies, decompressed. */
  readonly bytes: number;
  /** Milliseconds between sending a request and having its body. */
  readonly totalMs: number;
  /** Milliseconds spent waiting for rate limits. */
  readonly waitedMs: number;
}

/** Requests that a client has sent so far. */
export function countRequests(client: { statistics(): readonly RouteStatistics[] }): number {
  return client.statistics().reduce((total, { requests }) => total + requests, 0);
}

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

type Counts = Omit<RouteStatistics, 'service' | 'route'>;

/** Counts per route of one service. */
export interface StatisticsRecorder {
  add(route: string, counts: Partial<Counts>): void;
  read(): readonly RouteStatistics[];
}

const NOTHING: Counts = { requests: 0, retries: 0, failures: 0, bytes: 0, totalMs: 0, waitedMs: 0 };

/** A recorder with nothing in it. */
export function createStatistics(service: string): StatisticsRecorder {
  const routes = new Map<string, Writable<RouteStatistics>>();
  return {
    add(route, counts) {
      const total = routes.get(route) ?? { service, route, ...NOTHING };
      routes.set(route, total);
      total.requests += counts.requests ?? 0;
      total.retries += counts.retries ?? 0;
      total.failures += counts.failures ?? 0;
      total.bytes += counts.bytes ?? 0;
      total.totalMs += counts.totalMs ?? 0;
      total.waitedMs += counts.waitedMs ?? 0;
    },
    read: () => [...routes.values()].map((total) => ({ ...total })),
  };
}
