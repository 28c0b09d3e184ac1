import { branchOf, bytesOf, idOfFile, nameOf } from '../git.ts';
import { fullPathOf } from '../present/project.ts';
import { isSince } from '../settings.ts';
import { isArchived, type Viewer } from '../viewer.ts';
import type { Project, Repository, RepositoryFile } from '../world.ts';
import { type Arguments, FieldError, type GraphObject } from './execute.ts';

const PAGE = 100;

/** The part of GitLab's graph that leads to the languages and small files of many projects. */
export function graphRoot(viewer: Viewer, complexity: { readonly score: number; readonly limit: number }): GraphObject {
  return {
    type: 'Query',
    fields: {
      queryComplexity: () => ({
        type: 'QueryComplexity',
        fields: { score: () => complexity.score, limit: () => complexity.limit },
      }),
      projects: (given) =>
        connection(
          'Project',
          findProjects(viewer, given).map((project, index) => projectObject(viewer, project, index)),
          given,
        ),
      project: ({ fullPath }) => {
        const found = viewer.world.projects.find((project) => fullPathOf(viewer, project) === fullPath);
        return found !== undefined && viewer.seesProject(found) ? projectObject(viewer, found, 0) : null;
      },
    },
  };
}

/** Visible projects, newest first; those that are asked for and not visible are left out without a word. */
function findProjects(viewer: Viewer, { ids, fullPaths }: Arguments): Project[] {
  return viewer.world.projects
    .filter((project) => viewer.seesProject(project))
    .filter((project) => !Array.isArray(ids) || ids.includes(globalId(project)))
    .filter((project) => !Array.isArray(fullPaths) || fullPaths.includes(fullPathOf(viewer, project)))
    .toSorted((left, right) => right.id - left.id);
}

function globalId(project: Project): string {
  return `gid://gitlab/Project/${project.id}`;
}

/** The first page of a list, at most 100 nodes however many are asked for. */
function connection(type: string, nodes: readonly GraphObject[], { first }: Arguments): GraphObject {
  const page = nodes.slice(0, Math.min(typeof first === 'number' ? first : PAGE, PAGE));
  const hasNextPage = page.length < nodes.length;
  const pageInfo: GraphObject = {
    type: 'PageInfo',
    fields: { hasNextPage: () => hasNextPage, endCursor: () => (hasNextPage ? btoa(`${page.length}`) : null) },
  };
  return {
    type: `${type}Connection`,
    fields: { nodes: () => page, pageInfo: () => pageInfo, count: () => nodes.length },
  };
}

function projectObject(viewer: Viewer, project: Project, index: number): GraphObject {
  const { world } = viewer;
  const languages = (): unknown => Object.entries(project.languages).map(([name, share]) => languageOf(name, share));
  const orFail = (field: string, value: () => unknown): unknown => {
    if (world.settings.graphql === 'partial' && index % 2 === 1) throw new FieldError(`Timeout on Project.${field}`);
    return value();
  };
  return {
    type: 'Project',
    fields: {
      id: () => globalId(project),
      name: () => project.name,
      fullPath: () => fullPathOf(viewer, project),
      archived: () => isArchived(viewer, project),
      ...(isSince(world.version, 15, 6) ? { languages: () => orFail('languages', languages) } : {}),
      repository: () =>
        orFail('repository', () =>
          viewer.mayRead(project, 'repository') ? repositoryObject(project, world.repositories.get(project.id)) : null,
        ),
    },
  };
}

function languageOf(name: string, share: number): GraphObject {
  return { type: 'RepositoryLanguage', fields: { name: () => name, share: () => share, color: () => null } };
}

function repositoryObject(project: Project, repository: Repository | undefined): GraphObject {
  const blobs = (given: Arguments): GraphObject => {
    const { paths, ref } = given;
    const branch = branchOf(project, repository, typeof ref === 'string' ? ref : undefined);
    const files = branch === undefined ? undefined : repository?.get(branch);
    const wanted: readonly unknown[] = Array.isArray(paths) ? paths : [];
    const found = [...(files ?? [])].filter(([path, file]) => wanted.includes(path) && file.mode !== '160000');
    const nodes = found.map(([path, file]) => blobObject(path, file));
    return connection('RepositoryBlob', nodes, given);
  };
  return {
    type: 'Repository',
    fields: {
      rootRef: () => (repository === undefined ? null : project.defaultBranch),
      empty: () => repository === undefined,
      exists: () => true,
      blobs,
    },
  };
}

function blobObject(path: string, file: RepositoryFile): GraphObject {
  const bytes = bytesOf(file);
  // BigInt goes over the wire as a string.
  const size = (): string => String(bytes.length);
  const content = (): string | null => textOf(bytes);
  return {
    type: 'RepositoryBlob',
    fields: {
      id: () => `gid://gitlab/Blob/${idOfFile(file)}`,
      oid: () => idOfFile(file),
      name: () => nameOf(path),
      path: () => path,
      mode: () => file.mode,
      size,
      rawSize: size,
      rawBlob: content,
      rawTextBlob: content,
      base64EncodedBlob: () => Buffer.from(bytes).toString('base64'),
    },
  };
}

/** Null for a binary file; text in another encoding is turned into UTF-8, so it is not what the file endpoints give. */
function textOf(bytes: Uint8Array): string | null {
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return new TextDecoder('latin1').decode(bytes);
  }
}
