/** `Array.isArray` that narrows: its own type does not take a readonly array out of a union. */
export function isList<Element, Other>(value: readonly Element[] | Other): value is readonly Element[] {
  return Array.isArray(value);
}
