import { createMask } from '../log/mask.ts';

const secretName = /token|secret|passw|passphrase|key|credential/i;

// CI systems hand out clone URLs with a job token inside (GitLab: CI_REPOSITORY_URL).
const credentialsInUrl = /\/\/[^/\s]+@/;

/** What configures a credential and does not say so: an id, and groups of settings as one JSON text (Ocean: "Configuration"). */
const credentialNames = [
  'OCEAN__INTEGRATION',
  'OCEAN__INTEGRATION__CONFIG',
  'OCEAN__INTEGRATION__SECRETS',
  'OCEAN__PORT',
  'OCEAN__PORT__CLIENT_ID',
  'PORT_CLIENT_ID',
];

/**
 * What `env` and `$ENV` show to a mapping: the environment without the named variables, without those that configure a
 * credential or whose name speaks of one, and without values that hold one: a given secret in any encoding that the
 * log masks, or a URL's user.
 */
export function cleanEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  secretNames: readonly string[],
  secrets: readonly string[],
): Readonly<Record<string, string>> {
  const hidden = new Set([...credentialNames, ...secretNames].map(toKey));
  const mask = createMask(secrets);
  const shown: [string, string][] = [];
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined || hidden.has(toKey(name)) || secretName.test(name)) continue;
    if (!credentialsInUrl.test(value) && mask(value) === value) shown.push([name, value]);
  }
  return Object.fromEntries(shown);
}

/** Settings are found in any case, and with or without separators in a word. */
function toKey(name: string): string {
  return name.replaceAll(/[_-]/g, '').toUpperCase();
}
