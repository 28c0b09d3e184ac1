import { amount } from '../amount.ts';
import type { StoredBlueprint } from '../load/stored-blueprints.ts';
import type { Mapping } from '../map/mapping.ts';
import { nearest } from '../nearest.ts';
import type { Types } from './expression-types.ts';
import { type MappedFields, mappedFieldsOf } from './mapped-fields.ts';
import type { PortFindings } from './port.ts';
import { type CheckResult, failed, ok, skipped, warning } from './result.ts';

type KnownBlueprints = NonNullable<PortFindings['blueprints']>;

/** Compares a mapping with the blueprints in Port, as far as both are known; of the `wanted` kinds, or of all. */
export function checkBlueprints(
  mapping: Mapping | undefined,
  known: KnownBlueprints | undefined,
  wanted: readonly string[] | undefined,
): readonly CheckResult[] {
  if (mapping === undefined) return [skipped('blueprints', 'there is no valid mapping to compare them with')];
  if (known === undefined) return [skipped('blueprints', 'those of Port could not be read')];
  const mapped = mapping.resources.flatMap((resource, index) =>
    wanted === undefined || wanted.includes(resource.kind) ? mappedFieldsOf(resource, index) : [],
  );
  return compare(mapped, known);
}

/** One blueprint after the other. Entities that do not fit are refused by Port: the code of a partial run. */
function compare(mapped: readonly MappedFields[], known: KnownBlueprints): readonly CheckResult[] {
  const names = [...new Set(mapped.map(({ blueprint }) => blueprint))];
  return names.flatMap((name) => {
    const mappings = mapped.filter(({ blueprint }) => blueprint === name);
    return name === undefined ? mappings.map(skipComputed) : checkBlueprint(name, mappings, known);
  });
}

function skipComputed({ place }: MappedFields): CheckResult {
  return skipped(place, 'jq computes the blueprint of each entity, so that it is known in a run only');
}

function checkBlueprint(
  name: string,
  mappings: readonly MappedFields[],
  { all, coming }: KnownBlueprints,
): readonly CheckResult[] {
  const blueprint = all.get(name);
  if (blueprint === undefined) {
    const meant = nearest(name, all.keys());
    const remedy = `${meant === undefined ? '' : `Did you mean ${meant}? `}Create the blueprint in Port, or correct the mapping.`;
    return [failed(name, `Port has no such blueprint; ${placesOf(mappings)} maps to it`, 'partial', remedy)];
  }
  const problems = [
    ...mappings.flatMap((mapping) => [...checkProperties(mapping, blueprint), ...checkRelations(mapping, blueprint)]),
    ...checkRequired(mappings, blueprint),
  ];
  if (problems.length > 0) return problems;
  const counts = `${count(mappings, 'properties')} and ${count(mappings, 'relations')} fit`;
  return [ok(name, coming.has(name) ? `${counts}; the first run creates it` : counts)];
}

function checkProperties(
  { place, properties }: MappedFields,
  { identifier, ...blueprint }: StoredBlueprint,
): readonly CheckResult[] {
  const schema = blueprint.schema?.properties ?? {};
  return [...properties].flatMap(([name, types]) => {
    const title = `${identifier}: properties.${name}`;
    if (Object.hasOwn(schema, name)) return checkType(title, place, types, schema[name]);
    const computed = COMPUTED.find((group) => Object.hasOwn(asRecord(blueprint[group]), name));
    if (computed !== undefined) {
      const remedy = 'Take it out of the mapping.';
      return [failed(title, `Port computes it (${computed}), and ${place} maps it`, 'partial', remedy)];
    }
    return [unknownProperty(title, place, name, Object.keys(schema))];
  });
}

/** Names that look like properties and that no entity can be given (Port: "Create a blueprint"). */
const COMPUTED = ['mirrorProperties', 'calculationProperties', 'aggregationProperties'];

function checkType(title: string, place: string, types: Types, property: unknown): readonly CheckResult[] {
  const { type } = asRecord(property);
  const possible = [...(types ?? [])].filter((candidate) => candidate !== 'null');
  if (typeof type !== 'string' || possible.length === 0 || possible.some((candidate) => candidate === type)) return [];
  const detail = `the blueprint says ${type}, ${place} gives ${possible.join(' or ')}`;
  return [failed(title, detail, 'partial', 'Correct the expression, or the type in the blueprint.')];
}

function checkRelations(
  { place, relations: mapped }: MappedFields,
  { identifier, relations }: StoredBlueprint,
): readonly CheckResult[] {
  const known = relations ?? {};
  return [...mapped].flatMap(([name, types]) => {
    const title = `${identifier}: relations.${name}`;
    const relation = Object.hasOwn(known, name) ? known[name] : undefined;
    if (relation === undefined) {
      const remedy = remedyFor(place, 'relation', nearest(name, Object.keys(known)));
      return [failed(title, 'the blueprint has no such relation', 'partial', remedy)];
    }
    const isList = types !== undefined && [...types].every((type) => type === 'array' || type === 'null');
    if (!isList || !types.has('array') || relation['many'] !== false) return [];
    const detail = `the relation takes one entity (many: false), ${place} gives a list`;
    return [failed(title, detail, 'partial', 'Correct the expression, or set many in the blueprint.')];
  });
}

/** A warning only: where another source creates the entities, they have it. */
function checkRequired(
  mappings: readonly MappedFields[],
  { identifier, schema, relations }: StoredBlueprint,
): readonly CheckResult[] {
  const properties = (schema?.required ?? []).filter((name) => mappings.every((each) => !each.properties.has(name)));
  const targets = Object.entries(relations ?? {})
    .filter(([name, { required }]) => required === true && mappings.every((each) => !each.relations.has(name)))
    .map(([name]) => name);
  const missing = [...properties.map((name) => `properties.${name}`), ...targets.map((name) => `relations.${name}`)];
  return missing.map((field) => {
    const detail = `required by the blueprint, and ${placesOf(mappings)} does not map it`;
    return warning(`${identifier}: ${field}`, detail, 'Map it: Port refuses a new entity without it.', 'partial');
  });
}

/** Port may take what the blueprint lacks (not documented), so that only a misspelling is certain to be wrong. */
function unknownProperty(title: string, place: string, name: string, candidates: readonly string[]): CheckResult {
  const meant = nearest(name, candidates);
  const detail = 'the blueprint has no such property';
  const remedy = remedyFor(place, 'property', meant);
  return meant === undefined ? warning(title, detail, remedy, 'partial') : failed(title, detail, 'partial', remedy);
}

function remedyFor(place: string, what: string, meant: string | undefined): string {
  return `${meant === undefined ? '' : `Did you mean ${meant}? `}Correct ${place}, or add the ${what} to the blueprint.`;
}

function placesOf(mappings: readonly MappedFields[]): string {
  return [...new Set(mappings.map(({ place }) => place))].join(', ');
}

function count(mappings: readonly MappedFields[], group: 'properties' | 'relations'): string {
  const { size } = new Set(mappings.flatMap((mapping) => [...mapping[group].keys()]));
  return amount(size, group === 'properties' ? 'property' : 'relation', group);
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
