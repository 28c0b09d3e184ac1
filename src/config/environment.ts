import type { ConfigIssue } from '../errors.ts';
import { isMap, oceanLevels, readLeaves, type Value } from './key.ts';
import { environmentKeys, type KnownKeys } from './known-keys.ts';
import { environmentNames, SETTING_NAMES } from './settings.ts';
import {
  type Candidate,
  type Hint,
  type Meaning,
  meaninglessNotice,
  meaningOf,
  type Notice,
  type Source,
  suggestion,
} from './source.ts';
import { findVariable, isEmpty, isNamed, type Variable } from './variables.ts';

/** A part of an `OCEAN__` variable: all of it, or one value of the JSON object that it holds. */
interface Part {
  readonly origin: string;
  /** The variable's depth: `OCEAN__PORT__CLIENT_ID` is deeper, thus closer to the setting, than `OCEAN__PORT`. */
  readonly depth: number;
  readonly meaning: Meaning;
  readonly value: Value;
}

/** Variables of Ocean's own server; they lie outside the `OCEAN__` names. */
const SERVER_VARIABLES = ['APPLICATION__ENABLE_HTTP_LOGGING', 'APPLICATION__PORT'];

/** Reads the settings out of the environment: Ocean's variables first, then the plain ones. */
export function readEnvironment(variables: readonly Variable[]): Source {
  const issues: ConfigIssue[] = [];
  const known = environmentKeys();
  const parts = variables.flatMap((variable) => readOceanVariable(variable, known, issues));
  const server = variables.filter((variable) => SERVER_VARIABLES.some((name) => isNamed(variable, name)));
  return {
    candidates: [...oceanCandidates(parts), ...plainCandidates(variables)],
    issues,
    notices: [...parts.flatMap(toNotice), ...server.map(({ origin }) => meaninglessNotice(origin))],
    hints: [...emptyVariables(variables), ...parts.flatMap(misspellings)],
  };
}

function readOceanVariable(variable: Variable, known: KnownKeys, issues: ConfigIssue[]): readonly Part[] {
  const levels = oceanLevels(variable.name);
  if (levels === undefined || isEmpty(variable)) return [];
  const { origin, value } = variable;
  const meaning = meaningOf(levels, known);
  if (meaning.is !== 'group') return [{ origin, depth: levels.length, meaning, value }];
  const tree = parseObject(value);
  if (tree === undefined) {
    issues.push({ path: variable.name, message: 'expected a JSON object, such as {"name":"value"}', origin });
    return [];
  }
  return readLeaves(tree).map((leaf) => ({
    origin: `${origin}: ${leaf.levels.join('.')}`,
    depth: levels.length,
    meaning: meaningOf([...levels, ...leaf.levels], known),
    value: leaf.value,
  }));
}

/** Undefined for all but an object. The parser's own message quotes the text, which may be a secret. */
function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isMap(value) ? value : undefined;
  } catch {
    return undefined;
  }
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
