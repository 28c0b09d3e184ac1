/** A field that a query asks for. */
export interface Selection {
  readonly name: string;
  readonly alias: string;
  readonly arguments: Readonly<Record<string, Argument>>;
  readonly selections: readonly Selection[];
}

/** The value of an argument once the variables are known. */
type Argument = (variables: Readonly<Record<string, unknown>>) => unknown;

/** The whole query is refused ("GitLab: GraphQL errors"). */
export class QueryError extends Error {
  override readonly name = 'QueryError';
}

const TOKEN = /[\s,\uFEFF]+|#[^\n]*|("(?:[^"\\\n]|\\.)*"|-?\d+(?:\.\d+)?|\w+|[$!(){}[\]:=])/y;

/** Cuts a query into its tokens; white space, commas and comments go. */
function tokensOf(query: string): string[] {
  const tokens: string[] = [];
  const pattern = new RegExp(TOKEN);
  while (pattern.lastIndex < query.length) {
    const start = pattern.lastIndex;
    const match = pattern.exec(query);
    if (match === null) throw new QueryError(`Parse error on "${query.charAt(start)}" at character ${start}`);
    if (match[1] !== undefined) tokens.push(match[1]);
  }
  return tokens;
}

/** Reads the selections of one query operation: fields, aliases and arguments, without fragments or directives. */
export function parseQuery(query: string): readonly Selection[] {
  const tokens = tokensOf(query);
  let position = 0;

  const take = (): string => {
    const token = tokens[position];
    if (token === undefined) throw new QueryError('Unexpected end of document');
    position += 1;
    return token;
  };
  const takeIf = (token: string): boolean => {
    if (tokens[position] !== token) return false;
    position += 1;
    return true;
  };
  const expect = (token: string): void => {
    const found = take();
    if (found !== token) throw new QueryError(`Expected "${token}", found "${found}"`);
  };

  const argument = (): Argument => {
    const token = take();
    if (token === '$') {
      const name = take();
      return (variables) => variables[name];
    }
    if (token === '[') {
      const items: Argument[] = [];
      while (!takeIf(']')) items.push(argument());
      return (variables) => items.map((item) => item(variables));
    }
    const value: unknown = /^["\d-]|^(?:true|false|null)$/.test(token) ? JSON.parse(token) : token;
    return () => value;
  };

  const field = (): Selection => {
    const alias = take();
    const name = takeIf(':') ? take() : alias;
    const given: [string, Argument][] = [];
    if (takeIf('(')) {
      while (!takeIf(')')) {
        const argumentName = take();
        expect(':');
        given.push([argumentName, argument()]);
      }
    }
    return { name, alias, arguments: Object.fromEntries(given), selections: takeIf('{') ? fields() : [] };
  };

  const fields = (): Selection[] => {
    const found: Selection[] = [];
    while (!takeIf('}')) found.push(field());
    return found;
  };

  // The head of the operation (its name and the types of its variables) changes nothing about the answer.
  while (tokens[position] !== '{') {
    if (take() === 'mutation') throw new QueryError('The token may not change anything');
  }
  expect('{');
  const selections = fields();
  if (position < tokens.length) throw new QueryError(`Expected the end of the document, found "${take()}"`);
  return selections;
}
