import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';
import { type Job, mapValues, type Verdict } from './job.ts';
import { type Finished, readResult, type Stage } from './stage.ts';

const Variables = z.record(z.string(), z.string());

const Step = z.object({
  uses: z.string().optional(),
  with: Variables.default({}),
  env: Variables.default({}),
  run: z.string().default(''),
});

const Workflow = z.object({ jobs: z.object({ export: z.object({ steps: z.array(Step) }) }) });

const CompositeAction = z.object({
  inputs: z.record(z.string(), z.object({ required: z.boolean().default(false), default: z.string().default('') })),
  runs: z.object({ steps: z.tuple([z.object({ env: Variables, run: z.string() })]) }),
});

/** The steps of a workflow's job. */
export async function readSteps(stage: Pick<Stage, 'read'>, file: string): Promise<readonly z.output<typeof Step>[]> {
  return Workflow.parse(parse(await stage.read(file))).jobs.export.steps;
}

/** The action of this repository. */
export async function readAction(): Promise<z.output<typeof CompositeAction>> {
  return CompositeAction.parse(
    parse(await readFile(fileURLToPath(new URL('../../action.yml', import.meta.url)), 'utf8')),
  );
}

/** GitHub Actions with `docker run`. */
export const githubDockerJob: Job = {
  name: 'github-actions-with-docker',
  file: 'github-actions/with-docker.yml',
  warns: true,
  async run(stage) {
    const [step] = await readSteps(stage, this.file);
    if (step === undefined) throw new Error('The workflow has no step');
    const variables = mapValues(step.env, (value) => resolveSecrets(value, stage));
    const finished = await stage.run(step.run, { environment: { ...(await githubVariables(stage)), ...variables } });
    return {
      verdict: githubVerdict(finished),
      report: await readResult(stage, 'report.json'),
      summary: await readResult(stage, 'summary.md'),
    };
  },
};

/** GitHub Actions with the action: what its step hands on to the next ones is what GITHUB_OUTPUT holds then. */
export const githubActionJob: Job = {
  name: 'github-actions-with-action',
  file: 'github-actions/with-action.yml',
  warns: true,
  async run(stage) {
    const [exporting, keeping, judging] = await readSteps(stage, this.file);
    if (exporting === undefined || keeping === undefined || judging === undefined) throw new Error('A step is missing');
    const github = await githubVariables(stage);
    await runAction(
      stage,
      mapValues(exporting.with, (value) => resolveSecrets(value, stage)),
      github,
    );

    const outputs = new Map((await readResult(stage, 'output')).split('\n').map(splitAtEquals));
    const resolve = (text: string) => text.replace(OUTPUT, (_, name: string) => outputs.get(name) ?? '');
    const environment = { ...github, ...mapValues(judging.env, resolve) };
    const judged = await stage.run(judging.run, { environment });
    const report = await readFile(resolve(keeping.with['path'] ?? ''), 'utf8').catch(() => '');
    return { verdict: githubVerdict(judged), report, summary: await readResult(stage, 'summary.md') };
  },
};

const OUTPUT = /\$\{\{ steps\.export\.outputs\.(\w+) \}\}/g;

async function runAction(
  stage: Stage,
  given: Readonly<Record<string, string>>,
  github: Readonly<Record<string, string>>,
): Promise<void> {
  const { inputs, runs } = await readAction();
  const [step] = runs.steps;
  const resolve = (text: string) =>
    text.replace(/\$\{\{ inputs\.(\w+)( \|\| env\.\w+)? \}\}/g, (_, name: string) => {
      const input = inputs[name];
      if (input === undefined) throw new Error(`action.yml uses the input ${name}, which it does not have`);
      return given[name] ?? input.default;
    });
  await stage.run(step.run, {
    environment: { ...github, ...mapValues(step.env, resolve) },
    shell: ['bash', '--noprofile', '--norc', '-eo', 'pipefail'],
  });
}

/** GitHub: "Variables reference". The runner makes the files. */
async function githubVariables(stage: Stage): Promise<Record<string, string>> {
  return {
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION_PATH: fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, ''),
    GITHUB_OUTPUT: await stage.write('output', ''),
    GITHUB_STEP_SUMMARY: await stage.write('summary.md', ''),
    RUNNER_TEMP: stage.folder,
  };
}

function resolveSecrets(text: string, stage: Stage): string {
  return text.replace(/\$\{\{ secrets\.(\w+) \}\}/g, (_, name: string) => stage.secret(name));
}

function splitAtEquals(line: string): [string, string] {
  const at = line.indexOf('=');
  return [line.slice(0, at), line.slice(at + 1)];
}

/** A step that passed with an annotation. */
function githubVerdict({ code, stdout }: Finished): Verdict {
  if (code !== 0) return 'failed';
  return stdout.includes('::warning::The export ended with') ? 'warning' : 'passed';
}
