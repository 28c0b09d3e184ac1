import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../examples/sandbox/start.ts';

describe('the started sandbox', () => {
  it('serves GitLab and Port on local ports that its environment names, and stops when closed', async () => {
    const sandbox = await startSandbox();

    const { gitlab, port, environment } = sandbox;
    const version = await fetch(`${gitlab.url}/api/v4/version`, { headers: { 'private-token': gitlab.token } });
    const token = await fetch(`${port.url}/v1/auth/access_token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ clientId: port.clientId, clientSecret: port.clientSecret }),
    });
    await sandbox.close();

    expect([version.status, token.status]).toEqual([200, 200]);
    expect(environment).toMatchObject({
      OCEAN__INTEGRATION__CONFIG__GITLAB_HOST: gitlab.url,
      OCEAN__PORT__BASE_URL: port.url,
    });
    await expect(fetch(port.url)).rejects.toThrow();
  });
});
