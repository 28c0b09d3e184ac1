import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';

/** The repository: what GitHub checks out for a workflow that uses the action. */
export const actionFolder = resolve(fileURLToPath(new URL('../..', import.meta.url)));

const Input = z.strictObject({
  description: z.string(),
  required: z.boolean().default(false),
  default: z.string().default(''),
});

/** GitHub: "Metadata syntax reference", as far as action.yml uses it. */
const Action = z.strictObject({
  name: z.string(),
  description: z.string(),
  branding: z.strictObject({ icon: z.string(), color: z.string() }),
  inputs: z.record(z.string(), Input),
  outputs: z.record(z.string(), z.strictObject({ description: z.string(), value: z.string() })),
  runs: z.strictObject({
    using: z.literal('composite'),
    steps: z.tuple([
      z.strictObject({
        id: z.string(),
        shell: z.literal('bash'),
        env: z.record(z.string(), z.string()),
        run: z.string(),
      }),
    ]),
  }),
});

type Action = z.output<typeof Action>;

/** Reads action.yml; a key that GitHub does not know is an error. */
export async function readAction(): Promise<Action> {
  return Action.parse(parse(await readFile(`${actionFolder}/action.yml`, 'utf8')));
}

/** The values that an expression may name, by context. */
type Contexts = Readonly<Record<'inputs' | 'env', Readonly<Record<string, string>>>>;

/**
 * What `${{ inputs.a || env.B }}` comes to: the first value that is not empty. Only a text that is one such expression
 * is understood; a name that the context does not hold is empty, as in GitHub.
 */
export function evaluate(text: string, contexts: Contexts): string {
  const [, expression] = /^\$\{\{ (.+) \}\}$/.exec(text) ?? [];
  if (expression === undefined) throw new Error(`${text} is not a single expression`);
  const values = expression.split(' || ').map((term) => {
    const [, context, name] = /^(inputs|env)\.(\w+)$/.exec(term) ?? [];
    if (name === undefined) throw new Error(`${term} is not a value of a known context`);
    return contexts[context === 'env' ? 'env' : 'inputs'][name];
  });
  return values.find((value) => value !== undefined && value !== '') ?? '';
}
