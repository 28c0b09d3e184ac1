import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { environmentNames, SETTING_NAMES } from '../../src/config/settings.ts';
import { EXIT_CODES } from '../../src/errors.ts';
import { EXAMPLE_FILES, EXAMPLES_FOLDER, readExample } from './files.ts';
import { CREDENTIALS } from './job.ts';
import { JOBS } from './jobs.ts';

const KNOWN_VARIABLES = new Set(SETTING_NAMES.flatMap(environmentNames));

/** Formats of the tokens of GitLab and others, and of anything that is as long and as random. */
const SECRET_LIKE = [/gl[a-z]{2,7}-[\w-]{10,}/, /(?<![\w/.-])[A-Za-z0-9+]{32,}(?![\w/.-])/, /:\/\/[^/\s:@]+:[^/\s@]+@/];

describe('the list of files', () => {
  it('is complete', async () => {
    const entries = await readdir(EXAMPLES_FOLDER, { recursive: true, withFileTypes: true });
    const paths = entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(EXAMPLES_FOLDER, join(entry.parentPath, entry.name)))
      .filter((path) => !/^(mappings|sandbox)\/|^README\.md$|(^|\/)(\.env|report\.json)$/.test(path));

    expect(paths.sort()).toEqual([...EXAMPLE_FILES].sort());
  });

  it('is in the README of the examples', async () => {
    const text = await readExample('README.md');

    const missing = EXAMPLE_FILES.filter((path) => !text.includes(`](${path})`));

    expect(missing).toEqual([]);
  });
});

describe.each(EXAMPLE_FILES)('%s', (path) => {
  it('names no variable that the exporter does not know', async () => {
    const names = (await readExample(path)).match(/\b(?:OCEAN__|GPE_|APPLICATION__)\w+/g) ?? [];

    expect(names.filter((name) => !KNOWN_VARIABLES.has(name))).toEqual([]);
  });

  it('holds nothing that looks like a secret', async () => {
    const text = await readExample(path);

    expect(SECRET_LIKE.filter((pattern) => pattern.test(text))).toEqual([]);
  });

  it('gives no variable a value among the arguments of docker', async () => {
    const text = await readExample(path);

    expect(text).not.toMatch(/(^|\s)(-e|--env)[ =]\w+=/);
  });
});

describe.each(JOBS)('$file', ({ file, name }) => {
  it('says where each credential comes from', async () => {
    const files = EXAMPLE_FILES.filter((path) => path.split('/')[0] === file.split('/')[0]);
    const text = (await Promise.all((name.startsWith('github') ? [file] : files).map(readExample))).join('\n');

    expect(text).toMatch(/scope read_api/);
    expect(text).toMatch(/# .*Port: Credentials|\/\/ .*Port: Credentials/);
  });

  it('names what has to be replaced', async () => {
    const text = await readExample(file);

    const placeholders = ['OWNER', 'gitlab.example.com'].filter((word) => text.includes(word));
    const [explanation = ''] = /Replace .*?\.\n/s.exec(text) ?? [];

    expect(placeholders.filter((word) => !explanation.includes(word))).toEqual([]);
  });
});

describe('the README of the examples', () => {
  it('says of every exit code what a pipeline should make of it', async () => {
    const text = await readExample('README.md');

    const missing = EXIT_CODES.filter(
      ({ code }) => !new RegExp(`^\\| [\\d, ]*\\b${code}\\b[\\d, ]* \\|`, 'm').test(text),
    );

    expect(missing).toEqual([]);
  });
});

describe('the files of credentials', () => {
  it.each(['terminal/.env.example', 'docker-compose/.env.example'])(
    '%s asks for each of them, and nothing else',
    async (path) => {
      const lines = (await readExample(path)).split('\n').filter((line) => line !== '' && !line.startsWith('#'));

      expect(lines.sort()).toEqual(CREDENTIALS.map((name) => `${name}=replace-me`).sort());
    },
  );
});
