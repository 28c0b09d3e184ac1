import type { ConfigIssue } from '../errors.ts';
import { readEnvironment } from './environment.ts';
import { isMap, readLeaves, toKey } from './key.ts';
import { environmentNames, SETTING_NAMES } from './settings.ts';
import type { Hint, Notice, Source } from './source.ts';
import { isNamed, type Variable } from './variables.ts';

/** The chart calls it `extraEnv`, a page of Port's documentation `extraEnvs`. */
const EXTRA_ENVIRONMENT = ['extraenv', 'extraenvs'];

/** What the parts of a file that only Helm's chart has say, and the tree without those that are dealt with. */
export interface HelmValues extends Source {
  readonly tree: unknown;
}

/**
 * Reads the parts of Helm values that are no settings: the container's variables (`extraEnv`) count as if they were set,
 * and what lies in the cluster, out of reach, is named where it is missed. helm-charts: charts/port-ocean/values.yaml.
 */
export function readHelmValues(tree: unknown, file: string): HelmValues {
  const values = isMap(tree) ? Object.entries(tree) : [];
  const extra = values.filter(([name]) => isExtraEnvironment(name));
  const lists = extra.map(([name, list]) => readVariables(list, `${file}: ${name}`));
  const environment = readEnvironment(lists.flatMap(({ variables }) => variables));
  return {
    candidates: environment.candidates,
    issues: [...environment.issues, ...lists.flatMap(({ issues }) => issues)],
    notices: [...environment.notices, ...values.flatMap(([name, value]) => certificateNotice(name, value, file))],
    hints: [
      ...environment.hints,
      ...lists.flatMap(({ hints }) => hints),
      ...values.flatMap(([name, value]) => secretHints(name, value, file)),
    ],
    tree: isMap(tree) ? Object.fromEntries(values.filter(([name]) => !isExtraEnvironment(name))) : tree,
  };
}

function isExtraEnvironment(name: string): boolean {
  return EXTRA_ENVIRONMENT.includes(toKey([name]));
}

interface ExtraVariables {
  readonly variables: readonly Variable[];
  readonly issues: readonly ConfigIssue[];
  readonly hints: readonly Hint[];
}

function readVariables(list: unknown, origin: string): ExtraVariables {
  const variables: Variable[] = [];
  const hints: Hint[] = [];
  for (const entry of Array.isArray(list) ? list : readLeaves(list)) {
    const { name, value = '', valueFrom }: Readonly<Record<string, unknown>> = isMap(entry) ? entry : {};
    if (typeof name !== 'string' || typeof value !== 'string') {
      const message = 'expected a list of variables, each with name and value';
      return { variables, hints, issues: [{ path: 'extraEnv', message, origin }] };
    }
    if (valueFrom === undefined) variables.push({ name, value, origin: `${origin}: ${name}` });
    else hints.push(...outOfReach(name, `${origin}: ${name} takes its value from the cluster`));
  }
  return { variables, hints, issues: [] };
}

/** The names are those that the chart's README asks of an existing secret. */
const IN_SECRET = ['OCEAN__PORT__CLIENT_ID', 'OCEAN__PORT__CLIENT_SECRET', 'OCEAN__INTEGRATION__CONFIG__GITLAB_TOKEN'];

function secretHints(name: string, value: unknown, file: string): readonly Hint[] {
  if (name !== 'secret' || !isMap(value)) return [];
  if (value['create'] !== 'false' && value['useExistingSecret'] !== 'true') return [];
  return IN_SECRET.flatMap((variable) => outOfReach(variable, `${file}: the secret lies in the cluster`));
}

function outOfReach(variable: string, reason: string): readonly Hint[] {
  return SETTING_NAMES.filter((setting) =>
    environmentNames(setting).some((name) => isNamed({ name: variable }, name)),
  ).map((setting) => ({ setting, message: `${reason}, which cannot be read from here` }));
}

function certificateNotice(name: string, value: unknown, file: string): readonly Notice[] {
  if (name !== 'selfSignedCertificate' || !isMap(value) || value['enabled'] !== 'true') return [];
  const message = `${file}: the certificate of ${name} is not read; name its file in tls.certificateFiles or NODE_EXTRA_CA_CERTS`;
  return [{ level: 'warn', message }];
}
