import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Catalog } from './port/catalog.ts';
import { startSandbox } from './start.ts';

/** Entities of each blueprint that are printed. */
const SHOWN = 2;

const exporter = fileURLToPath(new URL('../../bin/gitlab-port-exporter.js', import.meta.url));

/** Starts the built command as a user would, with nothing but the variables of the sandbox. */
function runExporter(environment: Readonly<Record<string, string>>): Promise<number | null> {
  const { PATH = '', TERM = 'dumb' } = process.env;
  const child = spawn(process.execPath, [exporter], {
    stdio: 'inherit',
    env: { PATH, TERM, ...environment },
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
}

function describeCatalog(catalog: Catalog): string {
  const lines = [...catalog.blueprints.keys()].flatMap((blueprint) => {
    const members = [...catalog.entities(blueprint)];
    const shown = members
      .slice(0, SHOWN)
      .map(({ identifier, title, properties, relations }) =>
        JSON.stringify({ identifier, title, properties, relations }, undefined, 2).replaceAll(/^/gm, '    '),
      );
    return [`${blueprint}: ${members.length} entities, such as`, ...shown];
  });
  return lines.join('\n');
}

function say(text: string): void {
  process.stdout.write(`\n${text}\n`);
}

const sandbox = await startSandbox();
try {
  say(`A small GitLab listens on ${sandbox.gitlab.url}, a small and empty Port on ${sandbox.port.url}.`);
  say('$ gitlab-port-exporter');
  process.exitCode = (await runExporter(sandbox.environment)) ?? 1;
  say(`Exit code ${process.exitCode}. The catalog in Port now holds:`);
  say(describeCatalog(sandbox.port.catalog));
} finally {
  await sandbox.close();
}
