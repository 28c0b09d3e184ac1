import { spend, spendOnSteps } from './budget.ts';
import { builtins } from './builtins.ts';
import { type Filter, type One, onlyOne, toMany } from './filter.ts';
import { sortByKeys } from './order.ts';
import { index } from './paths.ts';
import { type Pattern, toPattern } from './pattern.ts';
import { Declined } from './tokens.ts';
import { Undecided } from './undecided.ts';
import { describe, isArray, isTruthy, iterate, JqError } from './values.ts';

/** @throws {Declined} for a function that is jq's alone. */
export function compileCall(name: string, inputs: readonly Filter[]): Filter {
  const call = `${name}/${inputs.length}`;
  const special = Object.hasOwn(specialCalls, call) ? specialCalls[call] : undefined;
  if (special !== undefined) return special(...inputs);
  const builtin = Object.hasOwn(builtins, call) ? builtins[call] : undefined;
  if (builtin === undefined) throw new Declined();
  if (inputs.length === 0) return { one: (input) => builtin(input) };
  const argumentOf = onlyOne(inputs[0]);
  return { one: (input) => builtin(input, argumentOf(input)) };
}

/** Functions that evaluate their arguments themselves, or give more or less than one value. */
const specialCalls: Readonly<Record<string, (...inputs: readonly Filter[]) => Filter>> = {
  'empty/0': () => ({ many: () => [] }),
  'select/1': (condition) => {
    const holds = onlyOne(condition);
    return { many: (input) => (isTruthy(holds(input)) ? [input] : []) };
  },
  'map/1': (body) => {
    const values = toMany(given(body));
    return { one: (input) => iterate(input).flatMap((element) => [...values(element)]) };
  },
  'any/1': (body) => {
    const holds = onlyOne(body);
    return { one: (input) => iterate(input).some((element) => isTruthy(holds(element))) };
  },
  'all/1': (body) => {
    const holds = onlyOne(body);
    return { one: (input) => iterate(input).every((element) => isTruthy(holds(element))) };
  },
  'first/0': () => ({ one: (input) => index(input, 0) }),
  'last/0': () => ({ one: (input) => index(input, -1) }),
  'first/1': (body) => {
    const values = toMany(given(body));
    return {
      *many(input) {
        for (const value of values(input)) {
          yield value;
          return;
        }
      },
    };
  },
  'sort_by/1': (key) => {
    const keyOf = onlyOne(key);
    return { one: (input) => sortBy(input, keyOf) };
  },
  'max_by/1': (key) => {
    const keyOf = onlyOne(key);
    return { one: (input) => sortBy(input, keyOf).at(-1) ?? null };
  },
  'test/1': (pattern) => {
    const { regex, check } = literalPattern(pattern, '');
    return { one: (input) => regex.test(matchable(input, check)) };
  },
  'sub/2': (pattern, replacement) => compileReplace(pattern, replacement, ''),
  'gsub/2': (pattern, replacement) => compileReplace(pattern, replacement, 'g'),
};

function given(filter: Filter | undefined): Filter {
  if (filter === undefined) throw new Declined();
  return filter;
}

function sortBy(input: unknown, keyOf: One): readonly unknown[] {
  if (!isArray(input)) throw new Undecided();
  spendOnSteps(input.length);
  return sortByKeys(input, input.map(keyOf));
}

function compileReplace(source: Filter | undefined, replacement: Filter | undefined, flags: 'g' | ''): Filter {
  const { regex, check } = literalPattern(source, flags);
  const text = literalText(replacement);
  const replace = () => {
    spend(2 + text.length);
    return text;
  };
  return { one: (input) => matchable(input, check).replace(regex, replace) };
}

function literalPattern(source: Filter | undefined, flags: 'g' | ''): Pattern {
  const pattern = toPattern(literalText(source), flags);
  if (pattern === undefined) throw new Declined();
  return pattern;
}

function literalText(filter: Filter | undefined): string {
  if (filter === undefined || 'many' in filter || typeof filter.literal !== 'string') throw new Declined();
  return filter.literal;
}

function matchable(input: unknown, check: Pattern['check']): string {
  if (typeof input !== 'string') throw new JqError(`${describe(input)} cannot be matched, as it is not a string`);
  check(input);
  return input;
}
