import type { Api, Request } from '../api.ts';
import { ApiError } from '../api-error.ts';
import { type Arguments, execute, type GraphAnswer } from '../graphql/execute.ts';
import { graphRoot } from '../graphql/schema.ts';

const LONGEST_QUERY = 10_000;

interface GraphRequest {
  readonly query?: string;
  readonly variables?: Arguments;
}

/** `POST /graphql`: one query or an array of them ("GitLab: GraphQL API"). */
export function graphqlRoutes(api: Api): void {
  api.post('/graphql', async (request) => {
    const viewer = request.get('viewer');
    const { graphql } = viewer.world.settings;
    if (graphql === 'off') throw new ApiError(404, { error: '404 Not Found' });
    if (graphql === 'forbidden') throw refused(403, 'API not accessible for user');
    const asked = await readBody(request);
    const queries = Array.isArray(asked) ? asked : [asked];
    if (queries.reduce((length, { query = '' }) => length + query.length, 0) > LONGEST_QUERY) {
      throw refused(422, 'Query too large');
    }
    const answers = queries.map((each) => answerQuery(request, each));
    return request.json(Array.isArray(asked) ? answers : answers[0]);
  });
}

function answerQuery(request: Request, { query = '', variables = {} }: GraphRequest): GraphAnswer {
  const viewer = request.get('viewer');
  const limit = viewer.world.settings.graphqlComplexity;
  return execute({ query, variables }, limit, (score) => graphRoot(viewer, { score, limit }));
}

async function readBody(request: Request): Promise<GraphRequest | readonly GraphRequest[]> {
  try {
    // What is missing or of another type shows as a query that fails.
    return (await request.req.json()) as GraphRequest | readonly GraphRequest[];
  } catch {
    throw refused(400, 'Unexpected end of document');
  }
}

function refused(status: ApiError['status'], message: string): ApiError {
  return new ApiError(status, { errors: [{ message }] });
}
