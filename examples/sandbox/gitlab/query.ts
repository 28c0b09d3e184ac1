import type { Context } from 'hono';
import { badParameter } from './api-error.ts';

/** Turns the values a query gives for one parameter into what a handler uses; throws 400 as GitLab words it. */
export type Decode<Value> = (values: readonly string[], name: string) => Value;

/** The parameters an endpoint honours; GitLab ignores all others without a word. */
export type Parameters = Readonly<Record<string, Decode<unknown>>>;

type Decoded<Accepted extends Parameters> = { readonly [Name in keyof Accepted]: ReturnType<Accepted[Name]> };

/** Decodes the declared parameters of a request; arrays come as `name[]`. */
export function readQuery<Accepted extends Parameters>(context: Context, accepted: Accepted): Decoded<Accepted> {
  const entries = Object.entries(accepted).map(([name, decode]) => {
    const values = context.req.queries(name) ?? context.req.queries(`${name}[]`) ?? [];
    return [name, decode(values, name)];
  });
  // Built from the keys of `accepted`, each with what its own decoder gave; Object.fromEntries cannot say so.
  return Object.fromEntries(entries) as Decoded<Accepted>;
}

export const text: Decode<string | undefined> = (values) => values.at(-1);

export const list: Decode<readonly string[] | undefined> = (values) =>
  values.length === 0 ? undefined : values.flatMap((value) => value.split(','));

export const integer: Decode<number | undefined> = (values, name) => {
  const value = values.at(-1);
  if (value === undefined || value === '') return undefined;
  if (!/^-?\d+$/.test(value)) throw badParameter(name, 'is invalid');
  return Number(value);
};

export const flag: Decode<boolean | undefined> = (values, name) => {
  const value = values.at(-1);
  if (value === undefined || value === '') return undefined;
  if (/^(true|t|1|on)$/i.test(value)) return true;
  if (/^(false|f|0|off)$/i.test(value)) return false;
  throw badParameter(name, 'is invalid');
};

/** A moment, in milliseconds since 1970. */
export const moment: Decode<number | undefined> = (values, name) => {
  const value = values.at(-1);
  if (value === undefined || value === '') return undefined;
  const milliseconds = Date.parse(value);
  if (Number.isNaN(milliseconds)) throw badParameter(name, 'is invalid');
  return milliseconds;
};

/** One of a fixed set of words. */
export function oneOf<const Choice extends string>(...choices: readonly Choice[]): Decode<Choice | undefined> {
  return (values, name) => {
    const value = values.at(-1);
    if (value === undefined) return undefined;
    const choice = choices.find((candidate) => candidate === value);
    if (choice === undefined) throw badParameter(name, 'does not have a valid value');
    return choice;
  };
}

/** Any of a fixed set of words. */
export function someOf<const Choice extends string>(
  ...choices: readonly Choice[]
): Decode<readonly Choice[] | undefined> {
  return (values, name) => {
    if (values.length === 0) return undefined;
    const one = oneOf(...choices);
    return values.flatMap((value) => one([value], name) ?? []);
  };
}

/** The same decoder with a value for the parameter that was not sent. */
export function withDefault<Value>(decode: Decode<Value | undefined>, fallback: Value): Decode<Value> {
  return (values, name) => decode(values, name) ?? fallback;
}
