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

/** What `${{ inputs.a }}` comes to; only a text that is one such expression is understood. */
export function evaluate(text: string, inputs: Readonly<Record<string, string>>): string {
  const [, name] = /^\$\{\{ inputs\.(\w+) \}\}$/.exec(text) ?? [];
  if (name === undefined) throw new Error(`${text} is not an input`);
  return inputs[name] ?? '';
}
