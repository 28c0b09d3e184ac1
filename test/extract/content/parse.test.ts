import { describe, expect, it } from 'vitest';
import { parseContent, parseObject } from '../../../src/extract/content/parse.ts';

function parse(path: string, text: string) {
  const warnings: string[] = [];
  return { value: parseContent(path, text, `acme/api: ${path}`, (warning) => warnings.push(warning)), warnings };
}

describe('the content of a file', () => {
  it.each([
    ['a.json', '{"a": [1]}', { a: [1] }],
    ['a.json', 'null', null],
    ['a.yaml', '{"a": "017"}', { a: '017' }],
    ['a.yml', 'a: 017\n', [{ a: 15 }]],
    ['a.yaml', '- 1\n- 2\n---\nb: 3\n', [1, 2, { b: 3 }]],
    ['a.json', '', ''],
    ['a.yaml', '# nothing\n', '# nothing\n'],
    ['a.txt', '{"a": 1}', '{"a": 1}'],
    ['json', '1', '1'],
  ])('%s with %j', (path, text, value) => {
    expect(parse(path, text)).toEqual({ value, warnings: [] });
  });

  it('that is neither JSON nor YAML stays a text, with a warning', () => {
    const { value, warnings } = parse('deploy/a.yaml', 'a: [b\n');

    expect(value).toBe('a: [b\n');
    expect(warnings).toEqual([expect.stringMatching(/^acme\/api: deploy\/a\.yaml stays a text/)]);
  });

  it.each(['[', '{"a":'])('that is JSON of 10,000 nested %s stays a text, with a warning', (open) => {
    const text = open.repeat(10_000) + (open === '[' ? ']' : '1}').repeat(10_000);

    expect(parse('a.json', text)).toMatchObject({ value: text, warnings: [expect.stringMatching(/too deeply/)] });
  });

  it('that is a pointer to large file storage stays a text', () => {
    const text = 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n';

    expect(parse('a.json', text)).toEqual({ value: text, warnings: [] });
  });
});

describe('a manifest', () => {
  it.each(['[]', 'null', '"a"', '{', '{"a":'.repeat(1000) + '1'.padEnd(1001, '}')])('is not %.10j', (text) => {
    expect(parseObject(text)).toBeUndefined();
  });

  it('is an object', () => {
    expect(parseObject('{"a": 1}')).toEqual({ a: 1 });
  });
});
