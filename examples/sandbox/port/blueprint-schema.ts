import { BLUEPRINT_IDENTIFIER, KEY } from './route-schema.ts';

const TITLE = { type: 'string', maxLength: 100 };
const TYPE = { enum: ['string', 'number', 'boolean', 'object', 'array'] };
const FORMATS = [
  'date-time',
  'url',
  'email',
  'idn-email',
  'ipv4',
  'ipv6',
  'markdown',
  'yaml',
  'user',
  'team',
  'proto',
  'labeled-url',
];

const PROPERTY = {
  type: 'object',
  properties: {
    title: TITLE,
    description: { type: 'string' },
    icon: { type: 'string' },
    type: TYPE,
    format: { enum: [...FORMATS, 'blueprints', 'timer'] },
    spec: { enum: ['open-api', 'embedded-url', 'async-api'] },
  },
  required: ['type'],
};

const CALCULATION = {
  type: 'object',
  properties: { title: TITLE, calculation: { type: 'string' }, type: TYPE, format: { enum: FORMATS } },
  required: ['calculation', 'type'],
};

const MIRROR = {
  type: 'object',
  properties: {
    title: TITLE,
    path: { type: 'string', pattern: String.raw`^(?:[A-Za-z0-9@_=\-$]+\.)+?(\w|\$|@|-)*?[^\.]+$` },
  },
  required: ['path'],
  additionalProperties: false,
};

const AGGREGATION = {
  type: 'object',
  properties: { title: TITLE, target: { type: 'string' }, calculationSpec: { type: 'object' } },
  required: ['title', 'target', 'calculationSpec'],
};

const RELATION = {
  type: 'object',
  properties: {
    title: TITLE,
    target: { type: 'string' },
    required: { type: 'boolean' },
    many: { type: 'boolean' },
    description: { type: 'string' },
    type: { type: 'string' },
  },
  required: ['target', 'required', 'many'],
  additionalProperties: false,
};

const OWNERSHIP = {
  type: 'object',
  anyOf: [
    {
      properties: { type: { const: 'Inherited' }, path: { type: 'string' }, title: TITLE },
      required: ['type', 'path'],
      additionalProperties: false,
    },
    { properties: { type: { const: 'Direct' }, title: TITLE }, required: ['type'], additionalProperties: false },
  ],
};

/** `PATCH /v1/blueprints/{identifier}`: every field may be left out. */
export const BLUEPRINT_CHANGES = {
  type: 'object',
  properties: {
    identifier: { type: 'string', pattern: BLUEPRINT_IDENTIFIER, maxLength: 100 },
    title: { ...TITLE, minLength: 1 },
    description: { type: 'string', maxLength: 200 },
    icon: { type: 'string' },
    ownership: OWNERSHIP,
    schema: {
      type: 'object',
      properties: { properties: named(PROPERTY), required: { type: 'array', items: { type: 'string' } } },
      required: ['properties'],
      additionalProperties: false,
    },
    calculationProperties: named(CALCULATION),
    mirrorProperties: named(MIRROR),
    aggregationProperties: named(AGGREGATION),
    relations: named(RELATION),
  },
};

/** `PUT /v1/blueprints/{identifier}`. */
export const BLUEPRINT_REPLACEMENT = { ...BLUEPRINT_CHANGES, required: ['title', 'schema'] };

/** `POST /v1/blueprints`. */
export const BLUEPRINT = { ...BLUEPRINT_CHANGES, required: ['identifier', 'title', 'schema'] };

function named(schema: object): object {
  return { type: 'object', propertyNames: KEY, additionalProperties: schema };
}
