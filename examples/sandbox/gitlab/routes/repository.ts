import { createHash } from 'node:crypto';
import { type Api, findProject, type Request } from '../api.ts';
import { badParameter, forbidden, notFound } from '../api-error.ts';
import { branchOf, bytesOf, commitOf, idOfFile, nameOf, treeOf } from '../git.ts';
import { keysetParameters, offsetPage, tokenKeysetPage } from '../pagination.ts';
import { flag, readQuery, text, withDefault } from '../query.ts';
import { isSince } from '../settings.ts';
import type { Project, Repository, RepositoryFile } from '../world.ts';

export const treeParameters = {
  ...keysetParameters,
  path: withDefault(text, ''),
  ref: text,
  recursive: withDefault(flag, false),
  page_token: text,
};

export const fileParameters = { ref: text };

/** Trees, files and blobs of a repository ("GitLab: repositories", "GitLab: repository files"). */
export function repositoryRoutes(api: Api): void {
  api.get('/projects/:id/repository/tree', tree);
  api.get('/projects/:id/repository/files/:path', file);
  api.get('/projects/:id/repository/files/:path/raw', rawFile);
  api.get('/projects/:id/repository/blobs/:sha', (request) => {
    const bytes = bytesOf(findBlob(request));
    const sha = request.req.param('sha');
    return request.json({ size: bytes.length, encoding: 'base64', content: toBase64(bytes), sha });
  });
  api.get('/projects/:id/repository/blobs/:sha/raw', (request) => sendRaw(request, bytesOf(findBlob(request)), {}));
}

interface Readable {
  readonly project: Project;
  readonly repository: Repository | undefined;
}

/** The project of a request with its repository; throws 403 where the code is not readable. */
function findRepository(request: Request): Readable {
  const viewer = request.get('viewer');
  const project = findProject(request);
  if (!viewer.mayRead(project, 'repository')) throw forbidden();
  return { project, repository: viewer.world.repositories.get(project.id) };
}

function tree(request: Request): Response {
  const viewer = request.get('viewer');
  const query = readQuery(request, treeParameters);
  const { version } = viewer.world;
  if (query.pagination === 'none' && !isSince(version, 15, 3)) {
    throw badParameter('pagination', 'does not have a valid value');
  }
  if (query.pagination === 'none' && !query.recursive) {
    throw badParameter('pagination', 'cannot be "none" unless "recursive" is true');
  }
  const { project, repository } = findRepository(request);
  const branch = branchOf(project, repository, query.ref);
  const files = branch === undefined ? undefined : repository?.get(branch);
  if (files === undefined) throw notFound('Tree');
  const entries = treeOf(files, query.path.replace(/^\/|\/$/g, ''), query.recursive);
  if (entries === undefined) {
    if (isSince(version, 17, 7)) throw notFound('invalid revision or path');
    return request.json([]);
  }
  if (query.pagination === 'none') return request.json(entries);
  if (query.pagination === 'keyset') {
    return request.json(tokenKeysetPage(request, viewer, entries, (entry) => entry.path));
  }
  return request.json(offsetPage(request, viewer, entries));
}

interface Found {
  readonly bytes: Uint8Array;
  readonly metadata: {
    readonly file_name: string;
    readonly file_path: string;
    readonly size: number;
    readonly encoding: string;
    readonly content_sha256: string;
    readonly ref: string;
    readonly blob_id: string;
    readonly commit_id: string;
    readonly last_commit_id: string;
    readonly execute_filemode: boolean;
  };
}

/** The file that a request names; throws 404 as GitLab words it. */
function findFile(request: Request, ref: string): Found {
  const { project, repository } = findRepository(request);
  const path = request.req.param('path') ?? '';
  if (path.startsWith('/') || path.split('/').includes('..')) {
    throw badParameter('file_path', 'should be a valid file path');
  }
  const branch = branchOf(project, repository, ref);
  if (branch === undefined) throw notFound('Commit');
  const content = repository?.get(branch)?.get(path);
  if (content === undefined || content.mode === '160000') throw notFound('File');
  const bytes = bytesOf(content);
  const commit = commitOf(project, branch);
  const metadata = {
    file_name: nameOf(path),
    file_path: path,
    size: bytes.length,
    encoding: 'base64',
    content_sha256: createHash('sha256').update(bytes).digest('hex'),
    ref,
    blob_id: idOfFile(content),
    commit_id: commit,
    last_commit_id: commitOf(project, `${path} ${idOfFile(content)}`),
    execute_filemode: content.mode === '100755',
  };
  return { bytes, metadata };
}

function file(request: Request): Response {
  const { ref } = readQuery(request, fileParameters);
  if (ref === undefined) throw badParameter('ref', 'is missing, ref is empty');
  const { bytes, metadata } = findFile(request, ref);
  for (const [name, value] of Object.entries(metadataHeaders(metadata))) request.header(name, value);
  return request.json({ ...metadata, content: toBase64(bytes) });
}

function rawFile(request: Request): Response {
  const { ref = 'HEAD' } = readQuery(request, fileParameters);
  const { bytes, metadata } = findFile(request, ref);
  return sendRaw(request, bytes, metadataHeaders(metadata));
}

/** `file_name` becomes `X-Gitlab-File-Name`; values are percent-encoded, since a header cannot hold every path. */
function metadataHeaders(metadata: Found['metadata']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => [
      `X-Gitlab-${name.split('_').map(capitalise).join('-')}`,
      encodeURI(String(value)),
    ]),
  );
}

function capitalise(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function findBlob(request: Request): RepositoryFile {
  const { repository } = findRepository(request);
  const sha = request.req.param('sha');
  // Most branches share most of their files: each is looked at once.
  const files = new Set([...(repository?.values() ?? [])].flatMap((branch) => [...branch.values()]));
  const found = [...files].find((candidate) => candidate.mode !== '160000' && idOfFile(candidate) === sha);
  if (found === undefined) throw notFound('Blob');
  return found;
}

function sendRaw(request: Request, bytes: Uint8Array, headers: Record<string, string>): Response {
  const isText = !bytes.includes(0);
  const type = isText ? 'text/plain; charset=utf-8' : 'application/octet-stream';
  return request.body(Uint8Array.from(bytes), 200, { ...headers, 'Content-Type': type, 'Cache-Control': 'no-store' });
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
