import { z } from 'zod';
import { parseDocuments } from './files.ts';
import { type Job, secretsOf, verdictOf } from './job.ts';
import { readResult, type Stage } from './stage.ts';

const Variables = z.record(z.string(), z.string());

const ConfigMap = z.object({ kind: z.literal('ConfigMap'), data: Variables });
const Secret = z.object({ kind: z.literal('Secret'), stringData: Variables });
const Container = z.object({ args: z.array(z.string()) });
const CronJob = z.object({
  spec: z.object({
    jobTemplate: z.object({
      spec: z.object({ template: z.object({ spec: z.object({ containers: z.tuple([Container]) }) }) }),
    }),
  }),
});

/** Kubernetes: the pod gets the variables of the config map and of the secret, the image is the command. */
export const kubernetesJob: Job = {
  name: 'kubernetes',
  file: 'kubernetes/cronjob.yaml',
  warns: false,
  async run(stage) {
    const [configMap, cronJob] = parseDocuments(await stage.read(this.file));
    const [secret] = parseDocuments(await stage.read('kubernetes/secret.yaml'));
    const { stringData } = Secret.parse(secret);
    const [container] = CronJob.parse(cronJob).spec.jobTemplate.spec.template.spec.containers;
    const environment = { ...ConfigMap.parse(configMap).data, ...secretsOf(stage, Object.keys(stringData)) };
    const { code } = await stage.run(['gitlab-port-exporter', ...container.args].join(' '), { environment });
    return { verdict: verdictOf(code) };
  },
};

/** docker compose: the line that the file's first comment names. */
export const composeJob: Job = {
  name: 'docker-compose',
  file: 'docker-compose/compose.yaml',
  warns: false,
  async run(stage) {
    const text = await stage.read(this.file);
    await stage.write('compose.yaml', text);
    await writeCredentials(stage, 'docker-compose/.env.example');
    const [, line] = /^# {3}(docker compose run .*)$/m.exec(text) ?? [];
    if (line === undefined) throw new Error('The comment names no line to run');
    const { code } = await stage.run(line, { environment: {} });
    return { verdict: verdictOf(code), report: await readResult(stage, 'report.json') };
  },
};

/** The shell script with the settings beside it, which passes the exit code on. */
export const terminalJob: Job = {
  name: 'terminal',
  file: 'terminal/export.sh',
  warns: false,
  async run(stage) {
    const settings = 'gitlab-port-exporter.config.yaml';
    await stage.write('export.sh', await stage.read(this.file));
    await stage.write(settings, await stage.read(`terminal/${settings}`));
    await writeCredentials(stage, 'terminal/.env.example');
    const { code } = await stage.run('bash export.sh', { environment: {} });
    return { verdict: verdictOf(code), report: await readResult(stage, 'report.json') };
  },
};

/** Copies the example to .env and fills it in. */
async function writeCredentials(stage: Stage, example: string): Promise<void> {
  const text = await stage.read(example);
  await stage.write(
    '.env',
    text.replaceAll(/^(\w+)=replace-me$/gm, (_, name: string) => `${name}=${stage.secret(name)}`),
  );
}
