import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import type { TestedEngine } from './engines.ts';

const Expected = z.union([
  z.strictObject({ gives: z.json() }),
  z.strictObject({ fails: z.string() }),
  z.strictObject({ invalid: z.string() }),
]);

const Deviations = z.strictObject({ '1.7': Expected.optional(), embedded: Expected.optional() });

const Section = z.strictObject({
  section: z.string(),
  input: z.record(z.string(), z.json()),
  cases: z.array(
    z.looseObject({
      jq: z.string(),
      input: z.record(z.string(), z.json()).optional(),
      deviates: Deviations.optional(),
    }),
  ),
});

/** What an expression does: its first output (null also stands for none), its error, or jq's word on why it is none. */
export type Expected = z.infer<typeof Expected>;

export interface ConformanceCase {
  readonly expression: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** What jq 1.8 does. */
  readonly expected: Expected;
  readonly deviates: z.infer<typeof Deviations>;
}

/** The conformance table, by section. */
export function readSections(): ReadonlyMap<string, readonly ConformanceCase[]> {
  const text = readFileSync(new URL('cases.yml', import.meta.url), 'utf8');
  const sections = z.array(Section).parse(parse(text));
  return new Map(
    sections.map(({ section, input: shared, cases }) => [
      section,
      cases.map(({ jq, input = shared, deviates = {}, ...expected }) => {
        return { expression: jq, input, expected: Expected.parse(expected), deviates };
      }),
    ]),
  );
}

/** What the table asks of an engine. The texts of errors are those of jq 1.8. */
export function expectedFrom({ expected, deviates }: ConformanceCase, { version, isEmbedded }: TestedEngine): Expected {
  const own = (isEmbedded ? deviates.embedded : undefined) ?? (version === '1.7' ? deviates['1.7'] : undefined);
  return own ?? expected;
}
