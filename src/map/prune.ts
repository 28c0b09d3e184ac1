import { isObject } from './direct/values.ts';
import { namedFields } from './reach.ts';

/**
 * Leaves out of an object the keys that no expression can touch; where one may look at all of it, nothing. The order of
 * keys is not kept: nobody sees it who names them.
 */
export function createPrune(expressions: readonly string[]): (record: unknown) => unknown {
  const fields = expressions.map(namedFields);
  if (fields.includes(undefined)) return (record) => record;
  const touched = [...new Set(fields.flatMap((names) => names ?? []))];
  // To set it would not make it a key.
  if (touched.includes('__proto__')) return (record) => record;
  return (record) => {
    if (!isObject(record)) return record;
    const kept: Record<string, unknown> = {};
    for (const key of touched) if (Object.hasOwn(record, key)) kept[key] = record[key];
    return kept;
  };
}
