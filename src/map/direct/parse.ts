import type { Ast, Format, Operator } from './ast.ts';
import { TokenReader } from './token-reader.ts';
import { Declined, readTokens, type TextParts, type Token } from './tokens.ts';

const maxDepth = 100;
const identity: Ast = { op: 'identity' };
const keywords = new Set(
  'def as reduce foreach label import include module __loc__ if then elif else end and or try catch'.split(' '),
);

/** @throws {Declined} where an expression is anything else than what {@link Ast} can say. */
export function parseExpression(expression: string): Ast {
  return parseTokens(readTokens(expression), 0);
}

function parseTokens(tokens: readonly Token[], depth: number): Ast {
  return new Parser(tokens, depth).parseAll();
}

/** From the loosest to the tightest; all but comparisons may follow one another. */
const levels: readonly (readonly (',' | 'or' | 'and' | Operator)[])[] = [
  [','],
  ['or'],
  ['and'],
  ['==', '!=', '<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/', '%'],
];
const [comma, alternative, comparison] = [0, 1, 3];

/** Recursive descent in the order of jq's grammar: `|`, `,`, `//`, `or`, `and`, comparisons, sums, products, terms. */
class Parser {
  readonly #tokens: TokenReader;
  #depth: number;

  constructor(tokens: readonly Token[], depth: number) {
    this.#tokens = new TokenReader(tokens);
    this.#depth = depth;
  }

  parseAll(): Ast {
    const ast = this.#pipe();
    if (this.#tokens.peek() !== undefined) throw new Declined();
    return ast;
  }

  #pipe(level = comma): Ast {
    if (++this.#depth > maxDepth) throw new Declined();
    const left = level === comma ? this.#operators(comma) : this.#alternative();
    const ast: Ast = this.#tokens.takeIf('|') ? { op: 'pipe', left, right: this.#pipe(level) } : left;
    this.#depth--;
    return ast;
  }

  #alternative(): Ast {
    const left = this.#operators(alternative);
    return this.#tokens.takeIf('//') ? { op: 'alternative', left, right: this.#alternative() } : left;
  }

