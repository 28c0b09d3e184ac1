import { constantValue, normalizeQuotes } from './expression.ts';
import { isList } from './is-list.ts';
import type { Expressions } from './mapping.ts';

/** A tree of a mapping with its expressions taken out: what they give goes in again for each object. */
export type Template =
  | { readonly constant: unknown }
  | { readonly cell: number }
  | { readonly list: readonly Template[] }
  | { readonly entries: readonly (readonly [string, Template])[] };

/** Takes an expression in and tells its number. `field` is its place: `properties.url`. */
type AddCell = (field: string, expression: string) => number;

export function toTemplate(tree: Expressions, field: string, addCell: AddCell): Template {
  if (typeof tree === 'string') {
    const expression = normalizeQuotes(tree);
    return constantValue(expression) ?? { cell: addCell(field, expression) };
  }
  if (isList(tree)) {
    return { list: tree.map((element, index) => toTemplate(element, `${field}[${index}]`, addCell)) };
  }
  return {
    entries: Object.entries(tree).map(([key, value]) => [key, toTemplate(value, `${field}.${key}`, addCell)]),
  };
}

/** Whether one of these cells has a place in the tree. */
export function usesCell(template: Template, cells: ReadonlySet<number>): boolean {
  if ('cell' in template) return cells.has(template.cell);
  if ('list' in template) return template.list.some((element) => usesCell(element, cells));
  return 'entries' in template && template.entries.some(([, value]) => usesCell(value, cells));
}

function fillTemplate(template: Template, cells: readonly unknown[]): unknown {
  if ('cell' in template) return cells[template.cell] ?? null;
  if ('list' in template) return template.list.map((element) => fillTemplate(element, cells));
  if ('entries' in template) return fillEntries(template.entries, cells);
  return template.constant;
}

/** The tree with its outputs in place; a key such as `__proto__` stays an ordinary key. */
export function fillEntries(
  entries: readonly (readonly [string, Template])[],
  cells: readonly unknown[],
): Record<string, unknown> {
  const filled: Record<string, unknown> = {};
  for (const [key, value] of entries) setKey(filled, key, fillTemplate(value, cells));
  return filled;
}

/** To set `__proto__` would not make it a key. */
function setKey(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}
