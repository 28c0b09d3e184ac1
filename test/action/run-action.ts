import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathWithDocker } from '../support/docker/docker.ts';
import { actionFolder, evaluate, readAction } from './action.ts';

/** A runner of GitHub Actions with one job: its folders, and the action's step run in bash as the runner does it. */
export interface Runner {
  readonly workspace: string;
  readonly temporary: string;
  /** Puts a file into the workspace and gives its path. */
  write(name: string, text: string): Promise<string>;
  /** Makes `docker` a script of these lines in place of the stand-in. */
  replaceDocker(lines: string): Promise<void>;
  start(use: Use): Promise<{ readonly process: ChildProcess; readonly finished: Promise<Step> }>;
  run(use: Use): Promise<Step>;
  remove(): Promise<void>;
}

/** `with:` of the step that uses the action, and the `env:` of its job. */
interface Use {
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** What is left of the step when it has ended. */
interface Step {
  readonly code: number | null;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** Arguments of every call of docker, in order. */
  readonly docker: readonly (readonly string[])[];
}

/** Makes the folders of a runner; their names hold a space. */
export async function createRunner(): Promise<Runner> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'action runner ')));
  const workspace = join(folder, 'work space');
  const temporary = join(folder, '_temp');
  const files = {
    dockerLog: join(folder, 'docker.log'),
    output: join(temporary, 'set_output'),
    summary: join(temporary, 'step_summary'),
  };
  await Promise.all([workspace, temporary].map((path) => mkdir(path)));
  const path = await pathWithDocker(folder);

  async function write(name: string, text: string): Promise<string> {
    await writeFile(join(workspace, name), text);
    return join(workspace, name);
  }

  async function replaceDocker(lines: string): Promise<void> {
    await rm(join(folder, 'bin', 'docker'));
    await writeFile(join(folder, 'bin', 'docker'), `#!/bin/sh\n${lines}\n`, { mode: 0o755 });
  }

  async function start({ inputs = {}, env = {} }: Use): ReturnType<Runner['start']> {
    await Promise.all(Object.values(files).map((file) => writeFile(file, '')));
    const script = join(temporary, 'step.sh');
    const step = await prepareStep(inputs);
    await writeFile(script, step.run);
    const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {
      cwd: workspace,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: path,
        ...env,
        ...step.env,
        FAKE_DOCKER_LOG: files.dockerLog,
        GITHUB_ACTIONS: 'true',
        GITHUB_ACTION_PATH: actionFolder,
        GITHUB_OUTPUT: files.output,
        GITHUB_STEP_SUMMARY: files.summary,
        GITHUB_WORKSPACE: workspace,
        RUNNER_TEMP: temporary,
      },
    });
    let log = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        log += text;
      });
    }
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    const finished = ended.then(async (code) => ({
      code,
      log,
      outputs: parseOutputs(await readFile(files.output, 'utf8')),
      summary: await readFile(files.summary, 'utf8'),
      docker: parseLines(await readFile(files.dockerLog, 'utf8')),
    }));
    return { process: child, finished };
  }

  return {
    workspace,
    temporary,
    write,
    replaceDocker,
    start,
    async run(use) {
      const { finished } = await start(use);
      return finished;
    },
    remove: () => rm(folder, { recursive: true }),
  };
}

/** The shell text of the action's step and its variables, as the runner works them out. */
async function prepareStep(
  given: Readonly<Record<string, string>>,
): Promise<{ readonly run: string; readonly env: Record<string, string> }> {
  const { inputs: known, runs } = await readAction();
  const unknown = Object.keys(given).filter((name) => !(name in known));
  if (unknown.length > 0) throw new Error(`The action has no input ${unknown.join(', ')}`);
  const defaults = Object.entries(known).map(([name, input]) => [name, input.default]);
  const inputs = { ...Object.fromEntries(defaults), ...given };
  const [step] = runs.steps;
  const variables = Object.entries(step.env).map(([name, text]) => [name, evaluate(text, inputs)]);
  return { run: step.run, env: Object.fromEntries(variables) };
}

/** GitHub: "Workflow commands", both `name=value` and the form with a delimiter; the last one of a name counts. */
function parseOutputs(text: string): Record<string, string> {
  const pattern = /^(?:([^=\n]+?)<<(.+)\n([\s\S]*?)\n\2|([^=\n]+)=(.*))$/gm;
  const pairs = [...text.matchAll(pattern)].map(([, long, , block, short, value]) => [long ?? short, block ?? value]);
  return Object.fromEntries(pairs);
}

function parseLines(text: string): string[][] {
  // The stand-in for docker writes a list of arguments a line.
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as string[]);
}
