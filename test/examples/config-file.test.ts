import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadSettings } from '../../src/config/load-settings.ts';
import { readExample } from './files.ts';
import { CREDENTIALS } from './job.ts';

const FILE = 'gitlab-port-exporter.config.yaml';

it('the example of a configuration file is right with all that it proposes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'example-'));
  const text = await readExample(`terminal/${FILE}`);
  await writeFile(join(folder, FILE), text.replaceAll(/^# ( *\w+:( .*)?)$/gm, '$1'));

  const { settings } = await loadSettings({
    flags: {},
    environment: Object.fromEntries(CREDENTIALS.map((name) => [name, 'something-secret'])),
    workingDirectory: folder,
  });

  await rm(folder, { recursive: true });
  expect(settings).toMatchObject({
    gitlab: { url: 'https://gitlab.example.com' },
    mapping: 'port-app-config.yml',
    kinds: ['project', 'merge-request'],
    noDelete: true,
    tls: { certificateFiles: ['ca.pem'] },
    proxy: { https: 'http://proxy.example.com:3128' },
    logLevel: 'debug',
  });
});
