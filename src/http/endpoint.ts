import { UpstreamError } from '../errors.ts';

/** A path below a service's API root, and its template for statistics and messages. */
export interface Endpoint {
  readonly path: string;
  readonly route: string;
}

/** Values of a query string; undefined leaves the parameter out, a list repeats it as `name[]` (GitLab: REST, "Array"). */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/**
 * Builds an endpoint with every part encoded, dots included: a moved project's `Location` is cut at a plain dot
 * (GitLab: REST, "Namespaced paths").
 *
 * @throws {UpstreamError} as for something that does not exist, where a value would lead to another path.
 */
export function endpoint(parts: TemplateStringsArray, ...values: readonly (string | number)[]): Endpoint {
  const route = `/${parts.join(':id')}`;
  if (values.some(isDotSegment)) {
    throw new UpstreamError(`${route}: no name can be . or ..`, {
      service: 'this program',
      route,
      reason: 'status',
      attempts: 0,
      status: 404,
    });
  }
  return { path: String.raw({ raw: parts }, ...values.map(encodePart)), route };
}

/** URLs drop such a part and the one before it, encoded or not (WHATWG: "URL", "double-dot URL path segment"). */
function isDotSegment(value: string | number): boolean {
  return value === '.' || value === '..';
}

function encodePart(value: string | number): string {
  return encodeURIComponent(value).replaceAll('.', '%2E');
}

/** Sets the query's parameters on a URL. */
export function applyQuery(url: URL, query: Query): URL {
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    if (isList(value)) for (const item of value) url.searchParams.append(`${name}[]`, item);
    else url.searchParams.set(name, String(value));
  }
  return url;
}

function isList(value: Query[string]): value is readonly string[] {
  return Array.isArray(value);
}
