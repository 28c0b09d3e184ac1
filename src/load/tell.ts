import { AuthError, UpstreamError } from '../errors.ts';
import type { HttpClient, HttpRequest } from '../http/client.ts';
import type { Logger } from '../log/logger.ts';
import type { PortClient } from './port-client.ts';

/** What Port is told beside the catalog, in the words of a warning. */
type Subject = 'raw data examples' | 'sync metrics' | 'heartbeats' | 'the log';

export type Message = Pick<HttpRequest, 'method' | 'url' | 'route' | 'body'> & { readonly subject: Subject };

/** Tells Port something that a run can do without: answers whether Port took it, and never throws. */
export type Tell = (message: Message) => Promise<boolean>;

export interface TellOptions {
  /** Of its own: what is told must not take the place of what a run has to do. */
  readonly http: HttpClient;
  readonly port: PortClient;
  /** Root of Port's API: where that is encrypted, the token goes nowhere that is not. */
  readonly baseUrl: string;
  readonly log: Logger;
}

/** A subject that Port answers so will not be taken later either. A 404 may be about a record that is not there yet. */
const FINAL_STATUSES = [401, 403, 405, 410];

/** Each subject costs one warning at most, and is dropped where Port does not want it at all. */
export function createTell({ http, port, baseUrl, log }: TellOptions): Tell {
  const warned = new Set<Subject>();
  const dropped = new Set<Subject>();

  return async ({ subject, ...request }) => {
    if (dropped.has(subject)) return false;
    try {
      refuseUnencrypted(request.url, baseUrl);
      await port.authorized((headers) => http.send({ ...request, headers }));
      return true;
    } catch (error) {
      if (isFinal(error)) dropped.add(subject);
      if (!warned.has(subject)) {
        const reason = error instanceof Error ? error.message : String(error);
        log.warn({ reason }, `Port was not told ${subject}; the run goes on`);
      }
      warned.add(subject);
      return false;
    }
  };
}

/** An address below one that Port gave, which may have a path and a query of its own. */
export function below(ingestUrl: string, path: string): URL {
  const url = new URL(ingestUrl);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${path}`;
  return url;
}

function refuseUnencrypted({ protocol, host }: URL, baseUrl: string): void {
  if (protocol === 'https:' || new URL(baseUrl).protocol !== 'https:') return;
  throw new AuthError(`the address that Port gives for it (${host}) is not encrypted`);
}

function isFinal(error: unknown): boolean {
  if (error instanceof AuthError) return true;
  return error instanceof UpstreamError && FINAL_STATUSES.includes(error.status ?? 0);
}
