import type { Resource } from '../map/mapping.ts';
import { planResource, type ResourcePlan, type Target } from '../map/resource-plan.ts';
import type { Template } from '../map/template.ts';
import { type Types, typeOfValue, typesOfExpression } from './expression-types.ts';
import { fieldsOfKind } from './raw-fields.ts';

/** What one entity mapping says of a blueprint. */
export interface MappedFields {
  /** `resources[2] (project)`. */
  readonly place: string;
  /** Undefined where jq computes it. */
  readonly blueprint: string | undefined;
  /** By name, with the types of the values as far as they are certain. */
  readonly properties: ReadonlyMap<string, Types>;
  readonly relations: ReadonlyMap<string, Types>;
}

/** The entity mappings of a resource; `index` is its position in the mapping. */
export function mappedFieldsOf(resource: Resource, index: number): readonly MappedFields[] {
  const plan = planResource(resource, index);
  return plan.targets.map((target) => ({
    place: `resources[${index}] (${resource.kind})`,
    blueprint: target.blueprint,
    properties: typesIn(target, 'properties', plan),
    relations: typesIn(target, 'relations', plan),
  }));
}

function typesIn({ entries }: Target, group: string, plan: ResourcePlan): ReadonlyMap<string, Types> {
  const [, template] = entries.find(([key]) => key === group) ?? [];
  if (template === undefined || !('entries' in template)) return new Map();
  return new Map(template.entries.map(([name, value]) => [name, typesOfTemplate(value, plan)]));
}

function typesOfTemplate(template: Template, { kind, items, cells }: ResourcePlan): Types {
  if ('list' in template) return new Set(['array']);
  if ('entries' in template) return new Set(['object']);
  if ('cell' in template) {
    const expression = cells[template.cell]?.expression;
    return expression === undefined
      ? undefined
      : typesOfExpression(expression, fieldsOfKind(kind, items !== undefined));
  }
  const type = typeOfValue(template.constant);
  return type && new Set([type]);
}
