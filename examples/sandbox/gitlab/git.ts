import { createHash } from 'node:crypto';
import type { Project, Repository, RepositoryFile } from './world.ts';

/** One entry of a tree ("GitLab: repositories, list repository tree"). */
export interface TreeEntry {
  readonly id: string;
  readonly name: string;
  readonly type: 'tree' | 'blob' | 'commit';
  readonly path: string;
  readonly mode: string;
}

type Files = ReadonlyMap<string, RepositoryFile>;

/** The bytes of a file. */
export function bytesOf(file: RepositoryFile): Uint8Array {
  return typeof file.content === 'string' ? Buffer.from(file.content) : file.content;
}

/** The id that Git gives a blob; for a submodule the commit that it points to. */
export function idOfFile(file: RepositoryFile): string {
  if (file.mode === '160000') return String(file.content);
  const bytes = bytesOf(file);
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/** A stable stand-in for the commit a branch points to. */
export function commitOf(project: Project, ref: string): string {
  return createHash('sha1').update(`commit ${project.id} ${ref}`).digest('hex');
}

/** The branch that a ref names: its name, `HEAD`, or the id of its commit; undefined for the default. */
export function branchOf(
  project: Project,
  repository: Repository | undefined,
  ref: string | undefined,
): string | undefined {
  const name = ref === undefined || ref === '' || ref === 'HEAD' ? project.defaultBranch : ref;
  return [...(repository?.keys() ?? [])].find((branch) => branch === name || commitOf(project, branch) === name);
}

/** Everything below a directory: trees first, then blobs, then submodules, each by path; undefined if it is no directory. */
export function treeOf(files: Files, directory: string, recursive: boolean): TreeEntry[] | undefined {
  const prefix = directory === '' ? '' : `${directory}/`;
  const entries = new Map<string, TreeEntry>();
  for (const [path, file] of files) {
    if (!path.startsWith(prefix)) continue;
    const parts = path.slice(prefix.length).split('/');
    for (let depth = 1; depth <= (recursive ? parts.length : 1); depth += 1) {
      const entryPath = prefix + parts.slice(0, depth).join('/');
      if (entries.has(entryPath)) continue;
      entries.set(entryPath, depth === parts.length ? fileEntry(entryPath, file) : directoryEntry(entryPath, files));
    }
  }
  if (entries.size === 0) return undefined;
  const rank = { tree: 0, blob: 1, commit: 2 };
  return [...entries.values()].sort(
    (left, right) => rank[left.type] - rank[right.type] || (left.path < right.path ? -1 : 1),
  );
}

function fileEntry(path: string, file: RepositoryFile): TreeEntry {
  const type = file.mode === '160000' ? 'commit' : 'blob';
  return { id: idOfFile(file), name: nameOf(path), type, path, mode: file.mode };
}

function directoryEntry(path: string, files: Files): TreeEntry {
  const hash = createHash('sha1').update('tree');
  for (const [inside, file] of files) {
    if (inside.startsWith(`${path}/`)) hash.update(`${inside}\0${idOfFile(file)}`);
  }
  return { id: hash.digest('hex'), name: nameOf(path), type: 'tree', path, mode: '040000' };
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
