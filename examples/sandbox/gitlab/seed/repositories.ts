import type { Project, Repository, RepositoryFile } from '../world.ts';
import { MARKETPLACE_FILES, PLUGIN_FILES, SKILL_FILES } from './agent-files.ts';
import { AWKWARD_FILES, text } from './awkward-files.ts';
import { PROJECTS } from './projects.ts';

const README = '# Read me\n\nHow to build, test and release.\n';

const API_FILES: Readonly<Record<string, RepositoryFile>> = {
  'README.md': text(README),
  CODEOWNERS: text('* @ada\n/docs/ @grace.h\n'),
  'package.json': text('{\n  "name": "platform-api",\n  "version": "2.3.4",\n  "private": true\n}\n'),
  'port.yml': text(
    '- identifier: platform-api\n  blueprint: service\n  properties:\n    readme: file://README.md\n    tier: 1\n',
  ),
  'deploy/values.yaml': text('replicas: 3\n---\nreplicas: 5\n'),
  'deploy/broken.yaml': text('key: [unclosed\n'),
  'docs/with space/notes #1.md': text('# Notes\n\n100% of them? Yes.\n'),
  'docs/größe.md': text('# Größe\n'),
  'src/main.go': text('package main\n\nfunc main() {\n\tprintln("platform-api")\n}\n'),
  'scripts/build.sh': { content: '#!/bin/sh\ngo build ./...\n', mode: '100755' },
  'assets/logo.png': {
    content: Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 255]),
    mode: '100644',
  },
  'assets/large.bin': text(
    'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n',
  ),
  'empty.txt': text(''),
  'LICENSE.md': { content: 'docs/größe.md', mode: '120000' },
  'vendor/lib': { content: '6dcb09b5b57875f334f61aebed695e2e4193db5e', mode: '160000' },
};

const FILES: ReadonlyMap<number, Readonly<Record<string, RepositoryFile>>> = new Map([
  [PROJECTS.api, API_FILES],
  [PROJECTS.skills, SKILL_FILES],
  [PROJECTS.edge, PLUGIN_FILES],
  [PROJECTS.renamed, MARKETPLACE_FILES],
  [PROJECTS.hostile, AWKWARD_FILES],
]);

const BRANCHES_OF_EDGE = 130;

/** Branches beside the default one; files that differ there win over those of the default branch. */
function branchesOf(project: Project): Readonly<Record<string, Readonly<Record<string, RepositoryFile>>>> {
  if (project.id === PROJECTS.api) {
    return {
      'release/1.x': { 'README.md': text('# Old read me\n') },
      'feature/a#b': { 'feature.yaml': text('feature: a#b\n') },
      'merged/größe 100%': {},
    };
  }
  if (project.id !== PROJECTS.edge) return {};
  const names = Array.from({ length: BRANCHES_OF_EDGE }, (_, index) => `topic/${String(index + 1).padStart(3, '0')}`);
  return Object.fromEntries(names.map((name) => [name, {}]));
}

/** Contents of every repository that is not empty; most hold a README and a manifest. */
export function seedRepositories(projects: readonly Project[]): Map<number, Repository> {
  const repositories = new Map<number, Repository>();
  for (const project of projects) {
    if (project.id === PROJECTS.empty || project.defaultBranch === null) continue;
    const files = new Map(Object.entries(filesOf(project)));
    const repository: Repository = new Map([[project.defaultBranch, files]]);
    for (const [branch, changes] of Object.entries(branchesOf(project))) {
      repository.set(branch, new Map([...files, ...Object.entries(changes)]));
    }
    repositories.set(project.id, repository);
  }
  return repositories;
}

function filesOf(project: Project): Readonly<Record<string, RepositoryFile>> {
  const written = FILES.get(project.id);
  if (written !== undefined) return written;
  const manifest = 'TypeScript' in project.languages || 'JavaScript' in project.languages;
  return {
    'README.md': text(`# ${project.name}\n\n${project.description ?? ''}\n`),
    ...(manifest ? { 'package.json': text(`{"name":${JSON.stringify(project.path)},"version":"1.0.0"}\n`) } : {}),
  };
}
