export type Operator = '+' | '-' | '*' | '/' | '%' | Comparison;
type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';

/** How interpolated values are written; `@text` where none is named. */
export type Format = '@text' | '@uri';

/** The part of jq that is evaluated directly. */
export type Ast =
  | { readonly op: 'identity' }
  | { readonly op: 'literal'; readonly value: string | number | boolean | null }
  | { readonly op: 'text'; readonly format: Format; readonly parts: readonly (string | Ast)[] }
  | { readonly op: 'index'; readonly target: Ast; readonly key: Ast; readonly optional: boolean }
  | { readonly op: 'slice'; readonly target: Ast; readonly from: number | null; readonly to: number | null }
  | { readonly op: 'each'; readonly target: Ast; readonly optional: boolean }
  | { readonly op: 'pipe' | 'comma' | 'alternative' | 'and' | 'or'; readonly left: Ast; readonly right: Ast }
  | { readonly op: 'binary'; readonly operator: Operator; readonly left: Ast; readonly right: Ast }
  | { readonly op: 'if'; readonly condition: Ast; readonly then: Ast; readonly otherwise: Ast }
  | { readonly op: 'try'; readonly body: Ast; readonly handler: Ast | undefined }
  | { readonly op: 'list'; readonly body: Ast | undefined }
  | { readonly op: 'object'; readonly entries: readonly (readonly [Ast, Ast])[] }
  | { readonly op: 'call'; readonly name: string; readonly arguments: readonly Ast[] };