  #operators(level: number): Ast {
    const operators = levels[level];
    if (operators === undefined) return this.#term();
    const next = () => (level === comma ? this.#alternative() : this.#operators(level + 1));
    let left = next();
    for (;;) {
      const operator = operators.find((one) => this.#tokens.takeIf(one));
      if (operator === undefined) return left;
      left = toBinary(operator, left, next());
      if (level === comparison) return left;
    }
  }

  #term(): Ast {
    if (++this.#depth > maxDepth) throw new Declined();
    let ast = this.#start();
    for (;;) {
      const next = this.#step(ast);
      if (next === undefined) break;
      ast = next;
    }
    this.#depth--;
    return ast;
  }

  /** What follows a term: `.a`, `."a"`, `[…]`, `.[…]`, `?`. */
  #step(target: Ast): Ast | undefined {
    const token = this.#tokens.peek();
    if (token?.type === 'field') {
      this.#tokens.take();
      return this.#index(target, { op: 'literal', value: token.text });
    }
    if (this.#tokens.isSymbol('.') && this.#tokens.peek(1)?.type === 'text') {
      this.#tokens.take();
      return this.#index(target, this.#text('@text'));
    }
    const isDotted = this.#tokens.isSymbol('.') && this.#tokens.isSymbol('[', 1);
    if (isDotted) this.#tokens.take();
    if (this.#tokens.takeIf('[')) return this.#brackets(target, isDotted);
    if (this.#tokens.takeIf('?')) return { op: 'try', body: target, handler: undefined };
    return undefined;
  }

  #index(target: Ast, key: Ast): Ast {
    return { op: 'index', target, key, optional: this.#tokens.takeIf('?') };
  }

  #brackets(target: Ast, isDotted: boolean): Ast {
    if (this.#tokens.takeIf(']')) return { op: 'each', target, optional: this.#tokens.takeIf('?') };
    const isSlice = this.#tokens.isSymbol(':') || this.#tokens.isSymbol(':', 1) || this.#tokens.isSymbol(':', 2);
    // After a dot jq takes no slice.
    if (isSlice && isDotted) throw new Declined();
    if (isSlice) return this.#slice(target);
    const key = this.#tokens.isSymbol('-') ? ({ op: 'literal', value: this.#integer() } as const) : this.#pipe();
    this.#tokens.expect(']');
    return this.#index(target, key);
  }

  #slice(target: Ast): Ast {
    const from = this.#tokens.isSymbol(':') ? null : this.#integer();
    this.#tokens.expect(':');
    const to = this.#tokens.isSymbol(']') ? null : this.#integer();
    if (from === null && to === null) throw new Declined();
    this.#tokens.expect(']');
    if (this.#tokens.isSymbol('?')) throw new Declined();
    return { op: 'slice', target, from, to };
  }

  #integer(): number {
    const sign = this.#tokens.takeIf('-') ? -1 : 1;
    const token = this.#tokens.take();
    if (token.type !== 'number' || !Number.isInteger(token.value)) throw new Declined();
    return token.value === 0 ? 0 : sign * token.value;
  }

  #start(): Ast {
    const token = this.#tokens.peek();
    // A path begins at the object; its first step is read as all others are.
    if (token?.type === 'field') return identity;
    if (this.#tokens.isSymbol('.') && this.#tokens.peek(1)?.type === 'text') return identity;
    if (token?.type === 'text') return this.#text('@text');
    this.#tokens.take();
    if (token?.type === 'number') return { op: 'literal', value: token.value };
    if (token?.type === 'format') return this.#format(token.text);
    if (token?.type === 'word') return this.#word(token.text);
    if (token?.text === '.') return identity;
    if (token?.text === '[') return this.#list();
    if (token?.text === '{') return this.#object();
    if (token?.text !== '(') throw new Declined();
    const ast = this.#pipe();
    this.#tokens.expect(')');
    return ast;
  }

  #text(format: Format): Ast {
    const token = this.#tokens.take();
    if (token.type !== 'text') throw new Declined();
    return toText(token.parts, format, this.#depth);
  }

  #format(name: string): Ast {
    if (name !== '@text' && name !== '@uri') throw new Declined();
    if (this.#tokens.peek()?.type === 'text') return this.#text(name);
    return { op: 'text', format: name, parts: [identity] };
  }

  #list(): Ast {
    if (this.#tokens.takeIf(']')) return { op: 'list', body: undefined };
    const body = this.#pipe();
    this.#tokens.expect(']');
    return { op: 'list', body };
  }

  #object(): Ast {
    const entries: (readonly [Ast, Ast])[] = [];
    if (this.#tokens.takeIf('}')) return { op: 'object', entries };
    do {
      const { key, isPlain } = this.#objectKey();
      if (this.#tokens.takeIf(':')) entries.push([key, this.#pipe(alternative)]);
      else if (isPlain) entries.push([key, { op: 'index', target: identity, key, optional: false }]);
      else throw new Declined();
    } while (this.#tokens.takeIf(','));
    this.#tokens.expect('}');
    return { op: 'object', entries };
  }

  #objectKey(): { readonly key: Ast; readonly isPlain: boolean } {
    const token = this.#tokens.peek();
    if (token?.type === 'text') return { key: this.#text('@text'), isPlain: true };
    this.#tokens.take();
    if (token?.type === 'word' && !keywords.has(token.text)) {
      return { key: { op: 'literal', value: token.text }, isPlain: true };
    }
    if (token?.type !== 'symbol' || token.text !== '(') throw new Declined();
    const key = this.#pipe();
    this.#tokens.expect(')');
    return { key, isPlain: false };
  }

  #word(name: string): Ast {
    if (name === 'null') return { op: 'literal', value: null };
    if (name === 'true' || name === 'false') return { op: 'literal', value: name === 'true' };
    if (name === 'if') return this.#condition();
    if (name === 'try') return this.#try();
    if (keywords.has(name)) throw new Declined();
    const inputs: Ast[] = [];
    if (this.#tokens.takeIf('(')) {
      do inputs.push(this.#pipe());
      while (this.#tokens.takeIf(';'));
      this.#tokens.expect(')');
    }
    return { op: 'call', name, arguments: inputs };
  }

  #condition(): Ast {
    const condition = this.#pipe();
    this.#tokens.expect('then');
    const then = this.#pipe();
    if (this.#tokens.takeIf('end')) return { op: 'if', condition, then, otherwise: identity };
    if (this.#tokens.takeIf('elif')) return { op: 'if', condition, then, otherwise: this.#condition() };
    this.#tokens.expect('else');
    const otherwise = this.#pipe();
    this.#tokens.expect('end');
    return { op: 'if', condition, then, otherwise };
  }

  #try(): Ast {
    const body = this.#term();
    return { op: 'try', body, handler: this.#tokens.takeIf('catch') ? this.#term() : undefined };
  }
}

function toBinary(operator: ',' | 'or' | 'and' | Operator, left: Ast, right: Ast): Ast {
  if (operator === ',') return { op: 'comma', left, right };
  if (operator === 'or' || operator === 'and') return { op: operator, left, right };
  return { op: 'binary', operator, left, right };
}

function toText(parts: TextParts, format: Format, depth: number): Ast {
  const [only] = parts;
  if (parts.length === 1 && typeof only === 'string') return { op: 'literal', value: only };
  return {
    op: 'text',
    format,
    parts: parts
      .map((part) => (typeof part === 'string' ? part : parseTokens(part, depth + 1)))
      .filter((part) => part !== ''),
  };
}
