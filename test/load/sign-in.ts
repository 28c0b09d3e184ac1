import type { Clock } from '../../src/http/clock.ts';
import { createPortClient, type PortClient, portUserAgent } from '../../src/load/port-client.ts';
import { type Script, type ScriptedHttp, scriptHttp } from '../support/scripted-http.ts';

export const TOKEN_ROUTE = 'POST /auth/access_token';

/** A clock that stands still until it is set. */
interface SettableClock extends Clock {
  set(ms: number): void;
}

function createSettableClock(): SettableClock {
  let now = 0;
  return {
    now: () => now,
    random: () => 0,
    sleep: async () => {},
    set: (ms) => {
      now = ms;
    },
  };
}

/** The answer to a sign-in: a token that ends in three hours, as Port's do. */
export function tokenReply(accessToken: string, expiresIn = 10_800) {
  return { body: { ok: true, accessToken, expiresIn, tokenType: 'Bearer' } };
}

/** The real Port client over a scripted HTTP client; unless the script says otherwise, signing in succeeds. */
export function connectTo(
  script: Script,
  signal = new AbortController().signal,
): {
  readonly http: ScriptedHttp;
  readonly port: PortClient;
  readonly clock: SettableClock;
  /** Tokens that were reported as secrets. */
  readonly tokens: readonly string[];
} {
  const http = scriptHttp({ [TOKEN_ROUTE]: tokenReply('token-1'), ...script });
  const clock = createSettableClock();
  const tokens: string[] = [];
  const port = createPortClient({
    http,
    baseUrl: 'https://api.port.test',
    clientId: 'id',
    clientSecret: 'secret',
    userAgent: portUserAgent({ type: 'GitLab-v2', identifier: 'My-Run' }, '1.2.3'),
    clock,
    signal,
    onToken: (token) => tokens.push(token),
  });
  return { http, port, clock, tokens };
}

/** The requests but those for tokens. */
export function requestsOf(http: ScriptedHttp) {
  return http.requests.filter(({ route }) => route !== '/auth/access_token');
}
