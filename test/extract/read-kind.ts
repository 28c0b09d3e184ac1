import { http } from 'msw';
import { createGitLab as createSandbox, type GitLab as Sandbox } from '../../examples/sandbox/gitlab/app.ts';
import { TOKENS } from '../../examples/sandbox/gitlab/seed/people.ts';
import { createWorld, type World } from '../../examples/sandbox/gitlab/world.ts';
import { createGitLabClient } from '../../src/extract/gitlab/client.ts';
import { createGitLab, type GitLab, type GitLabOptions } from '../../src/extract/gitlab/gitlab.ts';
import type { Visibility } from '../../src/extract/gitlab/parents.ts';
import { kinds } from '../../src/extract/table.ts';
import type { HttpClient } from '../../src/http/client.ts';
import type { RawBatch } from '../../src/raw-object.ts';
import { ScopeLedger } from '../../src/run/ledger.ts';
import { answerByMsw } from '../http/answer-by-msw.ts';
import { makeClient } from '../http/make-client.ts';
import { readAll } from './read-all.ts';

const SANDBOX_URL = 'https://gitlab.example.com';

/** The moment that "days back" counts from in these tests: the sandbox's. */
export const NOW = new Date('2026-11-02T12:00:00.000Z');

/** A GitLab of the program over any HTTP client. */
export function connectTo(
  client: HttpClient,
  visibility: Partial<Visibility> = {},
  options: Partial<GitLabOptions> = {},
): GitLab {
  return createGitLab({
    client: createGitLabClient({ http: client, url: SANDBOX_URL, token: TOKENS.exporter }),
    visibility: { useMinAccessLevel: true, minAccessLevel: 30, ...visibility },
    isPublicSite: false,
    fileSizeLimit: 1024 * 1024,
    readSeveralTimes: new Set(['pipelines', 'members of groups']),
    answerSearchesFromTrees: true,
    ...options,
  });
}

/** The sandbox's GitLab behind the real HTTP client, until the test ends. */
export function openSandbox(
  visibility: Partial<Visibility> = {},
  world: World = createWorld({ scale: 0, now: NOW }),
  options: Partial<GitLabOptions> = {},
): { gitlab: GitLab; sandbox: Sandbox; world: World; paths: () => string[] } {
  const sandbox = createSandbox(world, { url: SANDBOX_URL });
  const connections = answerByMsw([http.all(`${SANDBOX_URL}/*`, ({ request }) => sandbox.app.fetch(request))]);
  return {
    gitlab: connectTo(makeClient({ connections }), visibility, options),
    sandbox,
    world,
    paths: () => sandbox.requests.map(({ path }) => path.replace('/api/v4', '')),
  };
}

export interface ReadOptions {
  readonly selector?: object;
  readonly deniedIsEmpty?: boolean;
  readonly touches?: (field: string, key: string) => boolean;
}

/** Everything that reading a kind gives: batches, how the scopes ended, what the user is told. */
export async function readKind(
  name: string,
  gitlab: GitLab,
  { selector = {}, deniedIsEmpty = false, touches = () => false }: ReadOptions = {},
): Promise<{ batches: RawBatch[]; objects: RawBatch; ledger: ScopeLedger; warnings: string[] }> {
  const kind = kinds.get(name);
  const ledger = new ScopeLedger({ deniedIsEmpty });
  const warnings: string[] = [];
  const listing = kind?.extract?.({
    gitlab,
    selector: kind.selector.parse(selector),
    scopes: ledger,
    now: NOW,
    touches,
    warn: (message) => warnings.push(message),
  });
  if (listing === undefined) throw new Error(`${name} cannot be read`);
  const batches = await readAll(listing);
  return { batches, objects: batches.flat(), ledger, warnings };
}
