import { basename, resolve } from 'node:path';
import type { CosmiconfigResult, Options, PublicExplorer } from 'cosmiconfig';
import * as explorerModule from 'cosmiconfig/dist/Explorer.js';
import { ConfigError, type ConfigIssue } from '../errors.ts';
import { readHelmValues } from './helm-values.ts';
import { type Leaf, readLeaves } from './key.ts';
import { fileKeys } from './known-keys.ts';
import {
  type Candidate,
  type Hint,
  meaninglessNotice,
  meaningOf,
  type Notice,
  type Source,
  suggestion,
} from './source.ts';
import { findVariable, type Variable } from './variables.ts';
import { parseYaml } from './yaml-text.ts';

const NAME = 'gitlab-port-exporter';

/** Where a file is looked for. No JavaScript: a CI tool must not run what lies in a folder. */
const SEARCH_PLACES = [
  ...['yaml', 'yml', 'json'].map((extension) => `${NAME}.config.${extension}`),
  ...['', '.yaml', '.yml', '.json'].map((extension) => `.${NAME}rc${extension}`),
];

/** What a configuration file says, and its path, also where it cannot be understood. */
export interface ConfigFile extends Source {
  readonly path?: string;
}

const nothing: ConfigFile = { candidates: [], issues: [], notices: [], hints: [] };

/**
 * Reads the file at `path`, else the one that the working directory holds, else nothing. It may use our names or the
 * layout of Ocean's `config.yaml` and Helm values; an unknown key is an issue.
 */
export async function readConfigFile(options: {
  readonly path: string | undefined;
  readonly workingDirectory: string;
  readonly variables: readonly Variable[];
}): Promise<ConfigFile> {
  const { path, workingDirectory, variables } = options;
  let place = path;
  try {
    const found = await findFile(path, workingDirectory);
    place = found?.filepath;
    if (found === null || found.isEmpty === true) return nothing;
    const name = path ?? basename(found.filepath);
    // Every scalar stays text, so that `client_id: 0123` keeps its zero.
    const tree = parseYaml(found.config.text, name, { schema: 'failsafe' });
    const { tree: settings, ...helm } = readHelmValues(tree, `file ${name}`);
    return { ...join(helm, readTree(settings, `file ${name}`, variables)), path: found.filepath };
  } catch (error) {
    if (error instanceof ConfigError) return { ...nothing, issues: error.issues, ...(place && { path: place }) };
    if (path === undefined) throw error;
    const message = 'the file is missing or cannot be read; check the path given with --config or GPE_CONFIG';
    return { ...nothing, issues: [{ path: 'config', message, origin: `file ${path}` }] };
  }
}

async function findFile(path: string | undefined, workingDirectory: string): Promise<CosmiconfigResult> {
  const explorer = createExplorer();
  return path === undefined ? explorer.search(workingDirectory) : explorer.load(resolve(workingDirectory, path));
}

/**
 * cosmiconfig's public function first runs `.config/config.js` of the working directory, whatever its options say; the
 * class behind it does not. The one loader hands over every file as text, so that no script runs and no `$import` counts.
 */
function createExplorer(): PublicExplorer {
  // The package declares no types for this module.
  const { Explorer } = explorerModule as unknown as { readonly Explorer: new (options: Options) => PublicExplorer };
  return new Explorer({
    searchPlaces: SEARCH_PLACES,
    loaders: { default: (_, text) => ({ text }) },
    transform: (result) => result,
    searchStrategy: 'none',
    ignoreEmptySearchPlaces: true,
    cache: false,
    mergeImportArrays: false,
    mergeSearchPlaces: false,
  });
}

/** The first one's candidates come first. */
function join(first: Source, second: Source): Source {
  return {
    candidates: [...first.candidates, ...second.candidates],
    issues: [...first.issues, ...second.issues],
    notices: [...first.notices, ...second.notices],
    hints: [...first.hints, ...second.hints],
  };
}

function readTree(tree: unknown, file: string, variables: readonly Variable[]): Source {
  const known = fileKeys();
  const found: (Candidate & { readonly rank: number })[] = [];
  const issues: ConfigIssue[] = [];
  const hints: Hint[] = [];
  const meaningless = new Set<string>();
  for (const leaf of readLeaves(tree)) {
    const path = leaf.levels.join('.');
    const origin = path === '' ? file : `${file}: ${path}`;
    const meaning = meaningOf(leaf.levels, known);
    if (meaning.is === 'meaningless') meaningless.add(`${file}: ${meaning.levels.join('.')}`);
    else if (meaning.is === 'group') issues.push({ path: path || 'config', message: 'expected a map', origin });
    else if (meaning.is === 'unknown') issues.push({ path, message: `unknown key${suggestion(meaning)}`, origin });
    else {
      const { setting, rank } = meaning;
      const reference = referenceIn(leaf);
      const variable = reference === undefined ? undefined : findVariable(variables, reference);
      if (reference === undefined) found.push({ setting, rank, value: leaf.value, origin });
      else if (variable !== undefined)
        found.push({ setting, rank, value: variable.value, origin: `${origin} (${variable.origin})` });
      else
        hints.push({ setting, message: `${origin} refers to the environment variable ${reference}, which is not set` });
    }
  }
  const candidates = found
    .sort((left, right) => left.rank - right.rank)
    .map(({ setting, value, origin }) => ({ setting, value, origin }));
  const notices: readonly Notice[] = [...meaningless].map(meaninglessNotice);
  return { candidates, issues, notices, hints };
}

/** The variable that Ocean's `{{ from env NAME }}` names. */
function referenceIn({ value }: Leaf): string | undefined {
  return typeof value === 'string' ? /^\s*\{\{\s*from env (\w+)\s*\}\}\s*$/.exec(value)?.[1] : undefined;
}
