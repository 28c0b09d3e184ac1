import { z } from 'zod';
import { Report } from '../../src/cli/report-format.ts';
import { environmentNames, SETTING_NAMES, type SettingName, settingOf } from '../../src/config/settings.ts';
import { EXIT_CODES } from '../../src/errors.ts';
import type { Kind } from '../../src/extract/kind.ts';
import { kinds } from '../../src/extract/table.ts';
import { type JsonSchema, toJsonSchema } from '../../src/map/json-schema.ts';

/** The parts of the documentation that follow from the code, by the name of their place. */
const sections: Readonly<Record<string, () => string>> = {
  settings: settingsTable,
  'exit-codes': exitCodesTable,
  kinds: kindsList,
  report: reportTable,
};

/** A document with its generated parts brought up to date: what stands between `<!-- begin:NAME -->` and `<!-- end:NAME -->`. */
export function withGeneratedSections(document: string): string {
  return document.replace(/(<!-- begin:([\w-]+) -->\n)[\s\S]*?(<!-- end:\2 -->)/g, (_all, begin, name, end) => {
    const section = sections[name];
    if (section === undefined) throw new Error(`No part of the documentation is called ${name}`);
    return `${begin}${section()}\n${end}`;
  });
}

function settingsTable(): string {
  const rows = SETTING_NAMES.map((name) => {
    const { flag, description } = settingOf(name);
    const variables = environmentNames(name).map((variable) => `\`${variable}\``);
    return [`\`${name}\``, flag ? `\`${flag}\`` : '', variables.join(', '), defaultOf(name), description];
  });
  return table([['Setting', 'Flag', 'Environment', 'Default', 'Meaning'], ...rows]);
}

function defaultOf(name: SettingName): string {
  const result = z.safeParse(settingOf(name).schema, undefined);
  if (!result.success) return '**required**';
  if (result.data === undefined || (Array.isArray(result.data) && result.data.length === 0)) return '';
  return `\`${String(result.data)}\``;
}

function exitCodesTable(): string {
  const rows = [...EXIT_CODES].sort((a, b) => a.code - b.code).map(({ code, meaning }) => [String(code), meaning]);
  return table([['Code', 'Meaning'], ...rows]);
}

function kindsList(): string {
  return [...kinds.values()].map(kindSection).join('\n\n');
}

function kindSection({ name, description, docs, selector }: Kind): string {
  const fields = fieldsOf('', toJsonSchema(selector)).map(({ name, schema, isRequired, description }) => [
    `\`${name}\``,
    typeOf(schema),
    isRequired ? '**required**' : defaultText(schema.default),
    description,
  ]);
  const source = `[GitLab's documentation](https://docs.gitlab.com/api/${docs})`;
  return `### \`${name}\`\n\n${description} ${source}\n\n${table([['Field', 'Type', 'Default', 'Meaning'], ...fields])}`;
}

function reportTable(): string {
  const fields = fieldsOf('', z.toJSONSchema(Report)).map(({ name, schema, isRequired, description }) => [
    `\`${name}\``,
    typeOf(schema),
    isRequired ? 'always' : '',
    description,
  ]);
  return table([['Field', 'Type', 'Present', 'Meaning'], ...fields]);
}

/** A field of a JSON object, or of an object or list inside it. */
interface Field {
  readonly name: string;
  readonly schema: JsonSchema;
  readonly isRequired: boolean;
  readonly description: string;
}

/** Each field, and below it those of the objects inside it. */
function fieldsOf(prefix: string, { properties = {}, required = [] }: JsonSchema): Field[] {
  return Object.entries(properties).flatMap(([field, schema]) => {
    if (typeof schema === 'boolean') return [];
    const { description } = schema;
    const name = `${prefix}${field}`;
    if (description === undefined) throw new Error(`The field ${name} has no description`);
    const [parts, inside] = insideOf(schema);
    return [
      { name, schema, isRequired: required.includes(field), description },
      ...fieldsOf(`${name}${inside}.`, parts),
    ];
  });
}

function defaultText(value: unknown): string {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return '';
  if (!Array.isArray(value)) return `\`${String(value)}\``;
  return value.map((item: unknown) => `\`${isPath(item) ? item.path : String(item)}\``).join(', ');
}

function isPath(item: unknown): item is { readonly path: string } {
  return typeof item === 'object' && item !== null && 'path' in item;
}

/** The object that holds the fields inside a field, and how its name goes on there. */
function insideOf(schema: JsonSchema): [object: JsonSchema, suffix: string] {
  if (schema.properties !== undefined) return [schema, ''];
  const [item] = [schema.items].flat();
  if (typeof item === 'object') return [insideOf(item)[0], '[]'];
  const objects = alternativesOf(schema).filter(({ properties }) => properties !== undefined);
  return [objects[0] ?? {}, ''];
}

function alternativesOf({ anyOf = [] }: JsonSchema): JsonSchema[] {
  return anyOf.filter((alternative) => typeof alternative === 'object');
}

function typeOf(schema: JsonSchema): string {
  const { type, format, enum: choices, items } = schema;
  const [item] = [items].flat();
  if (choices !== undefined) return choices.map((choice) => `\`${choice}\``).join(', ');
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (typeof item === 'object') return `list of ${typeOf(item)}`;
  const alternatives = alternativesOf(schema).map(typeOf);
  // Numbers and booleans may be written as text too: the page says so once.
  if (alternatives.includes('number')) return 'number';
  if (alternatives.length > 0) return alternatives.join(' or ');
  const [first] = [type].flat();
  if (first !== 'string') return String(first);
  return format === 'date-time' ? 'date-time' : 'text';
}

function table([header = [], ...rows]: readonly string[][]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}
