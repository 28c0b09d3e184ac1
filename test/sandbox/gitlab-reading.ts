import type { GitLab } from '../../examples/sandbox/gitlab/app.ts';
import { TOKENS } from '../../examples/sandbox/gitlab/seed/people.ts';

/** A JSON object as it came. */
export type Row = Readonly<Record<string, unknown>>;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body; undefined where it is no JSON. */
  readonly body: unknown;
}

/** Asks the sandbox below `/api/v4`, as the exporter's token unless told otherwise. */
export async function get(gitlab: GitLab, path: string, token: string = TOKENS.exporter): Promise<Answer> {
  const response = await gitlab.app.request(`/api/v4${path}`, { headers: { 'PRIVATE-TOKEN': token } });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : undefined };
}

/** The rows of one page; throws when the answer is no list. */
export async function getRows(gitlab: GitLab, path: string, token?: string): Promise<readonly Row[]> {
  const { status, body, text } = await get(gitlab, path, token);
  if (!Array.isArray(body)) throw new Error(`${path} answered ${status}: ${text}`);
  return body;
}

/** Follows the `next` links, taking their query only; the pages as they came. */
export async function walk(gitlab: GitLab, path: string, token?: string): Promise<readonly (readonly Row[])[]> {
  const pages: (readonly Row[])[] = [];
  const [route = ''] = path.split('?');
  for (let next: string | undefined = path; next !== undefined; ) {
    const answer: Answer = await get(gitlab, next, token);
    if (!Array.isArray(answer.body)) throw new Error(`${next} answered ${answer.status}: ${answer.text}`);
    pages.push(answer.body);
    const link = linkOf(answer, 'next');
    next = link === undefined ? undefined : `${route}${new URL(link).search}`;
  }
  return pages;
}

/** The target of one relation of the Link header. */
export function linkOf({ headers }: Answer, relation: string): string | undefined {
  return new RegExp(`<([^>]+)>; rel="${relation}"`).exec(headers.get('link') ?? '')?.[1];
}

export function namesOf(rows: readonly Row[], field: string): readonly unknown[] {
  return rows.map((row) => row[field]);
}
