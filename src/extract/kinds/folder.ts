import { z } from 'zod';
import type { RawBatch, RawObject } from '../../raw-object.ts';
import { compileGlob, hasWildcard, withoutOuterSlashes } from '../content/glob.ts';
import { type Cost, perRepository, trees } from '../cost.ts';
import type { GitLab } from '../gitlab/gitlab.ts';
import { defaultBranchOf, readFiles } from '../gitlab/repository.ts';
import { idOf } from '../gitlab/row.ts';
import { defineKind } from '../kind.ts';
import { readRepositories, type Wish } from '../repositories.ts';
import { includedFiles, includeOnlyActiveProjects } from '../selector.ts';

export const folder = defineKind({
  name: 'folder',
  description: 'Folders directly inside a path, or those that match a glob.',
  docs: 'repositories/#list-repository-tree',
  selector: z.object({
    includeOnlyActiveProjects,
    folders: z
      .array(
        z.object({
          path: z.string().describe('Path whose folders are listed, or a glob that folders match'),
          repos: z
            .array(
              z.union([
                z.string().min(1),
                z.object({
                  name: z.string().min(1).describe('Full path of the project'),
                  branch: z.string().min(1).default('main').describe('Branch to look in'),
                }),
              ]),
            )
            .default([])
            .describe(
              'Projects, as full path or with a branch; a path alone stands for the default branch, empty for all projects',
            ),
        }),
      )
      .describe('Which folders'),
    includedFiles,
  }),
  costs: ({ folders, includedFiles }) => folderCosts(folders, includedFiles),
  async *extract(context) {
    const { gitlab, selector } = context;
    const wishes = selector.folders.flatMap(({ path, repos }) => toWishes(path, repos));

    async function* readProject(project: RawObject, due: readonly FolderWish[]) {
      const seen = new Set<string>();
      for (const { path, branch = defaultBranchOf(project) } of due) {
        for await (const batch of listFolders(gitlab, idOf(project), branch, path)) {
          const folders = batch.filter((entry) => isNew(seen, `${branch}:${entry['path']}`));
          if (folders.length === 0) continue;
          const included = await readFiles(context, project, branch, selector.includedFiles);
          yield folders.map((entry) => ({ folder: entry, repo: project, __branch: branch, ...included }));
        }
      }
    }
    const active = selector.includeOnlyActiveProjects;
    yield* readRepositories(context, { name: 'folders', active, wishes, read: readProject });
  },
});

type Folders = readonly {
  readonly path: string;
  readonly repos: readonly (string | { readonly name: string; readonly branch: string })[];
}[];

function folderCosts(folders: Folders, includedFiles: readonly string[]): Cost[] {
  const lists = folders.flatMap(({ path, repos }) => {
    const names = repos.map((repo) => (typeof repo === 'string' ? repo : repo.name));
    const reading = hasWildcard(path) ? trees : { what: `folder ${path || '/'}`, requests: 1, isShared: true };
    return perRepository([{ repos: names }], reading);
  });
  const perFolder = new Set(includedFiles).size;
  return perFolder === 0 ? lists : [...lists, { what: 'included files', per: 'folder', requests: perFolder }];
}

interface FolderWish extends Wish {
  readonly path: string;
  readonly branch: string | undefined;
}

function toWishes(
  path: string,
  repos: readonly (string | { readonly name: string; readonly branch: string })[],
): FolderWish[] {
  if (repos.length === 0) return [{ path, repos: [], branch: undefined }];
  return repos.map((repo) =>
    typeof repo === 'string'
      ? { path, repos: [repo], branch: undefined }
      : { path, repos: [repo.name], branch: repo.branch },
  );
}

async function* listFolders(
  { trees }: GitLab,
  projectId: number,
  branch: string,
  path: string,
): AsyncGenerator<RawBatch> {
  const isGlob = hasWildcard(path);
  const matches = isGlob ? compileGlob(path) : () => true;
  const entries = isGlob ? trees.walk(projectId, branch) : trees.list(projectId, branch, withoutOuterSlashes(path));
  for await (const batch of entries) {
    yield batch.filter((entry) => entry['type'] === 'tree' && matches(String(entry['path'])));
  }
}

function isNew(seen: Set<string>, key: string): boolean {
  const size = seen.size;
  return seen.add(key).size > size;
}
