import { parseYaml, YamlError } from './yaml.ts';

/** A text with a head of YAML between two lines of exactly three dashes. */
export interface FrontMatter {
  /** Empty where there is no such head, or one that is no map. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** Splits a text; nothing in the head is ever executed, and a head that cannot be read stays in the body. */
export function splitFrontMatter(text: string): FrontMatter {
  const [opening] = /^---\r?\n/.exec(text) ?? [];
  const rest = text.slice(opening?.length);
  const closing = opening === undefined ? null : /^---\r?$/m.exec(rest);
  const fields = closing === null ? undefined : readFields(rest.slice(0, closing.index));
  if (closing === null || fields === undefined) return { fields: {}, body: text.trim() };
  return { fields, body: rest.slice(closing.index + closing[0].length).trim() };
}

function readFields(head: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const [fields = {}] = parseYaml(head);
    if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) return undefined;
    return fields as Readonly<Record<string, unknown>>; // a YAML map
  } catch (error) {
    if (error instanceof YamlError) return undefined;
    throw error;
  }
}
