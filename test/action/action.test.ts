import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '../../src/cli/program.ts';
import { environmentNames, SETTING_NAMES } from '../../src/config/settings.ts';
import { actionFolder, readAction } from './action.ts';

const page = `${actionFolder}/docs/github-action.md`;

/** Flags that are no input, or one of another name, and why. */
const EXCEPTIONS: Readonly<Record<string, { readonly input?: string; readonly reason: string }>> = {
  config: { input: 'config_file', reason: 'config is what workflows call the settings of the integration' },
  'env-file': { reason: 'the variables of a job are set by env:, its secrets by inputs' },
  help: { reason: 'shows a text and ends' },
  output: { reason: 'tries a mapping and brings nothing into Port' },
  limit: { reason: 'goes with output' },
  'print-mapping-schema': { reason: 'shows a text and ends' },
  completion: { reason: 'shows a text and ends' },
  version: { reason: 'shows a text and ends' },
};

/** Inputs of the action that this one takes the place of. */
const OCEAN_SAIL_INPUTS = [
  'type',
  'identifier',
  'port_client_id',
  'port_client_secret',
  'port_base_url',
  'initialize_port_resources',
  'config',
  'platform',
  'image',
  'version',
];

/** All long flags that `--help` lists, without their dashes. */
function listFlags(): string[] {
  let help = '';
  parseCommandLine(['--help'], {
    version: '0.0.0',
    stdout: (text) => {
      help += text;
    },
  });
  return [...help.matchAll(/^ +(?:-\w, )?--([\w-]+)/gm)].flatMap(([, flag]) => flag ?? []);
}

function inputOf(flag: string): string | undefined {
  const exception = EXCEPTIONS[flag];
  return exception === undefined ? flag.replaceAll('-', '_') : exception.input;
}

describe('the inputs of the action', () => {
  it.each(listFlags())('offer the flag --%s, or there is a reason why not', async (flag) => {
    const { inputs, runs } = await readAction();
    const input = inputOf(flag);
    if (input === undefined) return;

    const variable = `GPE_${flag.replaceAll('-', '_').toUpperCase()}`;

    expect(Object.keys(inputs)).toContain(input);
    expect(runs.steps[0].run).toContain(`take ${input} ${variable}\n`);
  });

  it('have no exception for a flag that does not exist', () => {
    expect(listFlags()).toEqual(expect.arrayContaining(Object.keys(EXCEPTIONS)));
  });

  it('are those of ocean-sail, and each of them is used', async () => {
    const { inputs, runs } = await readAction();

    const used = Object.values(runs.steps[0].env).flatMap((text) => /inputs\.(\w+)/.exec(text)?.[1] ?? []);

    expect(Object.keys(inputs)).toEqual(expect.arrayContaining(OCEAN_SAIL_INPUTS));
    expect(used.sort()).toEqual(Object.keys(inputs).sort());
  });

  it('reach the step under their own names, and never as shell text', async () => {
    const { inputs, runs } = await readAction();

    const variables = Object.keys(inputs).map((name) => [`INPUT_${name.toUpperCase()}`, `\${{ inputs.${name} }}`]);

    expect(runs.steps[0].env).toEqual(Object.fromEntries(variables));
    expect(runs.steps[0].run).not.toContain('${{');
  });

  it('become variables that the program knows', async () => {
    const { runs } = await readAction();
    const known = new Set([...SETTING_NAMES.flatMap(environmentNames), 'GPE_CONFIG', 'OCEAN__INTEGRATION__CONFIG']);

    const taken = [...runs.steps[0].run.matchAll(/^take \w+ (\w+)$/gm)].map(([, variable = '']) => variable);

    expect(taken.length).toBeGreaterThan(15);
    expect(taken.filter((variable) => !known.has(variable))).toEqual([]);
  });

  it('have no default that would hide a setting of the job or of a file', async () => {
    const { inputs } = await readAction();

    const withDefault = Object.entries(inputs).filter(([, input]) => input.default !== '');

    expect(withDefault.map(([name]) => name)).toEqual(['type']);
  });
});

describe('the shell text of the action', () => {
  it('holds no expression, so that no value can become shell text', async () => {
    const { runs } = await readAction();

    expect(runs.steps[0].run).not.toContain('${{');
  });

  it.skipIf(spawnSync('shellcheck', ['--version']).error !== undefined)('passes shellcheck', async () => {
    const { runs } = await readAction();

    const { stdout } = spawnSync('shellcheck', ['--shell=bash', '-'], { input: runs.steps[0].run, encoding: 'utf8' });

    expect(stdout).toBe('');
  });
});

describe('the outputs of the action', () => {
  it('are what the step leaves under the same name', async () => {
    const { outputs } = await readAction();

    expect(Object.keys(outputs)).toEqual(['exit_code', 'created', 'updated', 'deleted', 'failed', 'report']);
    for (const [name, { value }] of Object.entries(outputs)) expect(value).toBe(`\${{ steps.export.outputs.${name} }}`);
  });
});

describe('the page of the action', () => {
  it('lists every input and output as action.yml has them (vitest run test/action/action.test.ts -u)', async () => {
    const text = await readFile(page, 'utf8');
    const { inputs, outputs } = await readAction();
    const inputRows = Object.entries(inputs).map(([name, { required, description, ...input }]) => {
      const value = input.default === '' ? '' : `\`${input.default}\``;
      return `| \`${name}\` | ${required ? '**required**' : value} | ${description} |`;
    });
    const outputRows = Object.entries(outputs).map(([name, { description }]) => `| \`${name}\` | ${description} |`);

    const sections: Readonly<Record<string, readonly string[]>> = {
      inputs: ['| Input | Default | Meaning |', '| --- | --- | --- |', ...inputRows],
      outputs: ['| Output | Meaning |', '| --- | --- |', ...outputRows],
    };

    const current = text.replace(
      /(<!-- begin:(inputs|outputs) -->\n)[\s\S]*?(<!-- end:\2 -->)/g,
      (_, begin, name, end) => `${begin}${sections[name]?.join('\n')}\n${end}`,
    );

    for (const row of [...inputRows, ...outputRows]) expect(current).toContain(row);
    await expect(current).toMatchFileSnapshot(page);
  });

  it('names no variable that the program does not know', async () => {
    const text = await readFile(page, 'utf8');
    const known = new Set(SETTING_NAMES.flatMap(environmentNames));

    const named = [...text.matchAll(/\b(?:OCEAN__|GPE_|APPLICATION__)[A-Z_]*[A-Z]\b/g)].map(([name]) => name);

    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !known.has(name) && name !== 'OCEAN__INTEGRATION__CONFIG')).toEqual([]);
  });
});
