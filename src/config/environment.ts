import type { ConfigIssue } from '../errors.ts';
import { isMap, oceanLevels, readLeaves, type Value } from './key.ts';
import { environmentKeys, type KnownKeys } from './known-keys.ts';
import { findMisspelt } from './own-variables.ts';
import { environmentNames, SETTING_NAMES, settingOf } from './settings.ts';
import {
  type Candidate,
  type Hint,
  isGroup,
  type Meaning,
  meaninglessNotice,
  meaningOf,
  type Notice,
  type Source,
  suggestion,
} from './source.ts';
import { Bool } from './value-schemas.ts';
import { findVariable, isEmpty, isNamed, type Variable } from './variables.ts';
import { parseYaml } from './yaml-text.ts';

/** A part of an `OCEAN__` variable: all of it, or one value of the JSON object that it holds. */
interface Part {
  readonly origin: string;
  /** The variable's depth: `OCEAN__PORT__CLIENT_ID` is deeper, thus closer to the setting, than `OCEAN__PORT`. */
  readonly depth: number;
  readonly meaning: Meaning;
  readonly value: Value;
}

/** Of Ocean's own server; it lies outside the `OCEAN__` names. */
const SERVER_PORT = 'APPLICATION__PORT';

/** Reads the settings out of the environment: Ocean's variables first, then the plain ones. */
export function readEnvironment(variables: readonly Variable[]): Source {
  const issues: ConfigIssue[] = [];
  const known = environmentKeys();
  const parts = variables.flatMap((variable) => readOceanVariable(variable, known, issues));
  const misspelt = findMisspelt(variables);
  const server = variables.filter((variable) => isNamed(variable, SERVER_PORT));
  return {
    candidates: [...oceanCandidates(parts), ...plainCandidates(variables), ...oppositeCandidates(variables)],
    issues: [...issues, ...misspelt.issues],
    notices: [
      ...parts.flatMap(toNotice),
      ...misspelt.notices,
      ...server.map(({ origin }) => meaninglessNotice(origin)),
    ],
    hints: [...emptyVariables(variables), ...parts.flatMap(misspellings)],
  };
}

function readOceanVariable(variable: Variable, known: KnownKeys, issues: ConfigIssue[]): readonly Part[] {
  const levels = oceanLevels(variable.name);
  if (levels === undefined || isEmpty(variable)) return [];
  const { origin, value } = variable;
  const meaning = meaningOf(levels, known);
  const isWord = /^\s*\w+\s*$/.test(value);
  if (!isGroup(levels, known) || (meaning.is === 'setting' && isWord)) {
    return [{ origin, depth: levels.length, meaning, value }];
  }
  const tree = parseMap(value);
  if (tree === undefined) {
    const message = 'expected a JSON object, such as {"name":"value"}, or lines of YAML, such as name: value';
    issues.push({ path: variable.name, message, origin });
    return [];
  }
  return readLeaves(tree).map((leaf) => ({
    origin: `${origin}: ${leaf.levels.join('.')}`,
    depth: levels.length,
    meaning: meaningOf([...levels, ...leaf.levels], known),
    value: leaf.value,
  }));
}

/**
 * Undefined for all but a map, in YAML or JSON (which YAML contains, but for tabs). Messages name unknown keys, so one
 * that is no name, such as what is left of JSON whose quotes were escaped, must not come through: it may be a secret.
 */
function parseMap(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = parseYaml(text.replaceAll('\t', ' '), 'variable', { schema: 'failsafe' });
    return isMap(value) && hasNames(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function hasNames(map: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(map).every(([key, value]) => /^\w+$/.test(key) && (!isMap(value) || hasNames(value)));
}

/** The deepest variable wins, so that one for a single field beats the JSON object of a group. */
function oceanCandidates(parts: readonly Part[]): readonly Candidate[] {
  return parts
    .flatMap((part) => (part.meaning.is === 'setting' ? [{ ...part, ...part.meaning }] : []))
    .sort((left, right) => right.depth - left.depth || left.rank - right.rank)
    .map(({ setting, value, origin }) => ({ setting, value, origin }));
}

function plainCandidates(variables: readonly Variable[]): readonly Candidate[] {
  return SETTING_NAMES.flatMap((setting) =>
    environmentNames(setting).flatMap((name) => {
      const found = oceanLevels(name) === undefined ? findVariable(variables, name) : undefined;
      return found === undefined ? [] : [{ setting, value: found.value, origin: found.origin }];
    }),
  );
}

function oppositeCandidates(variables: readonly Variable[]): readonly Candidate[] {
  return SETTING_NAMES.flatMap((setting) =>
    (settingOf(setting).opposites ?? []).flatMap((name) => {
      const found = findVariable(variables, name);
      return found === undefined ? [] : [{ setting, value: opposite(found.value), origin: found.origin }];
    }),
  );
}

/** What is no boolean stays, so that it is refused as it was written. */
function opposite(value: string): string {
  const { data } = Bool.safeParse(value);
  return data === undefined ? value : String(!data);
}

function toNotice({ meaning, origin }: Part): readonly Notice[] {
  if (meaning.is === 'meaningless') return [meaninglessNotice(origin)];
  if (meaning.is === 'group') return [{ level: 'warn', message: `${origin} was ignored: expected a JSON object here` }];
  return meaning.is === 'unknown' ? [{ level: 'warn', message: unknownMessage(meaning, origin) }] : [];
}

function misspellings({ meaning, origin }: Part): readonly Hint[] {
  if (meaning.is !== 'unknown' || meaning.nearest === undefined) return [];
  return [{ setting: meaning.nearest.setting, message: unknownMessage(meaning, origin) }];
}

function unknownMessage(meaning: Meaning & { readonly is: 'unknown' }, origin: string): string {
  return `${origin} is not a known name and was ignored${suggestion(meaning)}`;
}

function emptyVariables(variables: readonly Variable[]): readonly Hint[] {
  return SETTING_NAMES.flatMap((setting) =>
    environmentNames(setting).flatMap((name) =>
      variables
        .filter((variable) => isNamed(variable, name) && isEmpty(variable))
        .map(({ origin }) => ({ setting, message: `${origin} is set but empty` })),
    ),
  );
}
