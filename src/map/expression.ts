/**
 * A single-quoted string counts as double-quoted, as Port's own integration has it: quotes that open a word and
 * quotes that close one change, those inside a word stay.
 */
export function normalizeQuotes(expression: string): string {
  return expression.replaceAll(/(?<!\S)'(?![\s"])|(?<![\s"])'(?!\S)/g, '"');
}

/** The value of an expression that is a literal, read as jq reads it; such an expression needs no jq. */
export function constantValue(expression: string): { readonly constant: unknown } | undefined {
  // jq reads lone surrogates in escapes otherwise than JSON does; arrays and objects are rare enough for jq itself.
  if (/^\s*[[{]|\\u/.test(expression)) return undefined;
  try {
    const constant: unknown = JSON.parse(expression);
    return typeof constant === 'number' && !Number.isFinite(constant) ? undefined : { constant };
  } catch {
    return undefined;
  }
}
