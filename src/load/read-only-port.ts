import { InternalError } from '../errors.ts';
import type { PortClient } from './port-client.ts';

/** Requests that read although they are a POST: Port takes queries in the body. */
const QUERY = /\/(search|datasource-entities)$/;

/**
 * A client that sends nothing but what reads. Who asks it for more has a bug: what a dry run or a check must not do is
 * replaced where it would be done, this is only the last door.
 */
export function createReadOnlyPort(port: PortClient): PortClient {
  return {
    signIn: port.signIn,
    async send(request) {
      const { method, endpoint } = request;
      if (method === 'GET' || (method === 'POST' && QUERY.test(endpoint.path))) return port.send(request);
      throw new InternalError(`A run that only reads was about to send ${method} ${endpoint.route} to Port`);
    },
    async authorized() {
      throw new InternalError('A run that only reads was about to tell Port something');
    },
  };
}
