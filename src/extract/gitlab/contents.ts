import { z } from 'zod';
import { UpstreamError } from '../../errors.ts';
import { parseAnswer } from '../../http/answer.ts';
import { endpoint } from '../../http/endpoint.ts';
import type { GitLab } from './gitlab.ts';
import { isAbsentFromRepository } from './gone.ts';
import { Recent } from './recent.ts';

/** Contents of files; undefined where there is no such file. */
export interface Contents {
  /** The cheapest way, and the one without the limit on files (GitLab: "Repositories API", raw blob content). */
  blob(projectId: number, blobId: string): Promise<Uint8Array | undefined>;
  raw(projectId: number, ref: string, path: string): Promise<Uint8Array | undefined>;
  /** With what GitLab knows of the file: its size, its last commit … */
  file(projectId: number, ref: string, path: string): Promise<FileAnswer | undefined>;
}

/** An answer of the files endpoint (GitLab: "Repository files API"). */
type FileAnswer = z.output<typeof FileAnswer>;

const FileAnswer = z.looseObject({ content: z.base64(), size: z.number() });

const MAX_KEPT_BYTES = 32 * 1024 * 1024;

/** What an entry takes beside its content. */
const OVERHEAD = 512;

export function createContents(gitlab: Pick<GitLab, 'get' | 'getBytes'>): Contents {
  const recentBytes = new Recent<Uint8Array | undefined>(MAX_KEPT_BYTES, (bytes) => OVERHEAD + (bytes?.length ?? 0));
  const recentFiles = new Recent<FileAnswer | undefined>(
    MAX_KEPT_BYTES,
    (answer) => OVERHEAD + (answer?.content.length ?? 0),
  );

  async function readBytes(...request: Parameters<GitLab['getBytes']>): Promise<Uint8Array | undefined> {
    const { body } = await gitlab.getBytes(...request);
    return body instanceof Uint8Array ? body : undefined;
  }

  return {
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
        unlessAbsent(async () => {
          const file = endpoint`projects/${projectId}/repository/files/${path}`;
          const route = `GET ${file.route}`;
          return parseAnswer(FileAnswer, await gitlab.get(file, { ref }), { service: 'GitLab', route });
        }),
      ),
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
