import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseYaml, YamlError } from '../../../src/extract/content/yaml.ts';

describe('plain scalars', () => {
  it.each([
    ['yes', true],
    ['Off', false],
    ['y', 'y'],
    ['tRUE', 'tRUE'],
    ['~', null],
    ['', null],
    ['017', 15],
    ['08', '08'],
    ['0o17', '0o17'],
    ['0x1F', 31],
    ['0b101', 5],
    ['-1_000', -1000],
    ['1:30', 90],
    ['08:30', '08:30'],
    ['1.5', 1.5],
    ['.5', 0.5],
    ['1.', 1],
    ['1e3', '1e3'],
    ['1.0e+3', 1000],
    ['1.2.3', '1.2.3'],
    ['-.inf', Number.NEGATIVE_INFINITY],
    ['2024-01-02', '2024-01-02'],
    ['2024-02-30', '2024-02-30'],
    ['2024-01-02T03:04:05Z', '2024-01-02T03:04:05.000Z'],
    ['2024-01-02 03:04:05.57 +01:30', '2024-01-02T01:34:05.570Z'],
    ['2024-01-02 25:04:05', '2024-01-02 25:04:05'],
    ['"yes"', 'yes'],
    ["'017'", '017'],
  ])('%s is read as PyYAML reads it', (text, value) => {
    const [document] = parseYaml(`key: ${text}\n`);

    expect(document).toEqual({ key: value });
  });

  it('are what their tag says', () => {
    const [document] = parseYaml('a: !!str 1\nb: !!int "3"\nc: !!binary aGk=\n');

    expect(document).toEqual({ a: '1', b: 3, c: 'aGk=' });
  });
});

describe('documents', () => {
  it('are a list', () => {
    const documents = parseYaml('a: 1\n---\n- b\n---\n');

    expect(documents).toEqual([{ a: 1 }, ['b'], null]);
  });

  it.each(['', '# nothing but a comment\n'])('are none in %j', (text) => {
    expect(parseYaml(text)).toEqual([]);
  });

  it('have the later of two entries with one key', () => {
    expect(parseYaml('a: 1\na: 2\n')).toEqual([{ a: 2 }]);
  });

  it('have texts as keys, whatever these were', () => {
    expect(parseYaml('yes: 1\n2: 2\n~: 3\n')).toEqual([{ true: 1, 2: 2, null: 3 }]);
  });

  it('keep keys that JavaScript knows as plain keys', () => {
    const [document] = parseYaml('__proto__: {polluted: 1}\n');

    expect(Object.keys(Object(document))).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(document)).toBe(Object.prototype);
  });

  it('merge maps, of which the earlier wins, under what they say themselves', () => {
    const text = 'base: &a {x: 1, y: 1}\nmore: &b {y: 2, z: 2}\nboth: {z: 3, <<: [*a, *b]}\nquoted: {"<<": 1}\n';

    const [document] = parseYaml(text);

    expect(document).toMatchObject({ both: { x: 1, y: 1, z: 3 }, quoted: { '<<': 1 } });
  });

  it('have in place of an alias what the anchor last stood for', () => {
    expect(parseYaml('a: &x 1\nb: *x\nc: &x 2\nd: *x\n')).toEqual([{ a: 1, b: 1, c: 2, d: 2 }]);
  });

  it('that hold any JSON are that JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const plain: unknown = JSON.parse(JSON.stringify(value), (_, entry) => (typeof entry === 'number' ? 0 : entry));

        expect(parseYaml(JSON.stringify(plain))).toEqual([plain]);
      }),
    );
  });
});

describe('what is refused', () => {
  const laughs = (line: (number: number, last: string) => string, count: number) =>
    Array.from({ length: count }, (_, number) => line(number, `*a${number - 1}`)).join('\n');

  it.each([
    ['what is no YAML', 'a: [\n', /./],
    ['indentation by tabs', 'a:\n\tb: 1\n', /./],
    ['tags of applications', 'a: !Ref b\n', /!Ref is unknown/],
    ['maps of tags unknown', 'a: !!python/object {b: 1}\n', /is unknown/],
    ['lists as keys', '? [a]\n: 1\n', /as a key/],
    ['a merge of no map', 'a: {<<: 1}\n', /merges something/],
    ['an alias of nothing', 'a: *b\n', /./],
    ['an alias within its own anchor', 'a: &x [*x]\n', /\*x stands for nothing/],
    ['20,000 nested lists', '['.repeat(20_000), /nested too deeply/],
    ['nested lists with brackets in texts', '["]",'.repeat(20_000), /nested too deeply/],
    ['20,000 nested maps', '{a: '.repeat(20_000), /nested too deeply/],
    ['20,000 nested lists in one line', `${'- '.repeat(20_000)}a`, /nested too deeply/],
    ['nesting by indentation', laughs((number) => `${' '.repeat(number)}a:`, 1000), /nested too deeply/],
    [
      'nesting by aliases',
      laughs((number, last) => `a${number}: &a${number} [${number === 0 ? '' : last}]`, 1000),
      /nest it too deeply/,
    ],
    [
      'a billion laughs',
      laughs((number, last) => `a${number}: &a${number} [${number === 0 ? 'ha' : Array(10).fill(last)}]`, 12),
      /too large/,
    ],
    ['long texts that aliases repeat', `a: &a ${'x'.repeat(100_000)}\nb: [${Array(1000).fill('*a')}]\n`, /too large/],
  ])('%s', (_, text, message) => {
    expect(() => parseYaml(text)).toThrow(YamlError);
    expect(() => parseYaml(text)).toThrow(message);
  });

  it('is not what only looks nested', () => {
    const brackets = '[{'.repeat(1000);

    expect(parseYaml(`a: "${brackets}"\nb: [${'[], '.repeat(500)}]\n# ${brackets}\n`)).toMatchObject([{ a: brackets }]);
  });

  it('is not a nesting of 150 levels', () => {
    expect(JSON.stringify(parseYaml('['.repeat(150) + ']'.repeat(150)))).toBe('['.repeat(151) + ']'.repeat(151));
  });
});
