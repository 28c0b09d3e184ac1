import { kinds } from '../extract/table.ts';
import { mappingJsonSchema } from '../map/json-schema.ts';

/** What `--print-mapping-schema` prints: the JSON Schema of a mapping file, with every kind. */
export function mappingSchemaText(): string {
  const selectors = [...kinds].map(([name, { selector, description }]) => [name, selector.describe(description)]);
  return `${JSON.stringify(mappingJsonSchema(Object.fromEntries(selectors)), undefined, 2)}\n`;
}
