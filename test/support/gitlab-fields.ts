import { readContract } from './contract.ts';

/** One field of an answer, in the grammar of `gitlab/fields.json` (explained in its `_about`). */
export interface Field {
  readonly name: string;
  readonly optional: boolean;
  readonly type: string;
}

interface Entity {
  readonly fields: Readonly<Record<string, string>>;
  readonly enterprise_fields?: Readonly<Record<string, string>>;
}

function readEntities(): Readonly<Record<string, Entity>> {
  // The file is ours and has this shape; a different one fails the tests at once.
  return (readContract('gitlab/fields.json') as { entities: Record<string, Entity> }).entities;
}

/** The fields of an entity with those it takes over from others; Enterprise ones only when asked. */
export function fieldsOf(entity: string, { enterprise = true } = {}): readonly Field[] {
  const found = readEntities()[entity];
  if (found === undefined) throw new Error(`fields.json has no entity ${entity}`);
  const table = { ...found.fields, ...(enterprise ? found.enterprise_fields : {}) };
  return Object.entries(table).flatMap(([key, type]) =>
    key === '...' ? fieldsOf(type, { enterprise }) : [{ ...nameOf(key), type }],
  );
}

function nameOf(key: string): Pick<Field, 'name' | 'optional'> {
  return { name: key.replace(/\?$/, ''), optional: key.endsWith('?') };
}

/** What is wrong with an answer according to `fields.json`: missing fields and values of a wrong type, with their place. */
export function fieldProblems(entity: string, value: unknown, place = entity): readonly string[] {
  return objectProblems(fieldsOf(entity), value, place);
}

function objectProblems(fields: readonly Field[], value: unknown, place: string): readonly string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${place} is not an object`];
  const entries = new Map(Object.entries(value));
  return fields.flatMap(({ name, optional, type }) => {
    if (!entries.has(name)) return optional ? [] : [`${place}.${name} is missing`];
    return typeProblems(type, entries.get(name), `${place}.${name}`);
  });
}

const DATE = /^\d{4}-\d\d-\d\d$/;
const DATETIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

const PRIMITIVES: Readonly<Record<string, (value: unknown) => boolean>> = {
  null: (value) => value === null,
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
  object: (value) => typeof value === 'object' && value !== null,
  date: (value) => typeof value === 'string' && DATE.test(value),
  datetime: (value) => typeof value === 'string' && DATETIME.test(value),
};

function typeProblems(type: string, value: unknown, place: string): readonly string[] {
  const attempts = splitOutside(type, '|').map((choice) => choiceProblems(choice.trim(), value, place));
  return attempts.find((problems) => problems.length === 0) ?? attempts[0] ?? [];
}

function choiceProblems(type: string, value: unknown, place: string): readonly string[] {
  if (type.startsWith('"')) return typeof value === 'string' ? [] : [`${place} is not one of the known words`];
  if (type.endsWith('[]')) {
    if (!Array.isArray(value)) return [`${place} is not an array`];
    return value.flatMap((item, index) => choiceProblems(type.slice(0, -2), item, `${place}[${index}]`));
  }
  if (type.startsWith('{')) {
    const fields = splitOutside(type.slice(1, -1), ',').flatMap((part) => {
      const [key = '', ...rest] = part.trim().split(':');
      return key.startsWith('...') ? [] : [{ ...nameOf(key), type: rest.join(':').trim() }];
    });
    return objectProblems(fields, value, place);
  }
  const fits = PRIMITIVES[type];
  if (fits === undefined) return fieldProblems(type, value, place);
  return fits(value) ? [] : [`${place} is ${JSON.stringify(value)}, not ${type}`];
}

/** Splits at a separator that is not inside braces. */
function splitOutside(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (const [index, character] of [...text].entries()) {
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    if (character === separator && depth === 0) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  return [...parts, text.slice(start)];
}
