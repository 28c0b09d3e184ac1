import { ConfigError, type ConfigIssue } from '../errors.ts';
import { isList } from './is-list.ts';
import type { EntityMapping, Expressions, Mapping, Resource, Selectors } from './mapping.ts';

interface ReplacedMapping {
  readonly mapping: Mapping;
  readonly warnings: readonly ConfigIssue[];
}

interface ReplacedResource {
  readonly resource: Resource;
  readonly warnings: readonly ConfigIssue[];
  readonly errors: readonly ConfigIssue[];
}

/**
 * The mapping without the deprecated values `file://<path>` and `search://scope=<scope>&&query=<query>`: what they ask
 * for is added to the resource's selector and read from there. Warns once for each prefix of a resource.
 *
 * @throws {ConfigError} where an identifier or a blueprint has such a value that cannot be replaced.
 */
export function replaceDeprecatedPrefixes(mapping: Mapping, selectors: Selectors): ReplacedMapping {
  const replaced = mapping.resources.map((resource, index) => {
    const selectorFields = Object.keys(selectors[resource.kind]?.shape ?? {});
    return replaceInResource(resource, `resources[${index}] (${resource.kind})`, selectorFields);
  });
  const errors = replaced.flatMap((one) => one.errors);
  const warnings = replaced.flatMap((one) => one.warnings);
  if (errors.length > 0) throw new ConfigError('The mapping is not valid', [...errors, ...warnings]);
  return { mapping: { ...mapping, resources: replaced.map(({ resource }) => resource) }, warnings };
}

function replaceInResource(resource: Resource, place: string, selectorFields: readonly string[]): ReplacedResource {
  const wishes: Wish[] = [];
  const errors: ConfigIssue[] = [];
  const warnings: ConfigIssue[] = [];
  const replace: Replace = (value, field, isRequired) => {
    const wish = readWish(value);
    if (wish === undefined) return value;
    const path = `${place}: ${field}`;
    const problem = problemWith(wish, selectorFields);
    if (problem !== undefined) {
      if (isRequired) errors.push({ path, message: problem });
      else warnings.push({ path, message: `${problem}; the field is null for every object` });
      return 'null';
    }
    if (wishes.every(({ prefix }) => prefix !== wish.prefix)) {
      const message = `${wish.prefix} is deprecated: name it in selector.${wish.selector} and use ${wish.expression}`;
      warnings.push({ path, message });
    }
    wishes.push(wish);
    return wish.expression;
  };

  const { mappings } = resource.port.entity;
  const replaced = isList(mappings)
    ? mappings.map((one, position) => replaceInMapping(one, `mappings[${position}].`, replace))
    : replaceInMapping(mappings, '', replace);
  const port = { ...resource.port, entity: { mappings: replaced } };
  return { resource: { ...resource, port, selector: withWishes(resource.selector, wishes) }, warnings, errors };
}

/** What a value with a deprecated prefix asks for; without `entry` it cannot be understood. */
interface Wish {
  readonly prefix: 'file://' | 'search://';
  readonly selector: 'includedFiles' | 'searchQueries';
  readonly entry: unknown;
  readonly expression: string;
}

function readWish(value: string): Wish | undefined {
  if (value.startsWith('file://')) {
    const path = value.slice('file://'.length);
    const expression = `.__includedFiles[${jqString(path)}]`;
    return { prefix: 'file://', selector: 'includedFiles', entry: path || undefined, expression };
  }
  if (!value.startsWith('search://')) return undefined;
  const [, scope, query] = /^search:\/\/scope=(.+?)&&query=(.+)$/s.exec(value) ?? [];
  // The value is the query's name: nobody calls another so, and equal values are one query.
  const entry = scope === undefined ? undefined : { name: value, scope, query };
  return { prefix: 'search://', selector: 'searchQueries', entry, expression: `.__searchQueries[${jqString(value)}]` };
}

function problemWith({ prefix, selector, entry }: Wish, selectorFields: readonly string[]): string | undefined {
  if (!selectorFields.includes(selector)) return `${prefix} cannot be used here: this kind has no selector.${selector}`;
  if (entry !== undefined) return undefined;
  return `expected ${prefix === 'file://' ? 'file://<path>' : 'search://scope=<scope>&&query=<query>'}`;
}

/** Single quotes are escaped, as those that open or close a word count as double quotes in an expression. */
function jqString(text: string): string {
  return JSON.stringify(text).replaceAll("'", '\\u0027');
}

function withWishes(selector: Resource['selector'], wishes: readonly Wish[]): Resource['selector'] {
  const extended: Record<string, unknown> & { query: string } = { ...selector };
  for (const { selector: field, entry } of wishes) {
    const entries: readonly unknown[] = Array.isArray(extended[field]) ? extended[field] : [];
    const isThere = entries.some((other) => JSON.stringify(other) === JSON.stringify(entry));
    if (!isThere) extended[field] = [...entries, entry];
  }
  return extended;
}

type Replace = (value: string, field: string, isRequired: boolean) => string;

function replaceInMapping(mapping: EntityMapping, prefix: string, replace: Replace): EntityMapping {
  const replaced = Object.entries(mapping).map(([key, tree]: [string, Expressions | null | undefined]) => {
    const isRequired = key === 'identifier' || key === 'blueprint';
    const replaceLeaf = (value: string, field: string) => replace(value, field, isRequired);
    return [key, tree && replaceInTree(tree, `${prefix}${key}`, replaceLeaf)];
  });
  // The same keys, and under each a tree of the same form.
  return Object.fromEntries(replaced) as unknown as EntityMapping;
}

function replaceInTree(
  tree: Expressions,
  field: string,
  replace: (value: string, field: string) => string,
): Expressions {
  if (typeof tree === 'string') return replace(tree, field);
  if (isList(tree)) return tree.map((element, index) => replaceInTree(element, `${field}[${index}]`, replace));
  return Object.fromEntries(
    Object.entries(tree).map(([key, value]) => [key, replaceInTree(value, `${field}.${key}`, replace)]),
  );
}
