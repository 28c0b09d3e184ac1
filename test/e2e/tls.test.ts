import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createWorld, type World } from '../../examples/sandbox/gitlab/world.ts';
import { type Sandbox, startSandbox } from '../../examples/sandbox/start.ts';
import { type Authority, type CertificateOptions, createAuthority, hasOpenssl } from '../support/authority.ts';
import { contentsOf } from '../support/catalog-state.ts';
import { quickRetries, runCommand } from '../support/command.ts';
import { startForwardProxy } from '../support/forward-proxy.ts';
import { startTlsFront } from '../support/tls-front.ts';

const GITLAB = 'OCEAN__INTEGRATION__CONFIG__GITLAB_HOST';
const PORT = 'OCEAN__PORT__BASE_URL';

let sandbox: Sandbox;
let authority: Authority;
let folder: string;

/** Starts a sandbox that ends with the test. */
async function useSandbox(world: World): Promise<void> {
  sandbox = await startSandbox({ world });
  onTestFinished(() => sandbox.close());
}

/** Starts a front with TLS before GitLab and one before Port; tells the variables that lead there. */
async function startFronts(certificate: CertificateOptions = {}) {
  const issued = authority.issue(certificate);
  const [gitlab, port] = await Promise.all([sandbox.gitlab, sandbox.port].map(({ url }) => startTlsFront(url, issued)));
  if (gitlab === undefined || port === undefined) throw new Error('Two fronts were wanted');
  onTestFinished(async () => {
    await Promise.all([gitlab.close(), port.close()]);
  });
  const environment = { ...sandbox.environment, ...quickRetries, [GITLAB]: gitlab.url, [PORT]: port.url };
  return { gitlab, port, environment };
}

describe.skipIf(!hasOpenssl)('GitLab and Port with certificates of an own authority', () => {
  beforeAll(async () => {
    authority = createAuthority();
    folder = await mkdtemp(join(tmpdir(), 'exporter-'));
  });

  beforeEach(() => useSandbox(createWorld({ scale: 0, now: new Date() })));

  afterAll(async () => {
    authority.remove();
    await rm(folder, { recursive: true });
  });

  it('end a run with 4 at its first request, with a hint', async () => {
    const { environment } = await startFronts();

    const result = await runCommand({ environment });

    expect(result.code).toBe(4);
    expect(result.stderr).toMatch(
      /GitLab: GET \S+ failed at localhost:\d+: its certificate is not trusted \(UNABLE_TO_\w+\)/,
    );
    expect(result.stderr).toContain('NODE_EXTRA_CA_CERTS');
    expect(result.stderr).not.toContain('attempts');
  });

  it.each(['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE'])(
    'are read and written with the authority in %s',
    async (variable) => {
      const { environment } = await startFronts();

      const result = await runCommand({ environment: { ...environment, [variable]: authority.file } });

      expect(result).toMatchObject({ code: 0, stdout: '' });
    },
  );

  it('are read and written with the authority in a folder of SSL_CERT_DIR', async () => {
    const { environment } = await startFronts();
    const folders = `${folder}:${authority.folder}`;

    const result = await runCommand({ environment: { ...environment, SSL_CERT_DIR: folders } });

    expect(result.code).toBe(0);
  });

  it('are read and written with the authority named in a configuration file', async () => {
    const { environment } = await startFronts();
    const config = join(folder, 'config.yaml');
    await writeFile(config, `tls:\n  certificateFiles:\n    - ${authority.file}\n`);

    const result = await runCommand({ args: ['--config', config], environment });

    expect(result.code).toBe(0);
  });

  it('are read and written without any check where that is wanted, with a warning for each', async () => {
    const { environment } = await startFronts({ expired: true, names: 'DNS:other.example' });
    const unchecked = { OCEAN__SSL__THIRD_PARTY__VERIFY: 'false', OCEAN__SSL__PORT__VERIFY: 'false' };

    const result = await runCommand({ environment: { ...environment, ...unchecked } });

    expect(result.code).toBe(0);
    for (const service of ['GitLab', 'Port'])
      expect(result.stderr).toContain(`WARN: ${service}'s certificate is not checked`);
  });

  it('are checked one by one', async () => {
    const { environment } = await startFronts();

    const result = await runCommand({ environment: { ...environment, OCEAN__SSL__THIRD_PARTY__VERIFY: 'false' } });

    expect(result.code).toBe(4);
    expect(result.stderr).toMatch(/Error: Port: POST \S+ failed at localhost:\d+: its certificate is not trusted/);
  });

  it.each([
    ['that have expired', { expired: true }, /has expired \(CERT_HAS_EXPIRED\)/],
    ['of another host', { names: 'DNS:other.example' }, /for another host name \(ERR_TLS_CERT_ALTNAME_INVALID\)/],
  ])('%s end a run with 4', async (_name, certificate, message) => {
    const { environment } = await startFronts(certificate);

    const result = await runCommand({ environment: { ...environment, NODE_EXTRA_CA_CERTS: authority.file } });

    expect(result.code).toBe(4);
    expect(result.stderr).toMatch(message);
    expect(result.stderr).not.toContain('attempts');
  });

  it.each([['SSL_CERT_FILE', 'tls.certificateFiles']])(
    'end a run with 2 where %s names what is not there',
    async (variable, setting) => {
      const environment = { ...sandbox.environment, [variable]: '/nowhere/certificates' };

      const result = await runCommand({ environment });

      expect(result.code).toBe(2);
      expect(result.stderr).toContain(`${setting}: /nowhere/certificates: cannot be read (ENOENT`);
    },
  );

  it('make the same catalog through a proxy with a password as without any of it', async () => {
    await useSandbox(createWorld({ now: new Date() }));
    const { catalog } = sandbox.port;
    const plain = await runCommand({ environment: sandbox.environment });
    const expected = contentsOf(catalog);
    catalog.clear();
    const { environment, gitlab, port } = await startFronts();
    const proxy = await startForwardProxy();
    onTestFinished(() => proxy.close());
    const network = { HTTPS_PROXY: `http://user:p%40ss@${proxy.host}`, SSL_CERT_FILE: authority.file };

    const result = await runCommand({ environment: { ...environment, ...network } });

    expect([plain.code, result.code]).toEqual([0, 0]);
    expect(Object.keys(expected).length).toBeGreaterThan(200);
    expect(contentsOf(catalog)).toEqual(expected);
    expect(new Set(proxy.requests)).toEqual(new Set([gitlab, port].map(({ url }) => `CONNECT ${new URL(url).host}`)));
    expect(proxy.requests).toHaveLength(gitlab.connections() + port.connections());
  }, 120_000);
});
