import { constantValue, normalizeQuotes } from './expression.ts';
import { isList } from './is-list.ts';
import { itemsPath } from './items.ts';
import type { EntityMapping, Expressions, Resource } from './mapping.ts';
import type { ItemsPart } from './program.ts';
import { type Template, toTemplate } from './template.ts';

/** An expression and its place: `selector.query`, `properties.url`, `mappings[1].title`. */
export interface Field<Expression = string> {
  readonly field: string;
  readonly expression: Expression;
  /** Without it no entity can be made: it must compile. */
  readonly required: boolean;
}

/** What one entity mapping of a resource writes to. */
export interface Target {
  /** The blueprint, where the mapping names it as a constant. */
  readonly blueprint: string | undefined;
  /** `title`, `properties.url`, `relations.author` … as the mapping names them. */
  readonly fields: readonly string[];
  readonly prefix: string;
  readonly entries: readonly (readonly [string, Template])[];
}

/** A resource with its constants folded and every other expression numbered. */
export interface ResourcePlan {
  readonly kind: string;
  readonly index: number;
  readonly items: ItemsPart | undefined;
  readonly selector: Field;
  /** One that does not compile has no expression, and gives null. */
  readonly cells: readonly Field<string | undefined>[];
  readonly targets: readonly Target[];
}

/** A plan before its expressions were shown to jq. */
export interface UncheckedPlan extends ResourcePlan {
  readonly cells: readonly Field[];
}

/** `index` is the resource's position in the mapping. */
export function planResource(resource: Resource, index: number): UncheckedPlan {
  const cells: Field[] = [];
  const addCell = (field: string, expression: string) => {
    const required = /^(?:mappings\[\d+\]\.)?(?:identifier|blueprint)\b/.test(field);
    return cells.push({ field, expression, required }) - 1;
  };
  const { mappings } = resource.port.entity;
  const targets = isList(mappings)
    ? mappings.map((mapping, position) => planTarget(mapping, `mappings[${position}].`, addCell))
    : [planTarget(mappings, '', addCell)];
  return {
    kind: resource.kind,
    index,
    items: planItems(resource.port),
    selector: { field: 'selector.query', expression: normalizeQuotes(resource.selector.query), required: true },
    cells,
    targets,
  };
}

function planItems(port: Resource['port']): ItemsPart | undefined {
  if (port.itemsToParse === undefined) return undefined;
  const expression = normalizeQuotes(port.itemsToParse);
  const withoutPath = port.itemsToParseTopLevelTransform ? itemsPath(expression) : undefined;
  return { expression, name: port.itemsToParseName, withoutPath };
}

function planTarget(
  mapping: EntityMapping,
  prefix: string,
  addCell: (field: string, expression: string) => number,
): Target {
  const given = Object.entries(mapping).filter(isGiven);
  const blueprint = constantValue(normalizeQuotes(mapping.blueprint))?.constant;
  return {
    blueprint: typeof blueprint === 'string' ? blueprint : undefined,
    fields: given.flatMap(([key, tree]) =>
      key === 'properties' || key === 'relations' ? Object.keys(tree).map((name) => `${key}.${name}`) : [key],
    ),
    prefix,
    entries: given.map(([key, tree]) => [key, toTemplate(tree, `${prefix}${key}`, addCell)]),
  };
}

function isGiven(entry: [string, Expressions | null | undefined]): entry is [string, Expressions] {
  return entry[1] !== undefined && entry[1] !== null;
}
