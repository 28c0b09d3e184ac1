import { z } from 'zod';
import { UpstreamError } from '../../errors.ts';
import { parseAnswer } from '../../http/answer.ts';
import { type Endpoint, endpoint, type Query } from '../../http/endpoint.ts';
import type { AnswerHeaders } from '../../http/headers.ts';
import type { RawObject } from '../../raw-object.ts';
import type { Content } from '../content/text.ts';
import type { GitLabClient } from './client.ts';
import { isAbsentFromRepository } from './gone.ts';
import { Recent } from './recent.ts';

/** Contents of files; undefined where there is no such file. What is larger than the limit is not read to its end. */
export interface Contents {
  /** The largest file that is read, in bytes. */
  readonly sizeLimit: number;
  /** The cheapest way, and the one without the limit on files (GitLab: "Repositories API", raw blob content). */
  blob(projectId: number, blobId: string): Promise<Content | undefined>;
  raw(projectId: number, ref: string, path: string): Promise<Content | undefined>;
  /** With what GitLab knows of the file: its size, its last commit … */
  file(projectId: number, ref: string, path: string): Promise<FileContent | undefined>;
}

interface FileContent {
  /** Those of the files endpoint (GitLab: "Repository files API"). */
  readonly fields: RawObject;
  readonly content: Content;
}

const FileAnswer = z.looseObject({ content: z.base64(), size: z.number() });

const MAX_KEPT_BYTES = 32 * 1024 * 1024;

/** What an entry takes beside its content. */
const OVERHEAD = 512;

/** What the files endpoint says beside the content. */
const MAX_FIELDS_BYTES = 64 * 1024;

export function createContents(gitlab: Pick<GitLabClient, 'get' | 'head' | 'getBytes'>, sizeLimit: number): Contents {
  const recentBytes = new Recent<Content | undefined>(MAX_KEPT_BYTES, weightOf);
  const recentFiles = new Recent<FileContent | undefined>(MAX_KEPT_BYTES, (file) => weightOf(file?.content));
  const oversize = { limit: sizeLimit };

  async function readBytes(file: Endpoint, query?: Query): Promise<Content | undefined> {
    const answer = await unlessTooLarge(() => gitlab.getBytes(file, query, sizeLimit));
    if (answer === undefined) return oversize;
    return answer.body instanceof Uint8Array ? answer.body : undefined;
  }

  async function readFile(projectId: number, ref: string, path: string): Promise<FileContent> {
    const file = endpoint`projects/${projectId}/repository/files/${path}`;
    const maxBytes = Math.ceil((sizeLimit * 4) / 3) + MAX_FIELDS_BYTES;
    const answer = await unlessTooLarge(() => gitlab.get(file, { ref }, maxBytes));
    if (answer === undefined) {
      const { headers } = await gitlab.head(file, { ref });
      return { fields: fieldsOf(headers, path, ref), content: oversize };
    }
    const route = `GET ${file.route}`;
    const { content, ...fields } = parseAnswer(FileAnswer, answer, { service: 'GitLab', route });
    return { fields, content: fields.size > sizeLimit ? oversize : Buffer.from(content, 'base64') };
  }

  return {
    sizeLimit,
    blob: (projectId, blobId) =>
      recentBytes.read(JSON.stringify([projectId, blobId]), () =>
        unlessAbsent(() => readBytes(endpoint`projects/${projectId}/repository/blobs/${blobId}/raw`)),
      ),
    raw: (projectId, ref, path) =>
      recentBytes.read(JSON.stringify([projectId, ref, path]), () =>
        unlessAbsent(() => readBytes(endpoint`projects/${projectId}/repository/files/${path}/raw`, { ref })),
      ),
    file: (projectId, ref, path) =>
      recentFiles.read(JSON.stringify([projectId, ref, path]), () =>
        unlessAbsent(() => readFile(projectId, ref, path)),
      ),
  };
}

function weightOf(content: Content | undefined): number {
  return OVERHEAD + (content instanceof Uint8Array ? content.byteLength : 0);
}

/** What the files endpoint says, as its headers tell it: `last_commit_id` is `X-Gitlab-Last-Commit-Id`. */
function fieldsOf(headers: AnswerHeaders, path: string, ref: string): RawObject {
  const read = (name: string) => headers.get(`x-gitlab-${name}`);
  return {
    file_name: path.slice(path.lastIndexOf('/') + 1),
    file_path: path,
    size: Number(read('size')),
    encoding: read('encoding'),
    content_sha256: read('content-sha256'),
    ref,
    blob_id: read('blob-id'),
    commit_id: read('commit-id'),
    last_commit_id: read('last-commit-id'),
    execute_filemode: read('execute-filemode') === 'true',
  };
}

async function unlessAbsent<Value>(read: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof UpstreamError && isAbsentFromRepository(error)) return undefined;
    throw error;
  }
}

async function unlessTooLarge<Value>(read: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof UpstreamError && error.failure.reason === 'too-large') return undefined;
    throw error;
  }
}
