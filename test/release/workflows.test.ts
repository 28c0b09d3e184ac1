import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const Workflow = z.object({
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(
    z.string(),
    z.object({
      needs: z.string().optional(),
      'timeout-minutes': z.number().optional(),
      strategy: z.object({ matrix: z.object({ node: z.array(z.string()) }) }).optional(),
      steps: z
        .array(z.object({ run: z.string().optional(), uses: z.string().optional(), with: z.unknown().optional() }))
        .default([]),
    }),
  ),
});

async function read(name: string) {
  const text = await readFile(new URL(`../../.github/workflows/${name}.yml`, import.meta.url), 'utf8');
  return Workflow.parse(parse(text));
}

async function readManifest(): Promise<{ scripts: Record<string, string>; engines: { node: string } }> {
  return JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
}

describe('the workflows', () => {
  it('test on every maintained line of Node and on what the image runs', async () => {
    const { jobs } = await read('test');
    const dockerfile = await readFile(new URL('../../Dockerfile', import.meta.url), 'utf8');
    const image = /^ARG NODE_IMAGE=node:(\d+)/m.exec(dockerfile)?.[1];

    const versions = jobs['test']?.strategy?.matrix.node ?? [];

    expect(versions).toEqual(expect.arrayContaining(['20', '22', '24', image]));
  });

  it('run the program on the oldest Node that the package allows', async () => {
    const { jobs } = await read('test');
    const { engines } = await readManifest();

    const [setup] = jobs['oldest']?.steps.filter(({ uses = '' }) => uses.startsWith('actions/setup-node@')) ?? [];

    expect(setup?.with).toEqual({ 'node-version': engines.node.replace('>=', '') });
    expect(jobs['oldest']?.steps.map(({ run }) => run)).toContain('npm run demo');
  });

  it('publish nothing before tag, version and changelog agree, and the image after the package', async () => {
    const { jobs } = await read('release');

    const lines = jobs['package']?.steps.map(({ run = '' }) => run) ?? [];
    const publish = lines.findIndex((line) => line.startsWith('npm publish'));

    expect(lines.findIndex((line) => line.includes('$GITHUB_REF_NAME" = "v$('))).toBeLessThan(publish);
    expect(lines.findIndex((line) => line.includes('CHANGELOG.md'))).toBeLessThan(publish);
    expect(jobs['image']?.needs).toBe('package');
  });

  it.each(['test', 'release'])('%s runs only scripts that the package has', async (name) => {
    const { jobs } = await read(name);
    const { scripts } = await readManifest();

    const lines = Object.values(jobs).flatMap(({ steps }) => steps.map(({ run = '' }) => run));
    const named = lines.flatMap((line) => [...line.matchAll(/npm run ([\w:]+)/g)].map(([, script]) => script));

    expect(named.filter((script) => script === undefined || !(script in scripts))).toEqual([]);
  });

  it.each(['test', 'release'])('%s puts no expression into shell text, where its value could be code', async (name) => {
    const { jobs } = await read(name);

    const lines = Object.values(jobs).flatMap(({ steps }) => steps.map(({ run = '' }) => run));

    expect(lines.filter((line) => line.includes('${{'))).toEqual([]);
  });

  it.each(['test', 'release'])('%s may do no more than its jobs ask for, and not for ever', async (name) => {
    const { jobs, permissions } = await read(name);

    const endless = Object.values(jobs).filter((job) => job.steps.length > 0 && job['timeout-minutes'] === undefined);

    expect(permissions).toEqual({ contents: 'read' });
    expect(endless).toEqual([]);
  });

  it('publishes with provenance, a bill of materials, and an image for both architectures', async () => {
    const { jobs } = await read('release');

    const lines = jobs['package']?.steps.map(({ run = '' }) => run).join('\n');
    const image = jobs['image']?.steps.find(({ uses = '' }) => uses.startsWith('docker/build-push-action@'));

    expect(lines).toContain('npm publish ./gitlab-port-exporter-*.tgz --provenance');
    expect(lines).toContain('npm sbom');
    expect(image?.with).toMatchObject({
      platforms: 'linux/amd64,linux/arm64',
      provenance: 'mode=max',
      sbom: true,
    });
  });
});
