import type { RepositoryFile } from '../world.ts';

/** A plain file. */
export const text = (content: string): RepositoryFile => ({ content, mode: '100644' });

const bytes = (content: readonly number[]): RepositoryFile => ({ content: Uint8Array.from(content), mode: '100644' });

/** 2 MiB of valid YAML: more than an exporter should parse. */
const HUGE = `- ${'x'.repeat(1021)}\n`.repeat(2048);

/** What PyYAML's safe loader reads otherwise than YAML 1.2: words as booleans, octal, base 60, dates, merge keys. */
const YAML_1_1 = `country: NO
enabled: yes
mode: 017
ratio: 1_000
time: 1:30
released: 2024-02-29
built: 2024-02-29T10:00:00+02:00
nothing: ~
infinite: .inf
version: 1.10
defaults: &defaults
  tier: 1
  team: core
service:
  <<: *defaults
  tier: 2
`;

/** Ten levels of ten aliases: ten billion strings out of a few hundred characters. */
const ALIAS_BOMB = Array.from({ length: 10 }, (_, level) => {
  const items = Array.from({ length: 10 }, () => (level === 0 ? 'lol' : `*level${level - 1}`));
  return `level${level}: &level${level} [${items.join(', ')}]\n`;
}).join('');

/** Files that are hard to name, to decode or to parse. */
export const AWKWARD_FILES: Readonly<Record<string, RepositoryFile>> = {
  'README.md': text('# __proto__\n\nA repository of files that are hard to read.\n'),
  'names/50% off? #1 (draft) & more.yaml': text('name: percent\n'),
  'names/日本語 📏/größe.yaml': text('name: unicode\n'),
  'names/cafe\u0301.yaml': text('name: decomposed\n'),
  'names/.hidden/.config.yml': text('hidden: true\n'),
  'names/__proto__.json': text('{"__proto__": {"polluted": true}, "constructor": 1}\n'),
  // One search finds it by its name and by two places in it.
  'names/twice.yaml': text(`# twice.yaml\n${'\n'.repeat(9)}name: twice.yaml\n`),
  'names/UPPER.YAML': text('upper: true\n'),
  'yaml/documents.yaml': text('---\nname: first\n---\n- name: second\n- name: third\n---\n---\nname: last\n...\n'),
  'yaml/yaml-1.1.yaml': text(YAML_1_1),
  'yaml/duplicate-keys.yaml': text('name: first\nname: last\n'),
  'yaml/alias-bomb.yaml': text(ALIAS_BOMB),
  'yaml/tabs.yaml': text('services:\n\t- name: tab\n'),
  'yaml/custom-tag.yaml': text('bucket: !Ref Bucket\n'),
  'yaml/scalar.yaml': text('just a sentence\n'),
  'yaml/comments.yaml': text('# nothing but a comment\n'),
  'yaml/nested.yaml': text(`${'['.repeat(5000)}${']'.repeat(5000)}\n`),
  'yaml/windows.yaml': text('\uFEFFname: windows\r\nlines: two\r\n'),
  'yaml/huge.yaml': text(HUGE),
  'yaml/latin-1.yaml': bytes([...Buffer.from('name: gr'), 0xf6, 0xdf, ...Buffer.from('e\n')]),
  'json/valid.json': text('{"name": "valid", "owner": "file://README.md", "missing": "file://docs/none.md"}\n'),
  'json/absolute.json': text('["file:///etc/hostname", "file://../outside.txt", "file://yaml/scalar.yaml"]\n'),
  'json/broken.json': text('{"name": "broken",}}\n'),
  'json/number.json': text('12345678901234567890\n'),
  'json/empty.json': text(''),
  'json/nested.json': text(`${'['.repeat(10_000)}${']'.repeat(10_000)}\n`),
  'deep/1/2/3/4/5/6/7/8/9/10/11/leaf.yaml': text('depth: 12\n'),
  'links/to-readme.yaml': { content: '../README.md', mode: '120000' },
  'links/broken.json': { content: 'nowhere/at/all.json', mode: '120000' },
  'links/module': { content: '6dcb09b5b57875f334f61aebed695e2e4193db5e', mode: '160000' },
  'large/model.yaml': text(
    'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 734003200\n',
  ),
  'binary/image.json': bytes([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 255]),
};
