import { z } from 'zod';
import { mappingSchema, type Selectors } from './mapping.ts';

export type JsonSchema = z.core.JSONSchema.JSONSchema;

type Override = NonNullable<z.core.ToJSONSchemaParams['override']>;

/** The JSON Schema of what users write, with the default of each field, which a schema that also takes text would lose. */
export function toJsonSchema(schema: z.ZodType, refine: Override = () => {}): JsonSchema {
  return z.toJSONSchema(schema, {
    io: 'input',
    override: (context) => {
      const absent = z.safeParse(context.zodSchema, undefined);
      if (absent.success && absent.data !== undefined) context.jsonSchema.default = absent.data;
      refine(context);
    },
  });
}

/**
 * The JSON Schema of a mapping for editors: JSON Schema 2020-12. It knows one spelling of each key, where the program
 * takes others too, and for each kind the selector that it has.
 */
export function mappingJsonSchema(selectors: Selectors): JsonSchema {
  const schema = toJsonSchema(mappingSchema(selectors), ({ zodSchema, jsonSchema }) => {
    if (zodSchema instanceof z.ZodObject) jsonSchema.additionalProperties = false;
    if (zodSchema instanceof z.ZodCodec && zodSchema.def.out instanceof z.ZodBoolean)
      jsonSchema.enum = ['true', 'false'];
    if (zodSchema instanceof z.ZodDiscriminatedUnion) decideByKind(jsonSchema);
  });
  return { title: 'Mapping of gitlab-port-exporter', ...schema };
}

/**
 * Says what follows from the kind as conditions, where zod says "one of these objects": a mistake in a selector is then
 * told alone, rather than with those that the entry would have as each of the other kinds.
 */
function decideByKind(jsonSchema: JsonSchema): void {
  const entries = (jsonSchema.oneOf ?? []).flatMap(({ properties }) => (properties === undefined ? [] : [properties]));
  const [first] = entries;
  const kinds = entries.map(({ kind }) => (kind as JsonSchema).const);
  delete jsonSchema.oneOf;
  Object.assign(jsonSchema, {
    type: 'object',
    properties: {
      kind: { type: 'string', description: 'What is read from GitLab', enum: kinds },
      selector: { type: 'object', description: 'Which objects of the kind are read' },
      port: first?.['port'],
    },
    required: ['kind', 'selector', 'port'],
    additionalProperties: false,
    allOf: entries.map(({ kind, selector }) => ({
      if: { properties: { kind: { const: (kind as JsonSchema).const } }, required: ['kind'] },
      // biome-ignore lint/suspicious/noThenProperty: JSON Schema calls it so.
      then: { properties: { selector } },
    })),
  });
}
