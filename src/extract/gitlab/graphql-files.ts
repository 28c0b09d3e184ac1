import { z } from 'zod';
import { toText, type Warn } from '../content/text.ts';
import { inChunks } from '../in-order.ts';
import { type GraphQl, projectGlobalId, projectNumber } from './graphql.ts';

/** Few enough that Git answers within the 30 seconds of a query (GitLab: "GraphQL API", limits). */
const PROJECTS = 25;
const PATHS = 10;

/** Requests for each project whose texts are wanted of so many paths. */
export function textsRequests(paths: number): number {
  return Math.ceil(paths / PATHS) / PROJECTS;
}

const QUERY = `query Files($ids: [ID!]!, $paths: [String!]!) {
  projects(ids: $ids, first: ${PROJECTS}) {
    nodes { id repository { rootRef blobs(paths: $paths, first: ${PATHS}) { nodes { path size rawTextBlob } } } }
  }
}`;

const Blob = z.object({ path: z.string(), size: z.coerce.number(), rawTextBlob: z.string().nullable() });

const Files = z.object({
  projects: z.object({
    nodes: z.array(
      z
        .object({
          id: z.string(),
          repository: z
            .object({ rootRef: z.string().nullable(), blobs: z.object({ nodes: z.array(Blob.nullable()) }).nullable() })
            .nullable(),
        })
        .nullable(),
    ),
  }),
});

type Repository = NonNullable<NonNullable<z.output<typeof Files>['projects']['nodes'][number]>['repository']>;

/** A project whose files are wanted as they are at its default branch. */
export interface FilesOwner {
  readonly id: number;
  readonly fullPath: string;
  readonly defaultBranch: string;
}

/** The largest file whose text is given, in bytes, and who is told of a larger one. */
interface SizeLimit {
  readonly sizeLimit: number;
  readonly warn: Warn;
}

/** Texts by path, null where there is no file, of each project; a path that GraphQL does not tell of is not in there. */
export async function queryTexts(
  graphQl: GraphQl,
  projects: readonly FilesOwner[],
  paths: readonly string[],
  limit: SizeLimit,
): Promise<Map<number, Map<string, string | null>>> {
  const known = new Map(projects.map(({ id }) => [id, new Map<string, string | null>()]));

  async function ask(owners: readonly FilesOwner[], wanted: readonly string[]): Promise<void> {
    const variables = { ids: owners.map(({ id }) => projectGlobalId(id)), paths: wanted };
    const answer = Files.safeParse(await graphQl(QUERY, variables));
    for (const node of answer.data?.projects.nodes ?? []) {
      const owner = owners.find(({ id }) => id === projectNumber(node?.id ?? ''));
      if (owner === undefined || node?.repository?.rootRef !== owner.defaultBranch) continue;
      for (const path of wanted) {
        const text = textOf(node.repository, path, `${owner.fullPath}: ${path}`, limit);
        if (text !== undefined) known.get(owner.id)?.set(path, text);
      }
    }
  }

  const pathChunks = [...inChunks(paths, PATHS)];
  const queries = [...inChunks(projects, PROJECTS)].flatMap((owners) => pathChunks.map((chunk) => ask(owners, chunk)));
  await Promise.all(queries);
  return known;
}

/** Undefined for what GraphQL does not tell as REST does: it leaves binary content out, and converts other encodings. */
function textOf(
  { blobs }: Repository,
  path: string,
  place: string,
  { sizeLimit, warn }: SizeLimit,
): string | null | undefined {
  if (blobs === null || blobs.nodes.includes(null)) return undefined;
  const blob = blobs.nodes.find((candidate) => candidate?.path === path);
  if (!blob) return null;
  const { rawTextBlob: text, size } = blob;
  if (size > sizeLimit) return toText({ limit: sizeLimit }, place, warn);
  const isWhole = text !== null && Buffer.byteLength(text) === size;
  return isWhole ? text.replace(/^\uFEFF/, '') : undefined;
}
