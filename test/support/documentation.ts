import { z } from 'zod';
import { environmentNames, SETTING_NAMES, type SettingName, settingOf } from '../../src/config/settings.ts';
import { EXIT_CODES } from '../../src/errors.ts';

/** The parts of the documentation that follow from the code, by the name of their place. */
const sections: Readonly<Record<string, () => string>> = {
  settings: settingsTable,
  'exit-codes': exitCodesTable,
};

/** A document with its generated parts brought up to date: what stands between `<!-- begin:NAME -->` and `<!-- end:NAME -->`. */
export function withGeneratedSections(document: string): string {
  return document.replace(/(<!-- begin:([\w-]+) -->\n)[\s\S]*?(<!-- end:\2 -->)/g, (_all, begin, name, end) => {
    const section = sections[name];
    if (section === undefined) throw new Error(`No part of the documentation is called ${name}`);
    return `${begin}${section()}\n${end}`;
  });
}

function settingsTable(): string {
  const rows = SETTING_NAMES.map((name) => {
    const { flag, description } = settingOf(name);
    const variables = environmentNames(name).map((variable) => `\`${variable}\``);
    return [`\`${name}\``, flag ? `\`${flag}\`` : '', variables.join(', '), defaultOf(name), description];
  });
  return table([['Setting', 'Flag', 'Environment', 'Default', 'Meaning'], ...rows]);
}

function defaultOf(name: SettingName): string {
  const result = z.safeParse(settingOf(name).schema, undefined);
  if (!result.success) return '**required**';
  if (result.data === undefined || (Array.isArray(result.data) && result.data.length === 0)) return '';
  return `\`${String(result.data)}\``;
}

function exitCodesTable(): string {
  const rows = [...EXIT_CODES].sort((a, b) => a.code - b.code).map(({ code, meaning }) => [String(code), meaning]);
  return table([['Code', 'Meaning'], ...rows]);
}

function table([header = [], ...rows]: readonly string[][]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}
