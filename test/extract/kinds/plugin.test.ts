import { describe, expect, it } from 'vitest';
import { PROJECTS } from '../../../examples/sandbox/gitlab/seed/projects.ts';
import { openSandbox, readKind } from '../read-kind.ts';

/** The plugins of the sandbox by project. */
async function readPlugins(selector: object = {}) {
  const { gitlab, paths } = openSandbox();
  const result = await readKind('plugin', gitlab, { selector });
  const plugins = new Map(result.objects.map(({ repo, plugin }) => [Object(repo).id, plugin]));
  return { ...result, plugins, paths: paths() };
}

const ABSENT = { claude: {}, cursor: {}, codex: {}, agents: {}, kimi: {}, opencode: {}, pi: {}, antigravity: {} };

const supports = (...providers: string[]) =>
  Object.fromEntries(Object.keys(ABSENT).map((provider) => [provider, providers.includes(provider)]));

describe('plugins', () => {
  it('have what their manifests say, and their own object for each provider', async () => {
    const { plugins, objects, ledger } = await readPlugins();

    expect(plugins.get(PROJECTS.skills)).toEqual({
      ...ABSENT,
      name: 'agent-skills',
      displayName: 'agent-skills',
      description: 'Skills for agents.',
      version: '0.1.0',
      supports: supports('claude', 'opencode'),
      claude: { name: 'agent-skills', version: '0.1.0', description: 'Skills for agents.' },
      opencode: { detected: true },
    });
    expect([...plugins.keys()]).toEqual([PROJECTS.skills, PROJECTS.edge, PROJECTS.renamed].toSorted());
    expect(objects[0]).toMatchObject({ __branch: 'main', repo: { id: expect.any(Number) } });
    expect(ledger.unread).toEqual([]);
  });

  it('take each field from the first provider that has it', async () => {
    const { plugins } = await readPlugins();

    expect(plugins.get(PROJECTS.edge)).toMatchObject({
      name: 'edge-cursor',
      displayName: 'Edge 🚀',
      description: 'For Cursor.',
      version: '2.0.0',
      supports: supports(...Object.keys(ABSENT)),
      claude: { name: 'edge-claude' },
      agents: { name: 'edge-agents', version: '9', marketplaceName: 'agents-market' },
    });
  });

  it('take the first plugin of a marketplace where a provider has no manifest', async () => {
    const { plugins, warnings } = await readPlugins();

    expect(plugins.get(PROJECTS.renamed)).toMatchObject({
      name: 'ledger-tools',
      supports: supports('claude', 'codex', 'agents'),
      claude: { name: 'ledger-tools', version: '0.2.0', marketplaceName: 'ledger-market' },
      codex: {},
      agents: { marketplaceName: 'empty-market' },
      opencode: {},
    });
    expect(warnings).toEqual([expect.stringMatching(/\.codex-plugin\/plugin\.json holds no JSON object/)]);
  });

  it('are looked for where and as the selector says, and called like the project if nothing else', async () => {
    const { plugins } = await readPlugins({ providers: ['pi'], repos: ['acme/nested/none'] });
    const { gitlab, world } = openSandbox();
    const edge = world.projects.find(({ id }) => id === PROJECTS.edge);

    const all = await readKind('plugin', gitlab, { selector: { providers: ['pi'] } });

    expect(plugins.size).toBe(0);
    expect(all.objects).toMatchObject([
      { plugin: { name: edge?.name, displayName: edge?.name, supports: supports('pi'), cursor: {} } },
    ]);
  });

  it('whose manifest cannot be read are left out, and the scope has failed', async () => {
    const { gitlab, sandbox } = openSandbox();
    sandbox.control.fail({ path: /\/repository\/blobs\//, status: 500 });

    const { objects, ledger } = await readKind('plugin', gitlab);

    expect(objects).toEqual([]);
    expect(ledger.unread.map(({ state }) => state)).toEqual(['failed', 'failed', 'failed']);
  });
});
