import { OPERATORS } from './comparison.ts';
import { ENTITY_IDENTIFIER } from './route-schema.ts';

const IDENTIFIER = { type: 'string', pattern: ENTITY_IDENTIFIER, maxLength: 1000 };
const STRINGS = { type: 'array', items: { type: 'string' } };
const PROPERTY = { property: { type: 'string' } };

/** A search query in the place of an identifier, a relation's value or a team knows four operators only. */
const SEARCH_REFERENCE = {
  $id: 'searchReference',
  type: 'object',
  properties: {
    combinator: { enum: ['and', 'or'] },
    rules: {
      type: 'array',
      items: {
        anyOf: [
          condition({ const: '=' }, { type: ['string', 'number', 'null'] }),
          condition({ enum: ['in', 'containsAny'] }, STRINGS),
          condition({ const: 'contains' }, { anyOf: [{ type: ['string', 'null'] }, STRINGS] }),
          { $ref: 'searchReference' },
        ],
      },
    },
  },
  required: ['combinator', 'rules'],
  additionalProperties: false,
};

const REFERENCE = { $ref: 'searchReference' };

const ENTITY = {
  type: 'object',
  properties: {
    identifier: { oneOf: [IDENTIFIER, REFERENCE] },
    title: { type: 'string' },
    icon: { type: 'string' },
    team: { oneOf: [{ type: 'string' }, STRINGS, REFERENCE] },
    properties: { type: 'object' },
    relations: {
      type: 'object',
      additionalProperties: {
        anyOf: [
          IDENTIFIER,
          { type: 'array', items: { type: 'string', pattern: ENTITY_IDENTIFIER } },
          { type: 'null' },
          REFERENCE,
        ],
      },
    },
  },
};

/** `POST /v1/blueprints/{blueprint}/entities`. */
export const SINGLE = { ...ENTITY, $defs: { searchReference: SEARCH_REFERENCE } };

/** `POST /v1/blueprints/{blueprint}/entities/bulk`. */
export const BULK = {
  type: 'object',
  properties: { entities: { type: 'array', items: ENTITY, minItems: 1, maxItems: 20 } },
  required: ['entities'],
  additionalProperties: false,
  $defs: { searchReference: SEARCH_REFERENCE },
};

const SCALAR = { type: ['null', 'string', 'number', 'boolean'] };
const RANGE = { type: 'object', anyOf: [{ required: ['from', 'to'] }, { required: ['preset'] }] };
const LIST = { type: 'array', items: SCALAR };

/** A search query as the search routes take it. */
export const QUERY = {
  $id: 'query',
  type: 'object',
  properties: {
    combinator: { enum: ['and', 'or'] },
    rules: {
      type: 'array',
      items: {
        anyOf: [
          {
            type: 'object',
            properties: {
              operator: { enum: OPERATORS },
              ...PROPERTY,
              relation: { type: 'string' },
              targetProperty: { enum: ['$title', '$identifier'] },
              value: { anyOf: [SCALAR, LIST, RANGE] },
            },
            required: ['operator'],
            anyOf: [{ required: ['property'] }, { required: ['relation'] }],
            if: { properties: { operator: { enum: ['isEmpty', 'isNotEmpty', 'isExpired', 'isNotExpired'] } } },
            // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
            then: { not: { required: ['value'] } },
            else: { required: ['value'] },
            additionalProperties: false,
          },
          {
            type: 'object',
            properties: {
              operator: { const: 'relatedTo' },
              blueprint: { type: 'string' },
              value: { anyOf: [{ type: 'string' }, STRINGS] },
              direction: { enum: ['upstream', 'downstream'] },
              required: { type: 'boolean' },
            },
            required: ['operator', 'value', 'blueprint'],
            additionalProperties: false,
          },
          { $ref: 'query' },
        ],
      },
    },
  },
  required: ['combinator', 'rules'],
  additionalProperties: false,
};

/** `POST /v1/blueprints/{blueprint}/entities/search`. */
export const BLUEPRINT_SEARCH = {
  type: 'object',
  properties: {
    query: { $ref: 'query' },
    include: STRINGS,
    exclude: STRINGS,
    limit: { type: 'number', minimum: 1, maximum: 1000 },
    from: { type: 'string' },
  },
  additionalProperties: false,
  $defs: { query: QUERY },
};

/** `POST /v1/blueprints/entities/datasource-entities`. */
export const DATASOURCE_SEARCH = {
  type: 'object',
  properties: {
    datasource_prefix: { type: 'string' },
    datasource_suffix: { type: 'string' },
    limit: { type: 'integer', minimum: 1, maximum: 5000 },
    before: { type: 'string', format: 'date-time' },
    from: { type: 'string' },
  },
  required: ['datasource_prefix', 'datasource_suffix', 'limit'],
};

/** `POST /v1/blueprints/{blueprint}/bulk/entities/delete`. */
export const BULK_DELETE = {
  type: 'object',
  properties: { entities: { ...STRINGS, minItems: 1, maxItems: 100 } },
  required: ['entities'],
  additionalProperties: false,
};

function condition(operator: object, value: object): object {
  return {
    type: 'object',
    properties: { ...PROPERTY, operator, value },
    required: ['property', 'operator', 'value'],
    additionalProperties: false,
  };
}
