/** The statuses with which Port refuses a request (port-docs, API reference). */
export type RefusalStatus = 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429;

/** A request that Port refuses; becomes `{ok: false, error, message}` with the status, or one entry of a bulk's errors. */
export class Refusal extends Error {
  readonly status: RefusalStatus;
  readonly error: string;

  constructor(status: RefusalStatus, error: string, message: string) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.error = error;
  }
}

/** What Port calls a body or query that its route does not accept. */
export function invalidRequest(message: string): Refusal {
  return new Refusal(422, 'invalid_request', message);
}

/** A blueprint, entity, integration or related entity that does not exist. */
export function notFound(what: string, identifier: string): Refusal {
  return new Refusal(404, 'not_found', `${what} with identifier "${identifier}" was not found`);
}
