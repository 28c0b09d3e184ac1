import { blueprintOf } from './mapping.ts';
import type { Answers, Row } from './rows.ts';

/** How long the lists of a route are: one number for each list that the mapping asks for. */
export type Sizes = Readonly<Record<string, readonly number[]>>;

/** GitLab: "REST pagination"; Port: "Sizes". */
const GITLAB_PAGE = 100;
const SEARCH_PAGE = 1000;
const OWNED_PAGE = 5000;
const BULK = 20;

/** The lists that the mapping asks for by route; of merge requests it asks twice, once for each state. */
export function sizesOf({ lists }: Answers): Sizes {
  const sizes = new Map<string, number[]>();
  for (const [path, rows] of lists) {
    const route = `GET /${path.replace(/\d+/, ':id')}`;
    sizes.set(route, [...(sizes.get(route) ?? []), ...asked(path, rows)]);
  }
  return Object.fromEntries(sizes);
}

function asked(path: string, rows: readonly Row[]): readonly number[] {
  if (!path.endsWith('merge_requests')) return [rows.length];
  return ['opened', 'merged'].map((wanted) => rows.filter(({ state }) => state === wanted).length);
}

/** The least requests to GitLab that give all rows of all lists, by route: an empty list takes one, too. */
export function leastOfGitLab(sizes: Sizes): Readonly<Record<string, number>> {
  const lists = Object.entries(sizes).map(([route, lengths]) => [route, sum(lengths.map(pages))]);
  return { 'GET /personal_access_tokens/self': 1, ...Object.fromEntries(lists) };

  function pages(rows: number): number {
    return Math.max(1, Math.ceil(rows / GITLAB_PAGE));
  }
}

/**
 * The least requests to Port, by route: what it holds is read once for each blueprint, what it lacks is written in full
 * batches, and what the integration owned before is listed once. A first run makes the integration; each tells of its
 * beginning and end.
 *
 * @param counts Entities by blueprint after the first run.
 */
export function leastOfPort(counts: Readonly<Record<string, number>>, run: 'first' | 'second') {
  const all = Object.values(counts);
  const held = run === 'first' ? all.map(() => 0) : all;
  const written = run === 'first' ? all : [];
  return {
    'POST /auth/access_token': 1,
    'GET /integration/:id': 1,
    ...(run === 'first' && { 'POST /integration': 1 }),
    'PATCH /integration/:id/resync-state': 2,
    'POST /blueprints/:id/entities/search': sum(held.map((count) => Math.max(1, Math.ceil(count / SEARCH_PAGE)))),
    ...(run === 'first' && {
      'POST /blueprints/:id/entities/bulk': sum(written.map((count) => Math.ceil(count / BULK))),
    }),
    'POST /blueprints/entities/datasource-entities': Math.max(1, Math.ceil(sum(held) / OWNED_PAGE)),
  };
}

/** Blueprints that must hold something after a run over these lists. */
export const filledBlueprints = ['group', 'project', 'member', 'merge-request', 'issue', 'pipeline', 'branch'].map(
  blueprintOf,
);

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
