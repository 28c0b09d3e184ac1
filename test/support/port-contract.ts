import { existsSync } from 'node:fs';
import { Ajv2020, type AnySchemaObject, type ValidateFunction } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { readContract } from './contract.ts';

type Schema = AnySchemaObject;

interface Operation {
  readonly requestBody?: { readonly content: Record<string, { readonly schema: Schema }> };
  readonly responses: Record<string, { readonly content?: Record<string, { readonly schema: Schema }> }>;
}

interface Document {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly 'x-ingest'?: Record<string, Operation>;
}

/** What Port's contract says about one request: problems of bodies, an empty list where all is well. */
export interface PortContract {
  request(method: string, path: string, body: unknown): readonly string[];
  response(method: string, path: string, status: number, body: unknown): readonly string[];
}

/** Fields that searches give only when they are asked for; Port's specification knows of none of them in an answer. */
const ASKED_FOR = ['blueprint', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy', 'datasource'];

/** Reads Port's published specification, and Ocean's requests for what that leaves out; undefined in a fresh clone. */
export function readPortContract(): PortContract | undefined {
  if (!existsSync(new URL('../../../shared/contract/port', import.meta.url))) return undefined;
  const documents = ['openapi', 'internal'].map((name) => read(name));
  const find = (method: string, path: string, pick: Pick) => {
    for (const document of documents) {
      const validate = document(method, path, pick);
      if (validate !== undefined) return validate;
    }
    return undefined;
  };
  return {
    request: (method, path, body) => problems(find(method, path, requestPointer), body),
    response: (method, path, status, body) =>
      problems(
        find(method, path, (operation) => responsePointer(operation, status)),
        published(body),
      ),
  };
}

type Pick = (operation: Operation) => string | undefined;

function read(name: string): (method: string, path: string, pick: Pick) => ValidateFunction | undefined {
  const document = readContract(`port/${name}.json`) as Document; // our own file, in the form its README describes
  const ajv = new Ajv2020({ strict: false, allErrors: true, logger: false });
  ajvFormats.default(ajv);
  ajv.addSchema(document, name);
  const templates = Object.keys(document.paths).sort((one, other) => braces(one) - braces(other));
  return (method, path, pick) => {
    for (const template of templates.filter((candidate) => pathPattern(candidate).test(path))) {
      const operation = document.paths[template]?.[method.toLowerCase()];
      const pointer = operation === undefined ? undefined : pick(operation);
      if (pointer !== undefined)
        return ajv.getSchema(`${name}#/paths/${pointerPart(template)}/${method.toLowerCase()}/${pointer}`);
    }
    return undefined;
  };
}

function requestPointer({ requestBody }: Operation): string | undefined {
  return requestBody === undefined ? undefined : 'requestBody/content/application~1json/schema';
}

// Statuses that the specification leaves out (403, 409, 429, 200 of an update) have the shape of their neighbours.
function responsePointer({ responses }: Operation, status: number): string | undefined {
  const described = Object.keys(responses).filter((code) => responses[code]?.content !== undefined);
  const code =
    described.find((candidate) => candidate === String(status)) ??
    described.find((candidate) => candidate[0] === String(status)[0]);
  return code === undefined ? undefined : `responses/${code}/content/application~1json/schema`;
}

function published(body: unknown): unknown {
  const { entities } = body as { entities?: object[] };
  const { entity } = body as { entity?: object };
  return {
    ...(body as object), // all of Port's answers are objects
    ...(entities === undefined ? {} : { entities: entities.map(withoutAskedFor) }),
    ...(entity === undefined ? {} : { entity: withoutAskedFor(entity) }),
  };
}

function withoutAskedFor(entity: object): object {
  if ('created' in entity || !('properties' in entity || 'title' in entity)) return entity;
  return Object.fromEntries(Object.entries(entity).filter(([name]) => !ASKED_FOR.includes(name)));
}

function problems(validate: ValidateFunction | undefined, value: unknown): readonly string[] {
  if (validate === undefined || validate(value)) return [];
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

function braces(template: string): number {
  return template.split('{').length;
}

function pathPattern(template: string): RegExp {
  return new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`);
}

function pointerPart(template: string): string {
  return encodeURIComponent(template.replaceAll('~', '~0').replaceAll('/', '~1'));
}
