import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { defaultMapping } from '../../src/load/defaults/mapping.ts';
import { compileDirect } from '../../src/map/direct/evaluate.ts';
import { normalizeQuotes } from '../../src/map/expression.ts';

const folder = new URL('../../examples/mappings/', import.meta.url);
const examples = readdirSync(folder).map((name): unknown =>
  parse(readFileSync(new URL(`${name}/port-app-config.yml`, folder), 'utf8')),
);

/** Every text at the places where a mapping holds expressions. */
function expressionsOf(mapping: unknown): readonly string[] {
  const { resources } = mapping as { readonly resources: readonly Place[] };
  return resources.flatMap(({ selector, port }) => [
    selector.query,
    ...(port.itemsToParse === undefined ? [] : [port.itemsToParse]),
    ...leaves(port.entity.mappings),
  ]);
}

interface Place {
  readonly selector: { readonly query: string };
  readonly port: { readonly itemsToParse?: string; readonly entity: { readonly mappings: unknown } };
}

function leaves(tree: unknown): readonly string[] {
  if (typeof tree === 'string') return [tree];
  return typeof tree === 'object' && tree !== null ? Object.values(tree).flatMap(leaves) : [];
}

const needingJq = (mapping: unknown) =>
  expressionsOf(mapping).filter((expression) => compileDirect(normalizeQuotes(expression)) === undefined);

describe('what needs jq', () => {
  it('is nothing of the default mapping', () => {
    expect(needingJq(defaultMapping)).toEqual([]);
  });

  it('is nothing of the example mappings', () => {
    expect(examples.length).toBeGreaterThan(10);
    expect(examples.flatMap(needingJq)).toEqual([]);
  });
});
