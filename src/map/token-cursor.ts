/** An expression is not one of those that are understood. */
export class Unclear extends Error {}

/** A place in the tokens. */
export interface Cursor {
  /** The token at the place, or some further on. */
  peek(ahead?: number): string | undefined;
  /** @throws {Unclear} at the end. */
  take(): string;
  takeIf(token: string): boolean;
  /** @throws {Unclear} where another token stands. */
  expect(token: string): void;
}

export function createCursor(tokens: readonly string[]): Cursor {
  let position = 0;
  const takeIf = (token: string) => {
    if (tokens[position] !== token) return false;
    position++;
    return true;
  };
  return {
    peek: (ahead = 0) => tokens[position + ahead],
    take() {
      const token = tokens[position++];
      if (token === undefined) throw new Unclear();
      return token;
    },
    takeIf,
    expect(token) {
      if (!takeIf(token)) throw new Unclear();
    },
  };
}
