const pathStart = /^(?:\.\w+|\.\[[^\]]+\])(?:\.\w+|\.?\[[^\]]+\])*/;

/**
 * The path that an `itemsToParse` expression starts from: Ocean leaves it out of the object that stands beside each
 * element. The pipe may stand in parentheses; `.`, `$name` and `. as $name` at its start do not count.
 */
export function itemsPath(expression: string): string | undefined {
  const chain = /^\s*\((.*?)\)/s.exec(expression)?.[1] ?? expression;
  const segments = chain.split('|').map((segment) => segment.trim());
  const start = segments.find((segment) => !/^(?:\.|\$\w+|\.\s+as\s+\$\w+)$/.test(segment));
  return start === undefined ? undefined : pathStart.exec(start)?.[0];
}
