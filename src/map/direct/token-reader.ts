import { Declined, type Token } from './tokens.ts';

/** A place in the tokens of an expression, and ways to go on from there. */
export class TokenReader {
  readonly #tokens: readonly Token[];
  #position = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  peek(ahead = 0): Token | undefined {
    return this.#tokens[this.#position + ahead];
  }

  /** @throws {Declined} at the end. */
  take(): Token {
    const token = this.#tokens[this.#position++];
    if (token === undefined) throw new Declined();
    return token;
  }

  isSymbol(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token?.type === 'symbol' && token.text === text;
  }

  /** Takes a symbol or a keyword where it stands there. */
  takeIf(text: string): boolean {
    const token = this.peek();
    const isThere = (token?.type === 'symbol' || token?.type === 'word') && token.text === text;
    if (isThere) this.#position++;
    return isThere;
  }

  /** @throws {Declined} where something else stands. */
  expect(text: string): void {
    if (!this.takeIf(text)) throw new Declined();
  }
}
