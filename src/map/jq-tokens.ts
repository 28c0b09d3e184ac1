const spaces = /[ \t\r\n]*/y;
const stringRest = /(?:[^"\\]|\\[^(])*(?:"|\\\()/y;
const word =
  /\.\.|\.[A-Za-z_]\w*|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|\$[A-Za-z_]\w*|@\w+|[A-Za-z_]\w*|\/\/=|\/\/|[-+*/%|=!<>]=|[-+*/%|=<>.,:;?()[\]{}]/y;

/**
 * The tokens of a jq expression, or undefined where it holds something that is not read here (comments, modules).
 * A string is one token; an interpolation cuts it in pieces that end in `(` and begin with `)`, whatever text they
 * held: `"(`, `)(`, `)"`.
 */
export function jqTokens(expression: string): readonly string[] | undefined {
  const tokens: string[] = [];
  const open: ('parenthesis' | 'interpolation')[] = [];
  let position = 0;

  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = position;
    const text = pattern.exec(expression)?.[0];
    position += text?.length ?? 0;
    return text;
  };

  for (match(spaces); position < expression.length; match(spaces)) {
    const isString = expression[position] === '"';
    const isInterpolationEnd = expression[position] === ')' && open.pop() === 'interpolation';
    if (!isString && !isInterpolationEnd) {
      const token = match(word);
      if (token === undefined) return undefined;
      if (token === '(') open.push('parenthesis');
      tokens.push(token);
      continue;
    }
    const start = position++;
    const rest = match(stringRest);
    if (rest === undefined) return undefined;
    const goesOn = rest.endsWith('(');
    if (goesOn) open.push('interpolation');
    const isWhole = isString && !goesOn;
    tokens.push(isWhole ? expression.slice(start, position) : `${isString ? '"' : ')'}${goesOn ? '(' : '"'}`);
  }
  return tokens;
}
