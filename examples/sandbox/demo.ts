import { spawn } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Catalog } from './port/catalog.ts';
import { startSandbox } from './start.ts';

/** Entities of each blueprint that are printed. */
const SHOWN = 2;

const VANISHING_PROJECT = 'acme/platform/platform-api';

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

function listEntities(catalog: Catalog): string[] {
  return [...catalog.entities()].map(({ blueprint, identifier }) => `${blueprint} ${identifier}`);
}

/** A merge request of another project than the one that vanishes with its own. */
function findMergeRequest(catalog: Catalog): string | undefined {
  const others = [...catalog.entities('gitlabMergeRequest')].filter(
    ({ relations }) => relations['service'] !== VANISHING_PROJECT,
  );
  return others[0]?.identifier;
}

function say(text: string): void {
  process.stdout.write(`\n${text}\n`);
}

/** Runs the exporter and says how it ended; a code other than 0 is the demo's own. */
async function show(title: string, environment: Readonly<Record<string, string>>): Promise<void> {
  say(`── ${title}\n$ gitlab-port-exporter`);
  const code = (await runExporter(environment)) ?? 1;
  say(`Exit code ${code}.`);
  process.exitCode ||= code;
}

const sandbox = await startSandbox();
try {
  const { gitlab, port, environment } = sandbox;
  say(`A small GitLab listens on ${gitlab.url}, a small and empty Port on ${port.url}.`);

  await show('First run: everything is created.', environment);
  say(`The catalog in Port now holds:\n${describeCatalog(port.catalog)}`);

  await show('Second run: nothing has changed, nothing is written.', environment);

  const before = listEntities(port.catalog);
  gitlab.control.deleteProject(VANISHING_PROJECT);
  gitlab.control.deleteMergeRequest(Number(findMergeRequest(port.catalog)));
  // Port tells the time in whole seconds, and only what is older than a run is ever stale.
  await setTimeout(1000);
  await show('Third run: a project and a merge request have vanished from GitLab, now from Port too.', environment);
  const after = new Set(listEntities(port.catalog));
  const gone = before.filter((entity) => !after.has(entity));
  say(`Gone from Port, the merge requests of that project included:\n${gone.join('\n')}`);
} finally {
  await sandbox.close();
}
