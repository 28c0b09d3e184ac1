import type { IncomingHttpHeaders } from 'node:http';

/** Header fields of an answer, by their names in lower case. */
export interface AnswerHeaders {
  /** Those that came more than once are joined by commas; null for one that did not come. */
  get(name: string): string | null;
  has(name: string): boolean;
}

export function toAnswerHeaders(fields: IncomingHttpHeaders): AnswerHeaders {
  return {
    get: (name) => fields[name]?.toString() ?? null,
    has: (name) => fields[name] !== undefined,
  };
}
