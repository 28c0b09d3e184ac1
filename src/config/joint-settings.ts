import type { ConfigIssue } from '../errors.ts';
import { SETTING_NAMES, type SettingName, settingOf } from './settings.ts';

/*
 * Settings that mean something only together, or in place of each other; the table of settings says which.
 */

/** Whether a setting that is required may be left out, because others that are given take its place. */
export function isReplaced(setting: SettingName, isGiven: (name: string) => boolean): boolean {
  const { replacedBy } = settingOf(setting);
  return replacedBy?.every(isGiven) === true;
}

/** What is still to be given for a required setting to be left out, for those who have begun with the first of it. */
export function wayWithout(setting: SettingName, isGiven: (name: string) => boolean): string | undefined {
  const [first, ...others] = settingOf(setting).replacedBy ?? [];
  return first !== undefined && isGiven(first) ? others.filter((name) => !isGiven(name)).join(' and ') : undefined;
}

/** What is wrong with settings that mean nothing without others: each is named with those that it goes with. */
export function refuseAlone(
  values: ReadonlyMap<SettingName, unknown>,
  origins: ReadonlyMap<SettingName, string>,
): readonly ConfigIssue[] {
  return SETTING_NAMES.flatMap((name) => {
    const partners = SETTING_NAMES.filter((other) => settingOf(name).onlyWith?.includes(other));
    // Of one that is not valid nobody knows whether it was to be on.
    const isAlone = partners.length > 0 && partners.every((other) => values.has(other) && !values.get(other));
    if (!isAlone || !values.get(name)) return [];
    const names = partners.map((other) => `${other} (${settingOf(other).flag?.split(' ')[0]})`).join(' or ');
    const message = `expected together with ${names}: alone it would have no effect`;
    return [{ path: name, message, origin: origins.get(name) ?? 'default' }];
  });
}
