import { describe, expect, it } from 'vitest';
import { exitCode } from '../../src/errors.ts';
import { isCronExpression } from './cron.ts';
import { readExample, readYamlExample } from './files.ts';
import { readAction, readSteps } from './github-jobs.ts';
import { parseJenkinsfile } from './jenkinsfile.ts';
import { CREDENTIALS } from './job.ts';

const WARNINGS = [exitCode('threshold'), exitCode('partial')];

const aCron: unknown = expect.toSatisfy(isCronExpression, 'is a cron expression');

describe.each(['with-action', 'with-docker'])('GitHub Actions %s', (name) => {
  const file = `github-actions/${name}.yml`;

  it('runs by the clock and by hand, one at a time, for a limited time and without rights', async () => {
    expect(await readYamlExample(file)).toMatchObject({
      on: { schedule: [{ cron: aCron }], workflow_dispatch: null },
      concurrency: { group: 'gitlab-port-exporter', 'cancel-in-progress': false },
      permissions: {},
      jobs: { export: { 'timeout-minutes': 60 } },
    });
  });

  it('takes the credentials from the secrets of the repository, and never into shell text', async () => {
    const steps = await readSteps({ read: readExample }, file);

    const values = steps.flatMap((step) => [...Object.entries(step.env), ...Object.entries(step.with)]);
    const credentials = values.filter(([variable]) => /(token|client_id|client_secret)$/i.test(variable));
    expect(credentials).toHaveLength(CREDENTIALS.length);
    for (const [, value] of credentials) expect(value).toMatch(/^\$\{\{ secrets\.\w+ \}\}$/);
    for (const { run } of steps) expect(run).not.toContain('${{');
  });

  it('keeps the report', async () => {
    const steps = await readSteps({ read: readExample }, file);

    expect(steps.filter(({ uses }) => uses?.startsWith('actions/upload-artifact@v'))).toHaveLength(1);
  });
});

describe('GitHub Actions with-action', () => {
  it('gives the action inputs that it has, and all that it requires', async () => {
    const [step] = await readSteps({ read: readExample }, 'github-actions/with-action.yml');
    const { inputs } = await readAction();

    const given = Object.keys(step?.with ?? {});
    const required = Object.keys(inputs).filter((name) => inputs[name]?.required);
    expect(given.filter((name) => inputs[name] === undefined)).toEqual([]);
    expect(required.filter((name) => !given.includes(name))).toEqual([]);
  });
});

describe('GitLab CI', () => {
  it('runs in the image by the clock and by hand, one at a time and for a limited time', async () => {
    expect(await readYamlExample('gitlab-ci/.gitlab-ci.yml')).toMatchObject({
      'export-gitlab-to-port': {
        image: { name: expect.stringMatching(/:0$/), entrypoint: [''] },
        rules: [{ if: '$CI_PIPELINE_SOURCE == "schedule"' }, { if: '$CI_PIPELINE_SOURCE == "web"' }],
        resource_group: 'gitlab-port-exporter',
        timeout: '1 hour',
        allow_failure: { exit_codes: WARNINGS },
        artifacts: { when: 'always', paths: ['report.json'] },
      },
    });
  });

  it('explains the schedule and every masked variable, and sets none of them', async () => {
    const text = await readExample('gitlab-ci/.gitlab-ci.yml');
    const comments = text.split('\n').filter((line) => line.startsWith('#'));

    expect(comments.join('\n')).toMatch(/a schedule such as 17 \* \* \* \*$/m);
    for (const name of CREDENTIALS) {
      expect(comments.filter((line) => line.includes(` ${name} `))).toHaveLength(1);
      expect(text).not.toMatch(new RegExp(`^\\s+${name}:`, 'm'));
    }
  });
});

describe('Jenkins', () => {
  it('runs by the clock, for a limited time, and takes the credentials from its store', async () => {
    const { cron, timeout, credentials, unstable, script } = parseJenkinsfile(await readExample('jenkins/Jenkinsfile'));

    expect(cron).toSatisfy(isCronExpression);
    expect(timeout).toEqual({ time: 60, unit: 'MINUTES' });
    expect(Object.keys(credentials).sort()).toEqual([...CREDENTIALS].sort());
    expect(unstable).toEqual(WARNINGS);
    expect(script).toContain('docker run');
  });

  it('names the id of every credential in its first comment', async () => {
    const text = await readExample('jenkins/Jenkinsfile');
    const { credentials } = parseJenkinsfile(text);

    for (const id of Object.values(credentials)) expect(text).toMatch(new RegExp(`^// {3}${id} {3}`, 'm'));
  });

  it('runs one build at a time and keeps the report', async () => {
    const text = await readExample('jenkins/Jenkinsfile');

    expect(text).toContain('disableConcurrentBuilds()');
    expect(text).toMatch(/post \{\s+always \{\s+archiveArtifacts artifacts: 'report\.json', allowEmptyArchive: true/);
  });

  it('opens and closes every brace and quote', async () => {
    const text = (await readExample('jenkins/Jenkinsfile'))
      .replaceAll(/'''.*?'''/gs, '')
      .replaceAll(/^\s*\/\/.*$/gm, '');

    expect(text.split('{')).toHaveLength(text.split('}').length);
    expect(text.split('(')).toHaveLength(text.split(')').length);
    expect(text.split("'").length % 2).toBe(1);
  });
});

describe('Azure Pipelines', () => {
  it('runs by the clock only, one at a time and for a limited time', async () => {
    expect(await readYamlExample('azure-pipelines/azure-pipelines.yml')).toMatchObject({
      trigger: 'none',
      pr: 'none',
      schedules: [{ cron: aCron, branches: { include: ['main'] }, always: true, batch: true }],
      jobs: [{ timeoutInMinutes: 60 }],
    });
  });

  it('maps the secret variables of its group by env and keeps the report', async () => {
    const file = await readYamlExample('azure-pipelines/azure-pipelines.yml');

    const secrets = CREDENTIALS.map((name) => [name, expect.stringMatching(/^\$\(\w+\)$/)]);
    expect(file).toMatchObject({
      variables: [{ group: 'gitlab-port-exporter' }],
      jobs: [
        {
          steps: [
            { checkout: 'none' },
            { bash: expect.not.stringContaining('$('), env: Object.fromEntries(secrets) },
            { publish: '$(Build.ArtifactStagingDirectory)', condition: 'succeededOrFailed()' },
          ],
        },
      ],
    });
  });
});
