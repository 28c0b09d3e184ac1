/** An expression is not one of those that are evaluated directly. */
export class Declined extends Error {}

/** Text with its escapes resolved; tokens stand where an expression is interpolated. */
export type TextParts = readonly (string | readonly Token[])[];

export type Token =
  | { readonly type: 'field' | 'word' | 'symbol' | 'format'; readonly text: string }
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'text'; readonly parts: TextParts };

const maxLength = 2000;
const spaces = /[ \t\r\n]*/y;
const number = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const word = /(?<field>\.[A-Za-z_]\w*)|(?<word>[A-Za-z_]\w*(?!\w|::))|(?<format>@[A-Za-z0-9_]+)/y;
const symbol = /\.\.|\?\/\/|\/\/=|\/\/|[-+*/%|=!<>]=|[-+*/%|<>.,:;?()[\]{}]/y;
const plainText = /[^"\\\p{Cc}]+/uy;
const escapeSequence = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const loneSurrogate = /\p{Surrogate}/u;

/** @throws {Declined} where it holds comments, variables, or what jq reads otherwise than it looks. */
export function readTokens(expression: string): readonly Token[] {
  if (expression.length > maxLength || loneSurrogate.test(expression)) throw new Declined();
  let position = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = position;
    const found = pattern.exec(expression);
    position += found?.[0].length ?? 0;
    return found;
  };

  const readText = (): TextParts => {
    const parts: (string | readonly Token[])[] = [];
    let text = '';
    for (;;) {
      const plain = match(plainText)?.[0];
      const escaped = match(escapeSequence)?.[0];
      if (plain !== undefined) text += plain;
      if (escaped !== undefined) text += resolveEscape(escaped);
      if (plain !== undefined || escaped !== undefined) continue;
      const isEnd = expression[position] === '"';
      if (!isEnd && !expression.startsWith('\\(', position)) throw new Declined();
      position += isEnd ? 1 : 2;
      parts.push(text);
      if (isEnd) return parts;
      text = '';
      parts.push(readUntil(')'));
    }
  };

  const readUntil = (end: ')' | undefined): readonly Token[] => {
    const tokens: Token[] = [];
    let open = 0;
    for (;;) {
      match(spaces);
      const isEnd = open === 0 && expression[position] === end;
      if (isEnd) {
        position++;
        return tokens;
      }
      const token = readToken();
      if (token.type === 'symbol') open += token.text === '(' ? 1 : token.text === ')' ? -1 : 0;
      tokens.push(token);
    }
  };

  const readToken = (): Token => {
    if (expression[position] === '"') {
      position++;
      return { type: 'text', parts: readText() };
    }
    const digits = match(number)?.[0];
    if (digits !== undefined) return { type: 'number', value: exactNumber(digits) };
    const { field, word: name, format } = match(word)?.groups ?? {};
    if (field !== undefined) return { type: 'field', text: field.slice(1) };
    if (name !== undefined) return { type: 'word', text: name };
    if (format !== undefined) return { type: 'format', text: format };
    const text = match(symbol)?.[0];
    if (text === undefined) throw new Declined();
    return { type: 'symbol', text };
  };

  return readUntil(undefined);
}

function resolveEscape(text: string): string {
  // An escape of JSON is text.
  const character = JSON.parse(`"${text}"`) as string;
  // Two escapes may make one character; a lone half is read otherwise.
  if (loneSurrogate.test(character)) throw new Declined();
  return character;
}

/** jq keeps how a literal was written (`1.0`, more digits than a double has); those that look the same are taken. */
function exactNumber(digits: string): number {
  const value = Number(digits);
  if (String(value) !== digits || Math.abs(value) >= 1e15 || /e/.test(digits)) throw new Declined();
  return value;
}
