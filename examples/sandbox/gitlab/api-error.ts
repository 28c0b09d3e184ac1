import type { ContentfulStatusCode, RedirectStatusCode } from 'hono/utils/http-status';

/** An answer that ends a request: a string body is sent as plain text, anything else as JSON. */
export class ApiError extends Error {
  readonly status: ContentfulStatusCode | RedirectStatusCode;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: ApiError['status'], body: unknown, headers: ApiError['headers'] = {}) {
    super(`${status}`);
    this.name = 'ApiError';
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** 404 as most endpoints say it: "404 Project Not Found". */
export function notFound(what: string): ApiError {
  return new ApiError(404, { message: `404 ${what} Not Found` });
}

/** 403: a feature is off or the role is too low. */
export function forbidden(): ApiError {
  return new ApiError(403, { message: '403 Forbidden' });
}

/** 400 of the validation of parameters. */
export function badParameter(name: string, problem: string): ApiError {
  return new ApiError(400, { error: `${name} ${problem}` });
}
