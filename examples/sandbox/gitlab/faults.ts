/** What goes wrong on purpose. A string is an exact path (with or without `/api/v4`), a RegExp is tried on path and query. */
export interface Fault {
  readonly path: RegExp | string;
  readonly status: number;
  readonly method?: string;
  /** How often it strikes; left out: until `reset`. */
  readonly times?: number;
  /** A string is sent as plain text; left out: what GitLab says with that status. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The faults that are set, and the delay before every answer. */
export interface Faults {
  readonly delayMs: number;
  add(fault: Fault): void;
  delay(milliseconds: number): void;
  reset(): void;
  /** The first fault that fits; counts it as used. Cut bodies and broken sockets belong beside this call in app.ts. */
  take(request: { readonly method: string; readonly path: string; readonly query: string }): Fault | undefined;
}

const APPLICATION_LIMIT = 'This endpoint has been requested too many times. Try again later.';

/** What GitLab says with a status when a fault names no body ("GitLab: status codes", "application limits"). */
export const DEFAULT_BODIES: Readonly<Record<number, unknown>> = {
  401: { message: '401 Unauthorized' },
  403: { message: '403 Forbidden' },
  404: { message: '404 Not found' },
  408: { message: { error: 'Request timed out' } },
  409: { message: '409 Conflict: Resource lock' },
  429: { message: { error: APPLICATION_LIMIT } },
  500: { message: '500 Internal Server Error' },
  502: '<html><body><h1>502 Bad Gateway</h1></body></html>',
  503: '<html><body><h1>503 Service Unavailable</h1></body></html>',
  504: '<html><body><h1>504 Gateway Timeout</h1></body></html>',
};

/** An empty set of faults. */
export function createFaults(): Faults {
  let armed: { readonly fault: Fault; left: number }[] = [];
  let delayMs = 0;
  return {
    get delayMs() {
      return delayMs;
    },
    add(fault) {
      armed.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
    },
    delay(milliseconds) {
      delayMs = milliseconds;
    },
    reset() {
      armed = [];
      delayMs = 0;
    },
    take(request) {
      const hit = armed.find(({ fault, left }) => left > 0 && strikes(fault, request));
      if (hit === undefined) return undefined;
      hit.left -= 1;
      return hit.fault;
    },
  };
}

function strikes(fault: Fault, request: Parameters<Faults['take']>[0]): boolean {
  if (fault.method !== undefined && fault.method !== request.method) return false;
  if (typeof fault.path === 'string') return request.path === fault.path || request.path === `/api/v4${fault.path}`;
  // A new RegExp, so that the `lastIndex` of a global one cannot make it skip requests.
  return new RegExp(fault.path.source, fault.path.flags.replace(/[gy]/g, '')).test(`${request.path}${request.query}`);
}
