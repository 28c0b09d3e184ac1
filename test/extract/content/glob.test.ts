import { describe, expect, it } from 'vitest';
import { compileGlob, literalDirectory } from '../../../src/extract/content/glob.ts';
import { toSearchText } from '../../../src/extract/content/search-text.ts';

describe('a glob', () => {
  it.each([
    ['package.json', 'package.json', true],
    ['package.json', 'a/b/package.json', true],
    ['*.yml', '.gitlab/ci/.build.yml', true],
    ['/package.json', 'a/package.json', false],
    ['/package.json', 'package.json', true],
    ['**/a.yaml', 'a.yaml', true],
    ['**/a.yaml', '.x/y/a.yaml', true],
    ['a/**', 'a/b/c', true],
    ['a/*', 'a/b/c', false],
    ['a/?.ts', 'a/b.ts', true],
    ['a/[bc].ts', 'a/c.ts', true],
    ['{a,b}.ts', 'a.ts', false],
    ['{a,b}.ts', '{a,b}.ts', true],
    ['+(a).ts', 'aa.ts', false],
    ['!a.ts', 'b.ts', false],
    ['#a.ts', '#a.ts', true],
    ['A.ts', 'a.ts', false],
  ])('%s and the file %s', (pattern, path, expected) => {
    expect(compileGlob(pattern, { anyDepth: true })(path)).toBe(expected);
  });

  it('without anyDepth is about the root', () => {
    const matches = compileGlob('*');

    expect([matches('a'), matches('a/b')]).toEqual([true, false]);
  });

  it('may ignore case', () => {
    expect(compileGlob('skills/**/SKILL.md', { ignoreCase: true })('Skills/a/skill.MD')).toBe(true);
  });

  it.each([
    ['a/b/**/c.json', 'a/b'],
    ['./a/b.json', 'a'],
    ['b.json', ''],
    ['**/b.json', ''],
    ['a/b*/c', 'a'],
  ])('%s begins in %j', (pattern, directory) => {
    expect(literalDirectory(pattern)).toBe(directory);
  });
});

describe('the search for a glob', () => {
  it.each([
    ['package.json', 'package.json filename:package.json'],
    ['**/package.json', 'package.json filename:package.json'],
    ['deploy/values.yaml', 'values.yaml path:deploy filename:values.yaml'],
    ['deploy/**/*.yaml', '.yaml path:deploy filename:*.yaml'],
    ['.github/workflows/*', 'workflows path:.github/workflows filename:*'],
    ['**/*', 'filename:*'],
    ['a?[bc].ts', 'a.ts filename:a**.ts'],
    ['docs/with space/notes #1.md', '"notes #1.md" path:"docs/with space" filename:"notes #1.md"'],
  ])('%s', (pattern, text) => {
    expect(toSearchText(pattern)).toBe(text);
  });
});
