import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = new URL('../', import.meta.url);
const page = readFileSync(new URL('SECURITY.md', root), 'utf8');
const promises = page.split('\n').filter((line) => /^\| (?!Promise|---)/.test(line));
const proofs = [...page.matchAll(/`(test\/[^`]+\.test\.ts)` › `([^`]+)`/g)].map(([, file = '', name = '']) => ({
  file,
  name,
}));

/** Whether a string of the source is the name of a test or situation, whichever quotes it is in. */
function holds(source: string, name: string): boolean {
  return [`'${name}'`, `"${name}"`, `\`${name}\``].some((literal) => source.includes(literal));
}

describe('the page of security', () => {
  it('proves every promise with a test', () => {
    const unproven = promises.filter((line) => !/`test\/[^`]+\.test\.ts` › `[^`]+` \|$/.test(line));

    expect(promises.length).toBeGreaterThan(15);
    expect(unproven).toEqual([]);
  });

  it.each(proofs)('names a test that exists: $file › $name', ({ file, name }) => {
    const path = fileURLToPath(new URL(file, root));

    expect(existsSync(path) && holds(readFileSync(path, 'utf8'), name)).toBe(true);
  });
});
