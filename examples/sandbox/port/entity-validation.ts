import type { ValidateFunction } from 'ajv/dist/2020.js';
import type { Blueprint, PropertySchema, StoredEntity } from './catalog.ts';
import { invalidRequest, Refusal } from './refusal.ts';
import { createAjv, describe } from './route-schema.ts';

type Content = Pick<StoredEntity, 'properties' | 'relations' | 'team'>;

/** Checks entities against their blueprint; validators are compiled once per version of a blueprint. */
export function createEntityValidator(unknownProperties: 'accept' | 'refuse') {
  const ajv = createAjv();
  for (const format of ['idn-email', 'user']) ajv.addFormat(format, /^[^\s@]+@[^\s@]+$/u);
  ajv.addFormat('timer', (value: string) => !Number.isNaN(Date.parse(value)));
  const validators = new WeakMap<Blueprint, ValidateFunction>();

  const compile = (blueprint: Blueprint): ValidateFunction => {
    const validator = validators.get(blueprint) ?? compiled(blueprint);
    validators.set(blueprint, validator);
    return validator;
  };
  const compiled = (blueprint: Blueprint): ValidateFunction => {
    const schema = { type: 'object', additionalProperties: unknownProperties === 'accept', ...checked(blueprint) };
    try {
      return ajv.compile(schema);
    } catch (error) {
      throw invalidRequest(`The schema of blueprint "${blueprint.identifier}" is not valid: ${String(error)}`);
    }
  };
  const check = (blueprint: Blueprint, content: Content): void => {
    const validate = compile(blueprint);
    if (!validate(content.properties)) throw mismatch(blueprint, validate);
    checkRequiredRelations(blueprint, content);
    if (blueprint.ownership?.type === 'Inherited' && content.team.length > 0)
      throw new Refusal(422, 'inherited_ownership_enabled', `Blueprint "${blueprint.identifier}" inherits its teams`);
  };
  return { compile, check };
}

// A property without a value is absent when it is checked, so that null is refused for a required property only.
function checked({ schema }: Blueprint): { properties: Record<string, object>; required?: string[] } {
  const properties = Object.entries(schema.properties).map(([name, property]) => [name, rules(property)] as const);
  const required = schema.required === undefined ? {} : { required: [...new Set(schema.required)] };
  return { properties: Object.fromEntries(properties), ...required };
}

function rules({ spec, specAuthentication, icon, ...keywords }: PropertySchema): object {
  return keywords;
}

function mismatch(blueprint: Blueprint, { errors }: ValidateFunction): Refusal {
  const code = errors?.[0]?.keyword === 'required' ? 'missing_property' : 'blueprint_schema_mismatch';
  return new Refusal(422, code, `Blueprint "${blueprint.identifier}": properties${describe(errors?.[0])}`);
}

function checkRequiredRelations(blueprint: Blueprint, { relations }: Content): void {
  for (const [name, relation] of Object.entries(blueprint.relations))
    if (relation.required && (relations[name] ?? null) === null)
      throw new Refusal(422, 'required_relation', `Relation "${name}" of "${blueprint.identifier}" is required`);
}
