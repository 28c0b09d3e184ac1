import { createPort, type SandboxPort } from '../../examples/sandbox/port/app.ts';
import { DEFAULT_SETTINGS, type PortOptions } from '../../examples/sandbox/port/settings.ts';
import { readPortContract } from './port-contract.ts';

const CONTRACT = readPortContract();

/** What this client sends as User-Agent: the data source that owns what it writes. */
export const OWNER = 'port-ocean/gitlab-v2/0.1.0/sandbox-test/exporter';

/** One request; query values are written as text, lists as repeated names. */
interface Call {
  readonly body?: unknown;
  readonly query?: Readonly<Record<string, string | boolean | readonly string[]>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer; the body is JSON where it says so, else text. */
interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** A Port with a client that is signed in, and that checks every answer against the contract where it is present. */
export interface PortClient extends SandboxPort {
  send(method: string, path: string, call?: Call): Promise<Answer>;
  signIn(): Promise<void>;
}

/** Makes a fresh Port and signs in with its first credentials. */
export async function createPortClient(options: PortOptions = {}): Promise<PortClient> {
  const port = createPort(options);
  let authorization = '';
  const send = async (method: string, path: string, call: Call = {}): Promise<Answer> => {
    const { body, headers = {} } = call;
    const response = await port.app.fetch(
      new Request(`http://port.test${path}${queryOf(call)}`, {
        method,
        headers: { authorization, 'user-agent': OWNER, 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    );
    const answer = { status: response.status, headers: response.headers, body: await read(response) };
    refuseUnknownShape(method, path, answer);
    return answer;
  };
  const client = {
    ...port,
    send,
    async signIn() {
      const [{ clientId, clientSecret } = { clientId: '', clientSecret: '' }] =
        options.credentials ?? DEFAULT_SETTINGS.credentials;
      const { body } = await send('POST', '/v1/auth/access_token', { body: { clientId, clientSecret } });
      authorization = `Bearer ${(body as { accessToken: string }).accessToken}`; // the contract has checked it
    },
  };
  await client.signIn();
  return client;
}

async function read(response: Response): Promise<unknown> {
  const text = await response.text();
  return response.headers.get('content-type')?.includes('json') === true ? JSON.parse(text) : text;
}

function refuseUnknownShape(method: string, path: string, answer: Answer): void {
  if (typeof answer.body !== 'object') return;
  const problems = CONTRACT?.response(method, path, answer.status, answer.body) ?? [];
  if (problems.length > 0)
    throw new Error(`${method} ${path} answered ${answer.status} against the contract: ${problems.join('; ')}`);
}

function queryOf({ query = {} }: Call): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, String(one)]),
  );
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`;
}
