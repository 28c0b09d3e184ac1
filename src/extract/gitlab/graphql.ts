import { z } from 'zod';
import { UpstreamError } from '../../errors.ts';
import type { GitLabClient } from './client.ts';

/**
 * Asks GraphQL what REST can tell as well, for many projects at once; undefined where there is no whole answer. What it
 * does not tell is asked by REST.
 */
export type GraphQl = (query: string, variables: Readonly<Record<string, unknown>>) => Promise<unknown>;

/** GraphQL reports what failed beside what did not (GitLab: "GraphQL API", error handling). */
const Answer = z.object({ data: z.unknown(), errors: z.array(z.unknown()).optional() });

/**
 * Once GraphQL failed as a whole it is not asked again: some tokens and some servers do not reach it at all. All
 * questions wait for the answer to the first one, so that this is noticed once.
 */
export function createGraphQl(client: GitLabClient): GraphQl {
  let isRefused = false;
  let first: Promise<unknown> | undefined;

  const tell: GraphQl = async (query, variables) => {
    if (isRefused) return undefined;
    const { data, errors = [] } = await ask(client, query, variables);
    isRefused ||= data === undefined || data === null;
    return isRefused || errors.length > 0 ? undefined : data;
  };

  return async (query, variables) => {
    if (first !== undefined) {
      await first;
      return tell(query, variables);
    }
    first = tell(query, variables);
    return first;
  };
}

async function ask(client: GitLabClient, query: string, variables: Readonly<Record<string, unknown>>) {
  try {
    const { body } = await client.graphQl(query, variables);
    return Answer.safeParse(body).data ?? { data: undefined };
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    // Fewer projects, or smaller files, may be told of the next time.
    return error.failure.reason === 'too-large' ? { data: {}, errors: [error] } : { data: undefined };
  }
}

/** The number that REST knows a project by; undefined for anything that is no project's global id. */
export function projectNumber(globalId: string): number | undefined {
  const digits = /^gid:\/\/gitlab\/Project\/(\d+)$/.exec(globalId)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

export function projectGlobalId(id: number): string {
  return `gid://gitlab/Project/${id}`;
}
