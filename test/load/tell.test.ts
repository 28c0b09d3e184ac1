import { describe, expect, it } from 'vitest';
import { below, createTell, type Message } from '../../src/load/tell.ts';
import type { Logger } from '../../src/log/logger.ts';
import { failure, type Script, scriptHttp } from '../support/scripted-http.ts';
import { connectTo, tokenReply } from './sign-in.ts';

const LOG: Message = {
  subject: 'the log',
  method: 'POST',
  url: new URL('https://ingest.port.test/log/1'),
  route: '/logs',
  body: { logs: [] },
};
const BEAT: Message = { ...LOG, subject: 'heartbeats', route: '/heartbeat' };

function tellTo(script: Script, portScript: Script = {}) {
  const http = scriptHttp(script);
  const { port, http: portHttp } = connectTo(portScript);
  const warnings: unknown[][] = [];
  // What telling needs of a logger.
  const log = { warn: (...words: unknown[]) => warnings.push(words) } as unknown as Logger;
  return { tell: createTell({ http, port, baseUrl: 'https://api.port.test', log }), http, portHttp, warnings };
}

describe('what Port is told beside the catalog', () => {
  it('goes to the address that Port gave, with the token of the run and its own connections', async () => {
    const { tell, http, portHttp } = tellTo({ 'POST /logs': {} });

    expect(await tell(LOG)).toBe(true);

    expect(http.requests).toMatchObject([
      {
        url: LOG.url,
        body: { logs: [] },
        headers: { authorization: 'Bearer token-1', 'user-agent': 'port-ocean/gitlab-v2/1.2.3/My-Run' },
      },
    ]);
    expect(portHttp.requests.map(({ route }) => route)).toEqual(['/auth/access_token']);
  });

  it('is not told twice by a repeated request, which Port would take for something new', async () => {
    const { tell, http } = tellTo({ 'POST /logs': {} });

    await tell(LOG);

    expect(http.requests[0]?.idempotent).toBeUndefined();
  });

  it('uses a new token where Port refuses the one it has', async () => {
    const tokens = [tokenReply('token-1'), tokenReply('token-2')];
    const { tell, http } = tellTo({ 'POST /logs': [failure(401), {}] }, { 'POST /auth/access_token': tokens });

    expect(await tell(LOG)).toBe(true);

    expect(http.requests.map(({ headers }) => headers?.['authorization'])).toEqual([
      'Bearer token-1',
      'Bearer token-2',
    ]);
  });

  it('costs one warning for each subject, and is tried again', async () => {
    const { tell, http, warnings } = tellTo({
      'POST /logs': [failure(500), failure(undefined), {}],
      'POST /heartbeat': failure(500),
    });

    const taken = [await tell(LOG), await tell(LOG), await tell(LOG), await tell(BEAT), await tell(BEAT)];

    expect(taken).toEqual([false, false, true, false, false]);
    expect(warnings).toEqual([
      [{ reason: 'failed with 500' }, 'Port was not told the log; the run goes on'],
      [{ reason: 'failed with 500' }, 'Port was not told heartbeats; the run goes on'],
    ]);
    expect(http.requests).toHaveLength(5);
  });

  it.each([401, 403, 405])('is given up where Port says that it does not want it (%i)', async (status) => {
    const { tell, http } = tellTo({ 'POST /logs': failure(status), 'POST /heartbeat': {} });
    await tell(LOG);
    const before = http.requests.length;

    const taken = [await tell(LOG), await tell(BEAT)];

    expect(taken).toEqual([false, true]);
    expect(http.requests).toHaveLength(before + 1);
  });

  it('gives the token to nobody whose address is not encrypted', async () => {
    const { tell, http, warnings } = tellTo({ 'POST /logs': {} });

    expect(await tell({ ...LOG, url: new URL('http://ingest.port.test/log/1') })).toBe(false);

    expect(http.requests).toEqual([]);
    expect(warnings).toHaveLength(1);
  });
});

describe('an address below the one that Port gave', () => {
  it.each([
    ['https://a.test/b', 'https://a.test/b/c/d'],
    ['https://a.test/b/', 'https://a.test/b/c/d'],
    ['https://a.test', 'https://a.test/c/d'],
    ['https://a.test/b?key=1', 'https://a.test/b/c/d?key=1'],
  ])('keeps what %s has', (ingestUrl, expected) => {
    expect(below(ingestUrl, 'c/d').href).toBe(expected);
  });
});
