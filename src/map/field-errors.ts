import { shorten } from '../shorten.ts';

/** What went wrong with one field of a resource, over all its objects. */
export interface FieldError {
  /** `properties.url`, `selector.query`, `itemsToParse`; with a list of mappings `mappings[1].properties.url`. */
  readonly field: string;
  readonly count: number;
  /** The first message. */
  readonly message: string;
  /** One object the message is about: its entity's identifier, else GitLab's id or name. */
  readonly example?: string;
}

const maxMessageLength = 300;

/** Gathers errors field by field. */
export class FieldErrors {
  readonly #errors = new Map<string, FieldError>();

  add(field: string, message: string, example: string | undefined): void {
    const known = this.#errors.get(field);
    if (known !== undefined) {
      this.#errors.set(field, { ...known, count: known.count + 1 });
      return;
    }
    const shown = shorten(message, maxMessageLength);
    this.#errors.set(field, { field, count: 1, message: shown, ...(example === undefined ? {} : { example }) });
  }

  list(): readonly FieldError[] {
    return [...this.#errors.values()];
  }
}

/** An error value of jq as text: `error` takes values of any type. */
export function errorText(error: unknown): string {
  return typeof error === 'string' ? error : JSON.stringify(error);
}

/** As jq names types. */
export function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
