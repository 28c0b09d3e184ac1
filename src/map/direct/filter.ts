import { spendOnSteps } from './budget.ts';
import { Declined } from './tokens.ts';

/** Gives exactly one value, or an error. */
export type One = (input: unknown) => unknown;
/** Gives any number of values, and perhaps an error after them. */
export type Many = (input: unknown) => Iterable<unknown>;

/** A compiled expression; `literal` is the value of one that is spelled out. */
export type Filter = { readonly one: One; readonly literal?: unknown } | { readonly many: Many };

/** @throws {Declined} where there can be another number of values: what jq makes of them is jq's alone. */
export function onlyOne(filter: Filter | undefined): One {
  if (filter === undefined || 'many' in filter) throw new Declined();
  return filter.one;
}

export function toMany(filter: Filter): Many {
  if ('many' in filter) return filter.many;
  return function* (input) {
    yield filter.one(input);
  };
}

/** `left | right` */
export function pipe(left: Filter, right: Filter): Filter {
  if ('one' in left && 'one' in right) return { one: (input) => right.one(left.one(input)) };
  const [values, outputs] = [toMany(left), toMany(right)];
  return {
    *many(input) {
      for (const value of values(input)) yield* outputs(value);
    },
  };
}

/** `left, right` */
export function concat(left: Filter, right: Filter): Filter {
  const [first, second] = [toMany(left), toMany(right)];
  return {
    *many(input) {
      spendOnSteps(1);
      yield* first(input);
      yield* second(input);
    },
  };
}
