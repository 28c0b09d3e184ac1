import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../examples/sandbox/start.ts';
import { runCommand } from '../support/command.ts';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox();
});

afterEach(async () => {
  await sandbox.close();
});

function identifiers(blueprint: string): string[] {
  return [...sandbox.port.catalog.entities(blueprint)].map(({ identifier }) => identifier);
}

describe('an export with the default mapping', () => {
  it('runs with nothing but the variables of docker run and exits with 0', async () => {
    const result = await runCommand({ environment: sandbox.environment });

    expect(result).toMatchObject({ code: 0, stdout: '' });
    expect(result.stderr).toMatch(/1 group-with-members +(\d+) +0 +\1 +\1 +0 +0 +0/);
  });

  it('brings every project that the token reaches into Port, and none that is marked for deletion', async () => {
    const { world } = sandbox.gitlab;
    const leaving = world.projects.filter(({ markedForDeletionOn }) => markedForDeletionOn !== null);

    await runCommand({ environment: sandbox.environment });

    const services = identifiers('service');
    expect(new Set(services).size).toBe(services.length);
    expect(services.length).toBeGreaterThan(200);
    expect(leaving.length).toBeGreaterThan(0);
    for (const { path } of leaving)
      expect(services.filter((identifier) => identifier.endsWith(`/${path}`))).toEqual([]);
  });

  it('maps fields and relations as the mapping says', async () => {
    await runCommand({ environment: sandbox.environment });

    expect(sandbox.port.catalog.entity('service', 'acme/platform/platform-api')).toMatchObject({
      title: 'Platform API',
      properties: {
        url: `${sandbox.gitlab.url}/acme/platform/platform-api`,
        fullPath: 'acme/platform/platform-api',
        defaultBranch: 'main',
        archived: false,
      },
      relations: { group: 'acme/platform' },
      datasource: expect.stringMatching(/^port-ocean\/gitlab-v2\/[\d.]+\/my-gitlab-v2-integration\/exporter$/),
    });
  });

  it('lists groups and projects once each, however many resources ask for them', async () => {
    const resource = (kind: string, blueprint: string) => ({
      kind,
      selector: { query: 'true' },
      port: { entity: { mappings: { identifier: '.id', title: '.name', blueprint: `"${blueprint}"` } } },
    });
    await runCommand({ environment: sandbox.environment });
    sandbox.gitlab.control.reset();
    const config = {
      entityDeletionThreshold: 1,
      resources: ['service', 'gitlabGroup', 'service'].flatMap((blueprint) => [
        resource('project', blueprint),
        resource('group', blueprint),
      ]),
    };
    await writeConfig(config);

    const result = await runCommand({ environment: sandbox.environment });

    expect(result.code).toBe(0);
    const asked = sandbox.gitlab.requests.map(({ path, query }) => `${path}${query}`);
    expect(new Set(asked).size).toBe(asked.length);
  });

  it('prepares a new integration and leaves one that is prepared alone', async () => {
    const first = await runCommand({ environment: sandbox.environment });
    const second = await runCommand({ environment: sandbox.environment });

    expect(first.stderr).toContain('integration my-gitlab-v2-integration');
    expect(second.stderr).not.toContain('Prepared Port');
    expect(second.code).toBe(0);
    expect(sandbox.port.catalog.resyncsTriggered).toEqual([]);
    expect(sandbox.port.catalog.integrations.get('my-gitlab-v2-integration')).toMatchObject({
      installationAppType: 'gitlab-v2',
      processingMode: 'ocean-core',
      arePortResourcesInitialized: true,
    });
  });
});

async function writeConfig(config: unknown): Promise<void> {
  const integration = sandbox.port.catalog.integrations.get('my-gitlab-v2-integration');
  if (integration === undefined) throw new Error('The integration does not exist yet');
  sandbox.port.catalog.integrations.set(integration.installationId, { ...integration, config });
}
