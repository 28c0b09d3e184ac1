import { z } from 'zod';
import { inChunks } from '../in-order.ts';
import { type GraphQl, projectGlobalId, projectNumber } from './graphql.ts';

/** The most projects that one page holds (GitLab: "GraphQL API", limits). */
export const LANGUAGES_AT_ONCE = 100;

const QUERY = `query Languages($ids: [ID!]!) {
  projects(ids: $ids, first: ${LANGUAGES_AT_ONCE}) { nodes { id languages { name share } } }
}`;

const Languages = z.object({
  projects: z.object({
    nodes: z.array(
      z
        .object({ id: z.string(), languages: z.array(z.object({ name: z.string(), share: z.number() })).nullable() })
        .nullable(),
    ),
  }),
});

/** Percent by language of each project that GraphQL tells of. */
export async function queryLanguages(
  graphQl: GraphQl,
  ids: readonly number[],
): Promise<Map<number, Record<string, number>>> {
  const known = new Map<number, Record<string, number>>();
  for (const chunk of inChunks(ids, LANGUAGES_AT_ONCE)) {
    const answer = Languages.safeParse(await graphQl(QUERY, { ids: chunk.map(projectGlobalId) }));
    for (const node of answer.data?.projects.nodes ?? []) {
      const id = projectNumber(node?.id ?? '');
      if (id === undefined || !node?.languages) continue;
      known.set(id, Object.fromEntries(node.languages.map(({ name, share }) => [name, share])));
    }
  }
  return known;
}
