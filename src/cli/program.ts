import { Command, CommanderError, Option } from 'commander';
import { SETTING_NAMES, settingOf } from '../config/settings.ts';
import { ConfigError } from '../errors.ts';

export interface ProgramOptions {
  readonly version: string;
  readonly stdout: (text: string) => void;
}

/** What the command line asks for: a text was shown (`--help`), a text is to be printed, or a run with these flags. */
export type Invocation =
  | { readonly shown: true }
  | { readonly shown: false; readonly flags: Record<string, unknown>; readonly print?: Printed };

/** A text that takes more than commander to make. */
export type Printed = { readonly text: 'mapping-schema' } | { readonly text: 'completion'; readonly shell: Shell };

const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

const EXAMPLES = `
Examples:
  $ export GITLAB_TOKEN=… PORT_CLIENT_ID=… PORT_CLIENT_SECRET=…
  $ gitlab-port-exporter --check
  $ gitlab-port-exporter
  $ gitlab-port-exporter --mapping port-app-config.yml --kinds project,group
  $ gitlab-port-exporter --mapping port-app-config.yml --output - --limit 5
  $ gitlab-port-exporter --env-file .env --log-level debug

Settings come from flags, environment variables and a configuration file, in this order.
The variables of Port's own integration (OCEAN__…) work unchanged.`;

/**
 * Reads the command line. The flags are those of the table of settings.
 *
 * @throws {ConfigError} for an unknown flag or a superfluous argument.
 */
export function parseCommandLine(argv: readonly string[], options: ProgramOptions): Invocation {
  const program = createProgram(options);
  try {
    program.parse(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { shown: true };
    throw new ConfigError(
      'The command line is not valid',
      [{ path: 'command line', message: explain(error.message, program) }],
      {
        hint: 'gitlab-port-exporter --help lists all flags.',
      },
    );
  }
  const { printMappingSchema, completion, ...flags } = program.opts();
  return {
    shown: false,
    flags: Object.fromEntries(Object.entries(flags).flatMap(withNegation)),
    ...(printMappingSchema === true && { print: { text: 'mapping-schema' } }),
    ...(completion !== undefined && { print: { text: 'completion', shell: completion } }),
  };
}

/** The command with all its flags, which nothing has been read into yet. */
export function createProgram(options: ProgramOptions): Command {
  const program = new Command('gitlab-port-exporter')
    .description(
      "Exports GitLab into Port's software catalog: reads, maps with jq, loads, and exits with a truthful code.",
    )
    .version(options.version, '-V, --version', 'Show the version.')
    .helpOption('-h, --help', 'Show this help.')
    .addHelpText('after', EXAMPLES)
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeOut: options.stdout, writeErr: () => {} })
    .option('--config <file>', 'Configuration file; without it the one in the working directory, if there is one.')
    .option('--env-file <file>', 'File with environment variables; the real environment wins over it.');
  for (const name of SETTING_NAMES) {
    const { flag, description } = settingOf(name);
    if (flag !== undefined) program.addOption(toOption(flag, description));
  }

  return program
    .option('--print-mapping-schema', 'Print the JSON Schema of a mapping file, for editors.')
    .addOption(
      new Option('--completion <shell>', 'Print a script for this shell that completes flags.').choices(SHELLS),
    );
}

/** Of a flag that is given several times the last counts, but parts of a list come together. */
function toOption(flag: string, description: string): Option {
  const option = new Option(flag, description);
  if (!flag.endsWith(' <list>')) return option;
  return option.argParser((part: string, before?: string) => (before === undefined ? part : `${before},${part}`));
}

/** Commander calls what `--no-delete` sets `delete`, false with the flag and true without it. */
function withNegation([key, value]: [string, unknown]): [string, unknown][] {
  const negated = `no${key.charAt(0).toUpperCase()}${key.slice(1)}`;
  if (!SETTING_NAMES.some((name) => name === negated)) return [[key, value]];
  return value === false ? [[negated, true]] : [];
}

/** Somebody may pass a secret to a wrong flag: of `--token=…` the name alone is shown, of a wrong choice nothing. */
function explain(message: string, { options }: Command): string {
  const text = message
    .replace(/^error: /, '')
    .replace(/(unknown option '[^=']*)=.*?'(?=\n|$)/s, "$1'")
    .replace(/( argument) '.*' is invalid\./s, '$1 is invalid.')
    .replaceAll('\n', ' ');
  const flag = /^unknown option '(--[^']*)'/.exec(text)?.[1];
  return options.some(({ long }) => long === flag) ? `the flag ${flag} takes no value` : text;
}
