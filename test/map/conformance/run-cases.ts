import { type CompileOptions, compileMappings } from '../../../src/map/compile-mappings.ts';
import { makeResource } from '../mapping.ts';
import type { ConformanceCase, Expected } from './cases.ts';

type Cases = readonly ConformanceCase[];

/**
 * What each case gives as a property of an entity. The cases of one object are one resource: expressions stand beside
 * one another as in a mapping, and each error is that of its case.
 */
export async function runCases(cases: Cases, options: CompileOptions): Promise<ReadonlyMap<ConformanceCase, Expected>> {
  const groups = groupByInput(cases);
  const { mappers, warnings } = await compileMappings(groups.map(toResource), options);
  const messages = new Map(warnings.map(({ path, message }) => [path, message]));

  const results = new Map<ConformanceCase, Expected>();
  for (const [index, mapper] of mappers.entries()) {
    const group = groups[index] ?? [];
    const { entities } = await mapper.map(group.slice(0, 1).map(({ input }) => input));
    const errors = new Map(mapper.errors().map(({ field, message }) => [field, message]));
    for (const [number, one] of group.entries()) {
      const field = `properties.${number}`;
      const invalid = messages.get(`resources[${index}] (project): ${field}`);
      const fails = errors.get(field);
      // What jq gives is JSON.
      const gives = entities[0]?.properties?.[number] as Extract<Expected, { gives: unknown }>['gives'];
      results.set(one, invalid !== undefined ? { invalid } : fails !== undefined ? { fails } : { gives });
    }
  }
  return results;
}

function toResource(group: Cases) {
  const properties = Object.fromEntries(group.map(({ expression }, number) => [number, expression]));
  return makeResource({ mappings: { identifier: '"x"', properties } });
}

function groupByInput(cases: Cases): readonly Cases[] {
  return [...new Set(cases.map(({ input }) => input))].map((input) => cases.filter((one) => one.input === input));
}
