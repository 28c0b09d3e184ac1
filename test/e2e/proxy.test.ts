import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createWorld } from '../../examples/sandbox/gitlab/world.ts';
import { type Sandbox, startSandbox } from '../../examples/sandbox/start.ts';
import { quickRetries, runCommand } from '../support/command.ts';
import { type ForwardProxy, startForwardProxy } from '../support/forward-proxy.ts';

let sandbox: Sandbox;
let proxy: ForwardProxy;

beforeEach(async () => {
  sandbox = await startSandbox({ world: createWorld({ scale: 0, now: new Date() }) });
  proxy = await startForwardProxy();
  onTestFinished(async () => {
    await Promise.all([sandbox.close(), proxy.close()]);
  });
});

const run = (environment: Readonly<Record<string, string>>) =>
  runCommand({ environment: { ...sandbox.environment, ...quickRetries, ...environment } });

const address = (password = 'p%40ss') => `http://user:${password}@${proxy.host}`;

describe('a proxy', () => {
  it.each(['HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'])(
    'in %s gets every request to GitLab and Port',
    async (variable) => {
      const result = await run({ [variable]: address() });

      const { gitlab, port } = sandbox;
      expect(result.code).toBe(0);
      expect(proxy.requests.length).toBeGreaterThan(0);
      expect(proxy.requests).toHaveLength(gitlab.requests.length + port.requests.length);
    },
  );

  it.each(['NO_PROXY', 'no_proxy'])(
    'gets no request to GitLab where %s excepts its host and port',
    async (variable) => {
      const { host } = new URL(sandbox.gitlab.url);

      const result = await run({ HTTP_PROXY: address(), [variable]: `example.com,${host}` });

      expect(result.code).toBe(0);
      expect(sandbox.gitlab.requests.length).toBeGreaterThan(0);
      expect(proxy.requests).toHaveLength(sandbox.port.requests.length);
      for (const request of proxy.requests) expect(request).toContain(` ${sandbox.port.url}/`);
    },
  );

  it('gets no request to Port where NO_PROXY excepts its URL', async () => {
    const result = await run({ HTTP_PROXY: address(), NO_PROXY: sandbox.port.url });

    expect(result.code).toBe(0);
    expect(proxy.requests).toHaveLength(sandbox.gitlab.requests.length);
    for (const request of proxy.requests) expect(request).toContain(` ${sandbox.gitlab.url}/`);
  });

  it('for https gets nothing of http', async () => {
    const result = await run({ HTTPS_PROXY: address() });

    expect(result.code).toBe(0);
    expect(proxy.requests).toEqual([]);
  });

  it.each(['HTTP_PROXY', 'HTTPS_PROXY'])('in %s that wants another password ends the run with 4', async (variable) => {
    const gitlab = variable === 'HTTP_PROXY' ? 'http://gitlab.invalid' : 'https://gitlab.invalid';

    const result = await run({
      [variable]: address('hunter%402'),
      OCEAN__INTEGRATION__CONFIG__GITLAB_HOST: gitlab,
      LOG_LEVEL: 'trace',
    });

    expect(result.code).toBe(4);
    expect(result.stderr).toMatch(
      new RegExp(`Error: GitLab: GET \\S+ failed at gitlab.invalid through the proxy ${proxy.host}: .*refused .*407`),
    );
    expect(result.stderr).toContain('What to do: Check the user name and password in HTTPS_PROXY');
    expect(proxy.requests).toHaveLength(1);
    for (const form of ['hunter%402', 'hunter@2', Buffer.from('user:hunter@2').toString('base64')])
      expect(result.stdout + result.stderr).not.toContain(form);
  });

  it('that is down ends the run with 4 and is told from GitLab', async () => {
    await proxy.close();

    const result = await run({ HTTP_PROXY: address() });

    expect(result.code).toBe(4);
    expect(result.stderr).toContain(`through the proxy ${proxy.host} after 3 attempts: no connection to the proxy: `);
    expect(result.stderr).toContain('What to do: Check the address of the proxy in HTTPS_PROXY');
    expect(result.stderr).not.toContain('#proxy-needed');
    expect(result.stderr).not.toContain('p%40ss');
    expect(sandbox.gitlab.requests).toEqual([]);
  });

  it('that allows GitLab and not Port ends the run with 4 and names Port', async () => {
    const strict = await startForwardProxy({ refusesWith: 403 });
    onTestFinished(() => strict.close());

    const result = await run({
      HTTPS_PROXY: `http://user:p%40ss@${strict.host}`,
      OCEAN__PORT__BASE_URL: 'https://port.invalid',
    });

    expect(result.code).toBe(4);
    expect(result.stderr).toMatch(/Error: Port: POST \S+ failed at port\.invalid through the proxy .*refused .*403/);
  });
});
