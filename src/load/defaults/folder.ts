import { stat } from 'node:fs/promises';
import { z } from 'zod';
import { ConfigError, type ConfigIssue } from '../../errors.ts';
import { type Defaults, packagedDefaults } from './defaults.ts';
import { EXTENSIONS, type ResourceFile, readResourceFile } from './resource-file.ts';

const Identifier = z.string('expected an identifier').min(1, 'expected an identifier');

const Blueprints = z.array(
  z.looseObject({
    identifier: Identifier,
    schema: z.looseObject({ properties: z.record(z.string(), z.unknown()) }),
  }),
  'expected a list of blueprints',
);

const Typed = z.looseObject({ type: z.string() });

/** Port: "Create an action/automation". */
const Actions = z.array(
  z.looseObject({ identifier: Identifier, trigger: Typed, invocationMethod: Typed }),
  'expected a list of actions',
);

/** Port: "Create a scorecard"; the list by blueprint is Ocean's form. */
const Scorecards = z.array(
  z.object({
    blueprint: Identifier,
    data: z.array(
      z.looseObject({ identifier: Identifier, title: z.string(), rules: z.array(z.looseObject({})) }),
      'expected a list of scorecards',
    ),
  }),
  'expected a list of blueprints and their scorecards, as {blueprint, data: [scorecard]}',
);

const Pages = z.array(z.looseObject({ identifier: Identifier }), 'expected a list of pages');

/** The mapping itself is checked where every mapping is. */
const Mapping = z.looseObject({}, 'expected a mapping');

/**
 * Defaults from a folder (`resourcesPath`) with `blueprints`, `port-app-config`, `actions`, `scorecards` and `pages` as
 * JSON or YAML, as Port's own integration reads it; what it does not hold is taken from the package.
 *
 * @throws {ConfigError} with everything that cannot be understood, or when the folder holds none of them.
 */
export async function readDefaults(folder: string): Promise<Defaults> {
  const blueprints = await readResourceFile(folder, 'blueprints', Blueprints);
  const mapping = await readResourceFile(folder, 'port-app-config', Mapping);
  const actions = await readResourceFile(folder, 'actions', Actions);
  const scorecards = await readResourceFile(folder, 'scorecards', Scorecards);
  const pages = await readResourceFile(folder, 'pages', Pages);
  await refuse(folder, { blueprints, 'port-app-config': mapping, actions, scorecards, pages });
  return {
    blueprints: blueprints?.data ?? packagedDefaults.blueprints,
    mapping: mapping?.data ?? packagedDefaults.mapping,
    mappingOrigin: mapping?.origin ?? packagedDefaults.mappingOrigin,
    actions: actions?.data ?? packagedDefaults.actions,
    scorecards: scorecards?.data ?? packagedDefaults.scorecards,
    pages: pages?.data ?? packagedDefaults.pages,
  };
}

async function refuse(folder: string, files: Readonly<Record<string, ResourceFile<unknown> | undefined>>) {
  const issues = Object.values(files).flatMap((file) => file?.issues ?? []);
  if (issues.length > 0) throw invalid(issues);
  if (Object.values(files).some((file) => file !== undefined)) return;
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const expected = `expected a folder with ${Object.keys(files).join(', ')} (${EXTENSIONS.join(', ')})`;
  const found = isFolder ? 'found none of them' : 'there is no such folder';
  throw invalid([{ path: 'resourcesPath', message: `${expected}: ${found}`, origin: folder }]);
}

function invalid(issues: readonly ConfigIssue[]): ConfigError {
  return new ConfigError('The default resources cannot be read', issues);
}
