import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { withGeneratedSections } from './support/documentation.ts';

const readme = fileURLToPath(new URL('../README.md', import.meta.url));
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
