import type { ConfigIssue } from '../errors.ts';
import { nearest } from '../nearest.ts';
import { environmentNames, SETTING_NAMES } from './settings.ts';
import type { Notice, Source } from './source.ts';
import { isEmpty, isNamed, type Variable } from './variables.ts';

/** What the variables of this program's own begin with. */
const PREFIX = 'GPE_';

interface OwnName {
  readonly name: string;
  /** What an issue about it is filed under: the setting, where it stands for one. */
  readonly path: string;
}

const OWN_NAMES: readonly OwnName[] = [
  ...SETTING_NAMES.flatMap((path) => environmentNames(path).map((name) => ({ name, path }))),
  // They say where settings stand, and are none.
  { name: 'GPE_CONFIG', path: 'GPE_CONFIG' },
  { name: 'GPE_ENV_FILE', path: 'GPE_ENV_FILE' },
].filter(({ name }) => name.startsWith(PREFIX));

/**
 * What there is to say of variables of this program's own that it does not know. One that has a known name but for its
 * underscores cannot mean anything else, and to pass over `GPE_DRYRUN` would be to write and to delete: it is refused.
 */
export function findMisspelt(variables: readonly Variable[]): Pick<Source, 'issues' | 'notices'> {
  const issues: ConfigIssue[] = [];
  const notices: Notice[] = [];
  for (const variable of variables.filter(isUnknown)) {
    const { name, origin } = variable;
    const same = OWN_NAMES.find((own) => bare(own.name) === bare(name));
    if (same === undefined) notices.push({ level: 'warn', message: unknownMessage(variable) });
    else issues.push({ path: same.path, message: `${name} is not a known name; write ${same.name}`, origin });
  }
  return { issues, notices };
}

function isUnknown(variable: Variable): boolean {
  const isOwn = variable.name.toUpperCase().startsWith(PREFIX);
  return isOwn && !isEmpty(variable) && !OWN_NAMES.some(({ name }) => isNamed(variable, name));
}

function unknownMessage({ name, origin }: Variable): string {
  const withoutPrefix = (own: string) => own.slice(PREFIX.length);
  const known = OWN_NAMES.map((own) => withoutPrefix(own.name));
  const meant = nearest(withoutPrefix(name), known);
  return `${origin} is not a known name and was ignored${meant === undefined ? '' : `; did you mean ${PREFIX}${meant}?`}`;
}

function bare(name: string): string {
  return name.replaceAll('_', '').toUpperCase();
}
