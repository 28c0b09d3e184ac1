import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const read = (path: string) => readFile(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');

interface Instruction {
  readonly name: string;
  readonly value: string;
}

/** The instructions of a Dockerfile, each on one line, comments left out. */
function parseInstructions(text: string): readonly Instruction[] {
  return text
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [name = '', ...rest] = line.split(' ');
      return { name, value: rest.join(' ') };
    });
}

const instructions = parseInstructions(await read('Dockerfile'));
const lastStage = instructions.slice(instructions.findLastIndex(({ name }) => name === 'FROM'));

const valuesOf = (name: string, among = instructions) =>
  among.filter((instruction) => instruction.name === name).map(({ value }) => value);

describe('the Dockerfile', () => {
  it('builds in one stage and runs in another, both of the image that NODE_IMAGE names', () => {
    expect(valuesOf('FROM')).toEqual([
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the Dockerfile's own variable
      '--platform=$BUILDPLATFORM ${NODE_IMAGE} AS build',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the Dockerfile's own variable
      '${NODE_IMAGE}',
    ]);
  });

  it('names a slim Node of one major version, never the latest', () => {
    const [image] = valuesOf('ARG');

    expect(image).toMatch(/^NODE_IMAGE=node:\d+-[a-z]+-slim$/);
  });

  it('installs from the lockfile and lets no package run a script', () => {
    const installations = valuesOf('RUN').filter((command) => command.includes('npm ci'));

    expect(valuesOf('RUN').join('\n')).not.toMatch(/npm (i|install|add)\b/);
    expect(installations.every((command) => command.includes('--ignore-scripts'))).toBe(true);
  });

  it('takes packages into the image only from an installation without development and optional ones', () => {
    const folder = instructions.findIndex(({ name, value }) => name === 'WORKDIR' && value === '/production');
    const [installation] = valuesOf('RUN', instructions.slice(folder));

    const copied = valuesOf('COPY', lastStage).filter((value) => value.includes('node_modules'));

    expect(copied).toEqual(['--from=build /production/node_modules /app/node_modules']);
    expect(installation).toContain('npm ci --omit=dev --omit=optional');
  });

  it('copies manifest and lockfile before the sources, so that installed packages stay cached', () => {
    const steps = instructions.map(({ name, value }) => `${name} ${value}`);
    const installed = steps.findLastIndex((step) => step.includes('npm ci'));

    expect(steps.indexOf('COPY src ./src')).toBeGreaterThan(installed);
    expect(steps.indexOf('COPY package.json package-lock.json ./')).toBeLessThan(installed);
  });

  it('runs nothing in the last stage, so that another platform needs no emulation', () => {
    expect(valuesOf('RUN', lastStage)).toEqual([]);
  });

  it('runs as a numeric user that is not root, which Kubernetes can verify', () => {
    const [user = ''] = valuesOf('USER', lastStage);

    expect(user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  });

  it('starts Node without a shell, so that signals reach it', () => {
    const [entrypoint = ''] = valuesOf('ENTRYPOINT', lastStage);

    expect(JSON.parse(entrypoint)).toEqual(['node', '--', '/app/bin/gitlab-port-exporter.js']);
    expect(valuesOf('STOPSIGNAL', lastStage)).toEqual(['SIGTERM']);
    expect(valuesOf('CMD', lastStage)).toEqual([]);
  });

  it('is labelled, with what only the release knows as arguments that come last', () => {
    const [labels = ''] = valuesOf('LABEL', lastStage);
    const names = [...labels.matchAll(/org\.opencontainers\.image\.(\w+)=/g)].map(([, name]) => name);

    expect(names).toEqual(['title', 'description', 'licenses', 'source', 'version', 'revision', 'created']);
    expect(valuesOf('ARG', lastStage)).toEqual(['VERSION', 'REVISION', 'CREATED', 'SOURCE']);
    expect(lastStage.at(-1)?.name).toBe('LABEL');
  });
});

describe('the build context', () => {
  it('holds what the Dockerfile copies and nothing else', async () => {
    const lines = (await read('.dockerignore')).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    const copied = valuesOf('COPY')
      .filter((value) => !value.startsWith('--from='))
      .flatMap((value) => value.split(' ').slice(0, -1));

    const [first, ...rest] = lines;

    expect(first).toBe('*');
    expect(rest.map((line) => line.replace(/^!/, '')).sort()).toEqual([...new Set(copied)].sort());
    expect(rest.every((line) => line.startsWith('!'))).toBe(true);
  });
});
