import { excerpts } from '../../shorten.ts';
import { type FieldName, type FieldValues, fieldsOf, fingerprint } from '../fingerprint.ts';

/** A field before and after a write, as JSON on one line, shortened; absent where it holds nothing. */
export interface FieldChange {
  readonly field: FieldName;
  readonly before?: string;
  readonly after?: string;
}

/** Characters of a value that are kept. */
const MOST_SHOWN = 200;

/**
 * The fields that a write changes; where it `replaces` the entity also those it does not name. `mask` sees each value
 * whole, before it is shortened.
 */
export function changedFields(
  stored: FieldValues,
  written: FieldValues,
  replaces: boolean,
  mask: (text: string) => string,
): FieldChange[] {
  const before = new Map(fieldsOf(stored));
  const after = new Map(fieldsOf(written));
  const concerned = new Set(replaces ? [...before.keys(), ...after.keys()] : after.keys());
  return [...concerned]
    .filter((field) => fingerprint(field, before.get(field)) !== fingerprint(field, after.get(field)))
    .map((field) => toChange(field, toText(before.get(field), mask), toText(after.get(field), mask)));
}

/** A change between two texts. */
export function toChange(field: FieldName, before: string | undefined, after: string | undefined): FieldChange {
  const [old = '', new_ = ''] = excerpts(before ?? '', after ?? '', MOST_SHOWN);
  return { field, ...(before !== undefined && { before: old }), ...(after !== undefined && { after: new_ }) };
}

function toText(value: unknown, mask: (text: string) => string): string | undefined {
  return value === null || value === undefined ? undefined : mask(JSON.stringify(value));
}
