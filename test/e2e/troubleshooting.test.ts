import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createWorld, type World } from '../../examples/sandbox/gitlab/world.ts';
import { type Sandbox, startSandbox } from '../../examples/sandbox/start.ts';
import { TOPICS, type Topic } from '../../src/topics.ts';
import { createAuthority, hasOpenssl } from '../support/authority.ts';
import { closedAddress } from '../support/closed-address.ts';
import { type CommandOptions, quickRetries, runCommand } from '../support/command.ts';
import { startTlsFront } from '../support/tls-front.ts';

const page = fileURLToPath(new URL('../../docs/troubleshooting.md', import.meta.url));

let world: World;
let sandbox: Sandbox;
let folder: string;

beforeEach(async () => {
  world = createWorld({ scale: 0, now: new Date() });
  sandbox = await startSandbox({ world });
  folder = await mkdtemp(join(tmpdir(), 'exporter-'));
});

afterEach(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});

/** Makes happen what the section is about; gives what the run is started with. */
const mistakes: Readonly<Record<Topic, () => Promise<CommandOptions>>> = {
  'wrong-gitlab-token': async () => ({ environment: { GITLAB_TOKEN: 'glpat-of-another-gitlab' } }),
  async 'expired-gitlab-token'() {
    for (const token of world.tokens) token.expiresOn = '2026-01-31';
    return {};
  },
  async 'missing-scope'() {
    for (const token of world.tokens) Object.assign(token, { scopes: ['read_user', 'read_repository'] });
    return {};
  },
  'wrong-port-region': async () => ({ environment: { PORT_CLIENT_SECRET: 'secret-of-another-region' } }),
  async 'untrusted-certificate'() {
    const authority = createAuthority();
    const front = await startTlsFront(sandbox.gitlab.url, authority.issue({ selfSigned: true }));
    onTestFinished(async () => {
      await front.close();
      authority.remove();
    });
    return { environment: { GITLAB_URL: front.url } };
  },
  'proxy-needed': async () => ({ environment: { GITLAB_URL: await closedAddress() } }),
  'missing-blueprint': () => withMapping({ blueprint: '"servce"' }),
  'property-mismatch': () => withMapping({ properties: { url: '.name' } }),
  'invalid-jq': () => withMapping({ identifier: '.path_with_namespace |' }),
  async 'deletion-threshold'() {
    await run({});
    world.memberships = [];
    await new Promise((resolve) => setTimeout(resolve, 1100)); // Port tells the time in whole seconds.
    return {};
  },
};

async function withMapping(changes: object): Promise<CommandOptions> {
  await run({}); // Port has its blueprints.
  const mappings = { identifier: '.path_with_namespace', blueprint: '"service"', ...changes };
  const resource = { kind: 'project', selector: { query: 'true' }, port: { entity: { mappings } } };
  await writeFile(join(folder, 'port-app-config.yml'), JSON.stringify({ resources: [resource] }));
  return { args: ['--mapping', 'port-app-config.yml'] };
}

function run({ environment, ...options }: CommandOptions) {
  const names = {
    GITLAB_URL: sandbox.gitlab.url,
    GITLAB_TOKEN: sandbox.gitlab.token,
    PORT_BASE_URL: sandbox.port.url,
    PORT_CLIENT_ID: sandbox.port.clientId,
    PORT_CLIENT_SECRET: sandbox.port.clientSecret,
  };
  return runCommand({
    ...options,
    // The native jq, where there is one, words its errors in its own way.
    environment: { ...names, ...quickRetries, GPE_JQ: 'embedded', ...environment },
    workingDirectory: folder,
  });
}

/** What the program said, with the hosts of the documentation, and nothing in it that differs from run to run. */
function asDocumented(text: string): string {
  return text
    .replaceAll(new URL(sandbox.port.url).host, 'api.getport.io')
    .replaceAll(/(127\.0\.0\.1|localhost):\d+/g, 'gitlab.example.com')
    .replaceAll(folder, '/work')
    .replaceAll(/request id [\w-]+/g, 'request id …');
}

/** The parts of a section; `message` is what stands between ``` and ```. */
async function sectionAbout(topic: Topic) {
  const sections = (await readFile(page, 'utf8')).split(/^## /m).slice(1);
  const section = sections.find((text) => text.split('\n')[0]?.toLowerCase().replaceAll(' ', '-') === topic) ?? '';
  const [, message = '', rest = ''] = /^```text\n([\s\S]+?)^```$([\s\S]*)/m.exec(section) ?? [];
  return { isThere: section !== '', message, rest };
}

describe('the page about failures', () => {
  it.each(TOPICS)('says of %s what is seen, why, and what to do', async (topic) => {
    const { isThere, message, rest } = await sectionAbout(topic);

    expect(isThere).toBe(true);
    expect(message.trim()).not.toBe('');
    expect(rest).toMatch(/^\*\*Why\.\*\* \S/m);
    expect(rest).toMatch(/^\*\*What to do\.\*\* \S/m);
  });

  it.each(TOPICS.filter((topic) => hasOpenssl || topic !== 'untrusted-certificate'))(
    'shows of %s what a run says that fails so, and the run points there',
    async (topic) => {
      const { message } = await sectionAbout(topic);

      const { code, stderr } = await run(await mistakes[topic]());

      expect(code).not.toBe(0);
      expect(stderr).toMatch(new RegExp(`^ {2}More: https://\\S+/docs/troubleshooting\\.md#${topic}$`, 'm'));

      expect(asDocumented(stderr)).toContain(message);
    },
    120_000,
  );
});
