import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Report } from '../src/cli/report-format.ts';
import { EXIT_CODES } from '../src/errors.ts';
import { kinds } from '../src/extract/table.ts';
import { withGeneratedSections } from './support/documentation.ts';

const readme = fileURLToPath(new URL('../README.md', import.meta.url));
const kindsPage = fileURLToPath(new URL('../docs/kinds.md', import.meta.url));
const reportPage = fileURLToPath(new URL('../docs/report.md', import.meta.url));
const exitCodesPage = fileURLToPath(new URL('../docs/exit-codes.md', import.meta.url));
const manifest = fileURLToPath(new URL('../package.json', import.meta.url));

describe('the README', () => {
  it('holds the tables that follow from the code (npm run docs brings them up to date)', async () => {
    const text = await readFile(readme, 'utf8');

    const current = withGeneratedSections(text);

    await expect(current).toMatchFileSnapshot(readme);
  });

  it('gives a reason for every dependency', async () => {
    const text = await readFile(readme, 'utf8');
    const { dependencies = {}, optionalDependencies = {} } = JSON.parse(await readFile(manifest, 'utf8'));

    const undocumented = Object.keys({ ...dependencies, ...optionalDependencies }).filter(
      (name) => !new RegExp(`^\\| ([\\w-]+, )*${name}( \\(optional\\))?(, [\\w-]+)* \\|`, 'm').test(text),
    );

    expect(undocumented).toEqual([]);
  });
});

describe('the page of kinds', () => {
  it('holds the selectors as the code reads them (npm run docs brings them up to date)', async () => {
    const text = await readFile(kindsPage, 'utf8');

    const current = withGeneratedSections(text);

    await expect(current).toMatchFileSnapshot(kindsPage);
  });

  it('describes the raw object of every kind', async () => {
    const text = await readFile(kindsPage, 'utf8');

    const undescribed = [...kinds.keys()].filter((name) => !text.includes(`\n| \`${name}\` | `));

    expect(undescribed).toEqual([]);
  });
});

describe('the page of the report', () => {
  it('lists the fields as the code writes them (npm run docs brings them up to date)', async () => {
    const text = await readFile(reportPage, 'utf8');

    const current = withGeneratedSections(text);

    await expect(current).toMatchFileSnapshot(reportPage);
  });

  it('shows an example that is a report', async () => {
    const text = await readFile(reportPage, 'utf8');
    const [, example = ''] = /```json\n([\s\S]*?)\n```/.exec(text) ?? [];

    expect(Report.safeParse(JSON.parse(example)).error).toBeUndefined();
  });
});

describe('the page of exit codes', () => {
  it('holds the table as the code has it (npm run docs brings it up to date)', async () => {
    const text = await readFile(exitCodesPage, 'utf8');

    const current = withGeneratedSections(text);

    await expect(current).toMatchFileSnapshot(exitCodesPage);
  });

  it('says of every code what it means for Port, for a person and for a job', async () => {
    const text = await readFile(exitCodesPage, 'utf8');
    const rows = text.split('\n').filter((line) => /^\| \d/.test(line) && line.split('|').length === 6);
    const codes = rows.flatMap((row) => (row.split('|')[1] ?? '').split(',').map(Number));

    expect(codes.sort()).toEqual(EXIT_CODES.map(({ code }) => code).sort());
    for (const row of rows) expect(row).not.toMatch(/\|\s*\|/);
  });

  it('names the code that wins in the order of the table', async () => {
    const text = await readFile(exitCodesPage, 'utf8');

    expect(text).toContain(`is the first of ${EXIT_CODES.map(({ code }) => code).join(', ')}.`);
  });
});
