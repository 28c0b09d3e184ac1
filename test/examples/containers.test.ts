import { describe, expect, it } from 'vitest';
import { settingOf } from '../../src/config/settings.ts';
import { isCronExpression } from './cron.ts';
import { parseDocuments, readExample, readYamlExample } from './files.ts';
import { CREDENTIALS } from './job.ts';

describe('Kubernetes', () => {
  // Kubernetes: "CronJob", "Pod failure policy", "Pod Security Standards: Restricted".
  it('runs by the clock, one at a time, for a limited time, and does not repeat what failed', async () => {
    const [, cronJob] = parseDocuments(await readExample('kubernetes/cronjob.yaml'));

    expect(cronJob).toMatchObject({
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      spec: {
        schedule: expect.toSatisfy(isCronExpression),
        concurrencyPolicy: 'Forbid',
        jobTemplate: {
          spec: {
            activeDeadlineSeconds: 3600,
            backoffLimit: 0,
            podFailurePolicy: { rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] }] },
            template: { spec: { restartPolicy: 'Never' } },
          },
        },
      },
    });
  });

  it('needs no rights at all', async () => {
    const [, cronJob] = parseDocuments(await readExample('kubernetes/cronjob.yaml'));

    expect(cronJob).toHaveProperty('spec.jobTemplate.spec.template.spec', {
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 60,
      securityContext: expect.objectContaining({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } }),
      containers: [
        expect.objectContaining({
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
          resources: { requests: { cpu: '250m', memory: '256Mi' }, limits: { memory: '1Gi' } },
        }),
      ],
      volumes: [expect.objectContaining({ name: 'certificates' })],
    });
  });

  it('takes its variables from the objects beside it, and certificates from where the exporter looks', async () => {
    const [configMap, cronJob] = parseDocuments(await readExample('kubernetes/cronjob.yaml'));
    const [secret] = parseDocuments(await readExample('kubernetes/secret.yaml'));
    const [folder] = settingOf('tls.certificateFolders').schema.parse(undefined) as string[]; // a list of folders

    const name = 'gitlab-port-exporter';
    const placeholders = Object.fromEntries(CREDENTIALS.map((variable) => [variable, 'replace-me']));
    expect(configMap).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
    expect(secret).toMatchObject({ apiVersion: 'v1', kind: 'Secret', metadata: { name }, stringData: placeholders });
    expect(cronJob).toHaveProperty(
      'spec.jobTemplate.spec.template.spec.containers',
      expect.arrayContaining([
        expect.objectContaining({
          envFrom: [{ configMapRef: { name } }, { secretRef: { name } }],
          volumeMounts: [{ name: 'certificates', mountPath: folder, readOnly: true }],
        }),
      ]),
    );
  });
});

describe('docker compose', () => {
  // Compose: "Services top-level elements".
  it('runs once, without rights, with credentials that nothing interpolates', async () => {
    expect(await readYamlExample('docker-compose/compose.yaml')).toEqual({
      services: {
        exporter: {
          image: 'ghcr.io/OWNER/gitlab-port-exporter:0',
          environment: {
            OCEAN__INTEGRATION__CONFIG__GITLAB_HOST: expect.any(String),
            OCEAN__PORT__BASE_URL: expect.any(String),
          },
          env_file: [{ path: '.env', format: 'raw' }],
          read_only: true,
          cap_drop: ['ALL'],
          security_opt: ['no-new-privileges:true'],
          restart: 'no',
          stop_grace_period: '1m',
        },
      },
    });
  });
});
