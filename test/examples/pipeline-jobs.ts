import { parse } from 'yaml';
import { z } from 'zod';
import { parseJenkinsfile } from './jenkinsfile.ts';
import { CREDENTIALS, type Job, mapValues, secretsOf, verdictOf } from './job.ts';
import { readResult } from './stage.ts';

const Variables = z.record(z.string(), z.string());

const GitlabFile = z.object({
  'export-gitlab-to-port': z.object({
    variables: Variables,
    script: z.array(z.string()),
    allow_failure: z.object({ exit_codes: z.array(z.number()) }),
  }),
});

const AzurePipeline = z.object({
  jobs: z.tuple([
    z.object({ steps: z.tuple([z.unknown(), z.object({ bash: z.string(), env: Variables })], z.unknown()) }),
  ]),
});

/** GitLab CI: the job runs inside the image, whose command is on the PATH. */
export const gitlabJob: Job = {
  name: 'gitlab-ci',
  file: 'gitlab-ci/.gitlab-ci.yml',
  warns: true,
  async run(stage) {
    const { 'export-gitlab-to-port': job } = GitlabFile.parse(parse(await stage.read(this.file)));
    const variables = mapValues(job.variables, (value) => value.replace('$CI_SERVER_URL', stage.values.gitlabUrl));
    // Variables of the project reach the job without being named in the file.
    const environment = { CI: 'true', ...variables, ...secretsOf(stage, CREDENTIALS) };
    const { code } = await stage.run(job.script.join('\n'), { environment, shell: ['bash', '-eo', 'pipefail'] });
    return { verdict: verdictOf(code, job.allow_failure.exit_codes), report: await readResult(stage, 'report.json') };
  },
};

/** Jenkins, whose `sh` step shows every line in the log before it runs it. */
export const jenkinsJob: Job = {
  name: 'jenkins',
  file: 'jenkins/Jenkinsfile',
  warns: true,
  async run(stage) {
    const { variables, credentials, script, unstable } = parseJenkinsfile(await stage.read(this.file));
    const environment = { ...variables, ...mapValues(credentials, (id) => stage.secret(id)) };
    const { code } = await stage.run(script, { environment, shell: ['sh', '-xe'] });
    return { verdict: verdictOf(code, unstable), report: await readResult(stage, 'report.json') };
  },
};

/** Azure Pipelines, which takes its results from lines of standard output. */
export const azureJob: Job = {
  name: 'azure-pipelines',
  file: 'azure-pipelines/azure-pipelines.yml',
  warns: true,
  async run(stage) {
    const [job] = AzurePipeline.parse(parse(await stage.read(this.file))).jobs;
    const [, step] = job.steps;
    const variables = mapValues(step.env, (value) =>
      value.replace(/^\$\((\w+)\)$/, (_, name: string) => stage.secret(name)),
    );
    const environment = { TF_BUILD: 'True', BUILD_ARTIFACTSTAGINGDIRECTORY: stage.folder, ...variables };
    const { code, stdout } = await stage.run(step.bash, { environment, shell: ['bash', '--noprofile', '--norc'] });
    const withIssues = stdout.includes('##vso[task.complete result=SucceededWithIssues;]');
    return {
      verdict: code === 0 && withIssues ? 'warning' : verdictOf(code),
      report: await readResult(stage, 'report.json'),
    };
  },
};
