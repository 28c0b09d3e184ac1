const secretName = /token|secret|passw|passphrase|key|credential/i;

// CI systems hand out clone URLs with a job token inside (GitLab: CI_REPOSITORY_URL).
const credentialsInUrl = /\/\/[^/\s]+@/;

/**
 * What `env` and `$ENV` show to a mapping: the environment without the named variables (any case), without those
 * whose name speaks of a secret and without URLs that carry credentials.
 */
export function cleanEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  secretNames: Iterable<string>,
): Readonly<Record<string, string>> {
  const named = new Set([...secretNames].map((name) => name.toUpperCase()));
  const shown: [string, string][] = [];
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined || named.has(name.toUpperCase())) continue;
    if (!secretName.test(name) && !credentialsInUrl.test(value)) shown.push([name, value]);
  }
  return Object.fromEntries(shown);
}
