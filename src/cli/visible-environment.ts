import { environmentNames, SETTING_NAMES, type Settings, settingOf } from '../config/settings.ts';
import { cleanEnvironment } from '../map/environment.ts';

/** What mappings may see through `env`: never what configures a credential. */
export function visibleEnvironment(
  environment: NodeJS.ProcessEnv,
  { allowEnvironmentVariablesJqAccess }: Settings,
  secrets: readonly string[],
): Readonly<Record<string, string>> {
  if (!allowEnvironmentVariablesJqAccess) return {};
  const secretNames = SETTING_NAMES.filter((name) => settingOf(name).secret).flatMap(environmentNames);
  return cleanEnvironment(environment, secretNames, secrets);
}
