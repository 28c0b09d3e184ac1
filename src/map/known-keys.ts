import { z } from 'zod';
import { nearest } from '../nearest.ts';

type Path = readonly (string | number)[];
type Warn = (path: Path, message: string) => void;

/**
 * The data with its keys as the schema spells them: `items_to_parse` becomes `itemsToParse` (Ocean takes both), and a
 * key the schema does not have is left out with a warning. Values are not checked.
 */
export function keepKnownKeys(schema: unknown, data: unknown, warn: Warn, path: Path = []): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    return keepKnownKeys(schema.unwrap(), data, warn, path);
  }
  if (schema instanceof z.ZodPrefault) return keepKnownKeys(schema.unwrap(), data, warn, path);
  if (schema instanceof z.ZodUnion) return keepKnownKeys(optionFor(schema, data), data, warn, path);
  if (schema instanceof z.ZodArray && Array.isArray(data)) {
    return data.map((element, index) => keepKnownKeys(schema.element, element, warn, [...path, index]));
  }
  if (schema instanceof z.ZodObject && isRecord(data)) return knownEntries(schema, data, warn, path);
  return data;
}

function knownEntries(schema: z.ZodObject, data: Record<string, unknown>, warn: Warn, path: Path): unknown {
  const known: [string, unknown][] = [];
  for (const [key, value] of Object.entries(data)) {
    const name = Object.hasOwn(schema.shape, key) ? key : toCamelCase(key);
    if (Object.hasOwn(schema.shape, name)) {
      known.push([name, keepKnownKeys(schema.shape[name], value, warn, [...path, name])]);
    } else {
      const meant = nearest(key, Object.keys(schema.shape));
      warn([...path, key], `unknown key, ignored${meant === undefined ? '' : `; did you mean ${meant}?`}`);
    }
  }
  return Object.fromEntries(known);
}

/** The option that the data was meant for, even where it is not valid yet. */
function optionFor(schema: z.ZodUnion, data: unknown): unknown {
  const candidates = schema.options.filter((option) =>
    Array.isArray(data) ? option instanceof z.ZodArray : option instanceof z.ZodObject && isRecord(data),
  );
  if (schema instanceof z.ZodDiscriminatedUnion && isRecord(data)) {
    const { discriminator } = schema.def;
    return candidates.find(
      (option) =>
        option instanceof z.ZodObject && z.safeParse(option.shape[discriminator], data[discriminator]).success,
    );
  }
  return candidates.length === 1 ? candidates[0] : candidates.find((option) => z.safeParse(option, data).success);
}

function isRecord(data: unknown): data is Record<string, unknown> {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}

function toCamelCase(key: string): string {
  return key.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
