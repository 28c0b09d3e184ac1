import type { ExaminedSettings } from '../config/load-settings.ts';
import { SETTING_NAMES, type SettingName, type Settings, settingOf } from '../config/settings.ts';
import { type CheckResult, failed, ok, warning } from './result.ts';

/** Each setting that somebody has set, with the place it came from; all that is wrong with them. Secrets are `set`. */
export function checkConfiguration({
  settings,
  origins,
  notices,
  issues,
}: Pick<ExaminedSettings, 'settings' | 'origins' | 'notices' | 'issues'>): readonly CheckResult[] {
  const given = SETTING_NAMES.filter((name) => (origins.get(name) ?? 'default') !== 'default');
  const defaults = SETTING_NAMES.filter((name) => origins.get(name) === 'default').length;
  return [
    ...issues.map(({ path, message, origin }) =>
      failed(path, origin === undefined ? message : `${message} (${origin})`, 'usage'),
    ),
    ...notices.filter(({ level }) => level === 'warn').map(({ message }) => warning('notice', message)),
    ...given.map((name) => ok(name, `${shown(name, settings)} (${origins.get(name)})`)),
    ok('defaults', `${defaults} settings have their default`),
  ];
}

/** Of the settings of one service, or of all that connect: what is wrong there keeps a service from being asked. */
const SHARED = ['tls', 'proxy', 'noProxy'];

/**
 * Why a service is not asked: something is wrong with what leads there. An issue that is not about one setting, such as
 * an unknown key of a file, may hide where that is; credentials must not go to the default address in its place.
 */
export function obstacleTo(
  service: 'gitlab' | 'port',
  { issues }: Pick<ExaminedSettings, 'issues'>,
): string | undefined {
  const concerned = issues.find(({ path }) => {
    const [group = ''] = path.split('.');
    return group === service || SHARED.includes(group) || !SETTING_NAMES.some((name) => name === path);
  });
  return concerned && `${concerned.path} has to be put right first`;
}

function shown(name: SettingName, settings: Settings): string {
  if (settingOf(name).secret) return 'set';
  const [group = name, field] = name.split('.');
  const top: unknown = Reflect.get(settings, group);
  const value: unknown = field === undefined || typeof top !== 'object' || top === null ? top : Reflect.get(top, field);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
