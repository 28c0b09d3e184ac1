/** What goes wrong on purpose. A string is an exact path (`/v1/organization`), a RegExp is tried on the path. */
export interface Fault {
  readonly path: RegExp | string;
  readonly status: number;
  readonly method?: string;
  /** How often it strikes; left out: until `reset`. */
  readonly times?: number;
  /** How many fitting requests pass before it strikes. */
  readonly after?: number;
  /** A string is sent as HTML, as a gateway would; left out: Port's error envelope. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The faults that are set, and the delay before every answer. */
export interface Faults {
  add(fault: Fault): void;
  delay(milliseconds: number): void;
  reset(): void;
  /** Waits, then answers in Port's place where a fault strikes. */
  intervene(method: string, path: string): Promise<Response | undefined>;
}

interface Armed {
  readonly fault: Fault;
  passing: number;
  left: number;
}

/** An empty set of faults. */
export function createFaults(): Faults {
  let armed: Armed[] = [];
  let delayMs = 0;
  return {
    add(fault) {
      armed.push({ fault, passing: fault.after ?? 0, left: fault.times ?? Number.POSITIVE_INFINITY });
    },
    delay(milliseconds) {
      delayMs = milliseconds;
    },
    reset() {
      armed = [];
      delayMs = 0;
    },
    async intervene(method, path) {
      if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
      const fault = armed.find((candidate) => strikes(candidate, method, path))?.fault;
      return fault === undefined ? undefined : answer(fault);
    },
  };
}

function strikes(armed: Armed, method: string, path: string): boolean {
  if (armed.left === 0 || (armed.fault.method ?? method) !== method || !fits(armed.fault.path, path)) return false;
  if (armed.passing > 0) {
    armed.passing -= 1;
    return false;
  }
  armed.left -= 1;
  return true;
}

function fits(expected: RegExp | string, path: string): boolean {
  // A search, so that the `lastIndex` of a global expression cannot make it skip requests.
  return typeof expected === 'string' ? path === expected : path.search(expected) >= 0;
}

function answer({ status, body, headers }: Fault): Response {
  const envelope = { ok: false, error: 'sandbox', message: `The sandbox was told to answer ${status}` };
  const isText = typeof body === 'string';
  const type = isText ? 'text/html' : 'application/json';
  return new Response(isText ? body : JSON.stringify(body ?? envelope), {
    status,
    headers: { 'content-type': type, ...headers },
  });
}
