import { Ajv2020, type ErrorObject, type SchemaObject } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { invalidRequest } from './refusal.ts';

/** An Ajv that reads schemas as Port does: its own keywords and formats are allowed to stand in them. */
export function createAjv(): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: true, logger: false });
  ajvFormats.default(ajv, ['date-time', 'email', 'ipv4', 'ipv6']);
  const isUrl = (value: string) => URL.canParse(value);
  for (const format of ['url', 'uri']) ajv.addFormat(format, isUrl);
  return ajv;
}

/** A check of a route's body or query: hands the value back, typed, or refuses the whole request with 422. */
export function routeSchema<Shape>(schema: SchemaObject): (value: unknown) => Shape {
  const validate = createAjv().compile<Shape>(schema);
  return (value) => {
    if (validate(value)) return value;
    throw invalidRequest(`body${describe(validate.errors?.[0])}`);
  };
}

/** One validation error as text: where, then what. */
export function describe(error: ErrorObject | undefined): string {
  return `${error?.instancePath ?? ''} ${error?.message ?? 'is not valid'}`;
}

/** An identifier of an entity, as Port's specification spells it. */
export const ENTITY_IDENTIFIER = String.raw`^(?!\.{1,2}$)[\p{L}0-9@_.+:\\/=-]+$`;

/** An identifier of a blueprint: an entity's without the equals sign. */
export const BLUEPRINT_IDENTIFIER = String.raw`^(?!\.{1,2}$)[\p{L}0-9@_.+:\\/-]+$`;

/** The name of a property or relation. */
export const KEY = { pattern: String.raw`^[A-Za-z0-9@_=\\-]+$`, maxLength: 100 };

/** A boolean of the query string; Port's specification requires some of them. */
export function flag(text: string | undefined, name: string, required = false): boolean {
  if (text === undefined && required) throw invalidRequest(`querystring must have required property '${name}'`);
  if (text !== undefined && text !== 'true' && text !== 'false')
    throw invalidRequest(`querystring/${name} must be boolean`);
  return text === 'true';
}
