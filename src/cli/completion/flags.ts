import type { Command, Option } from 'commander';
import { z } from 'zod';
import { SETTING_NAMES, settingOf } from '../../config/settings.ts';

/** A flag as completion sees it. */
export interface Flag {
  /** `--log-level`. */
  readonly long: string;
  /** `-h`, where it has one. */
  readonly short: string | undefined;
  /** One clause without a full stop. */
  readonly description: string;
  readonly value: Value;
}

/** What may follow a flag. */
export type Value =
  | { readonly is: 'nothing' | 'file' | 'text' }
  /** One of the words, or a list of them with commas between. */
  | { readonly is: 'word' | 'list'; readonly words: readonly string[] };

/** The flags of the command, those that show a text included. */
export function flagsOf(program: Command): readonly Flag[] {
  return program
    .createHelp()
    .visibleOptions(program)
    .flatMap((option) =>
      option.long === undefined || option.long === null
        ? []
        : [{ long: option.long, short: option.short, description: clauseOf(option), value: toValue(option) }],
    );
}

function clauseOf({ description }: Option): string {
  return (description.split(';')[0] ?? '').replace(/\.$/, '');
}

function toValue(option: Option): Value {
  if (!option.required) return { is: 'nothing' };
  if (option.flags.endsWith('<file>')) return { is: 'file' };
  if (option.argChoices !== undefined) return { is: 'word', words: option.argChoices };
  const setting = SETTING_NAMES.find((name) => settingOf(name).flag === option.flags);
  return setting === undefined ? { is: 'text' } : wordsOf(settingOf(setting).schema);
}

/** The words that a schema lets through: they are told by what it puts out. */
function wordsOf(schema: z.ZodType): Value {
  const Words = z.array(z.string());
  const { enum: word, items } = z.toJSONSchema(schema, { unrepresentable: 'any' });
  const one = Words.safeParse(word);
  if (one.success) return { is: 'word', words: one.data };
  const many = Words.safeParse(typeof items === 'object' && !Array.isArray(items) ? items.enum : undefined);
  return many.success ? { is: 'list', words: many.data } : { is: 'text' };
}
