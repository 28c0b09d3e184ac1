import { z } from 'zod';
import { UpstreamError } from '../errors.ts';
import { parseAnswer } from '../http/answer.ts';
import type { Endpoint } from '../http/endpoint.ts';
import type { PortClient } from './port-client.ts';

/**
 * Walks a search of Port, which hands out `next` until there is nothing left and takes it as `from`
 * (Port: "Search a blueprint's entities").
 */
export async function* readPortPages<Item extends z.ZodType>(
  port: PortClient,
  endpoint: Endpoint,
  body: Readonly<Record<string, unknown>>,
  item: Item,
): AsyncGenerator<readonly z.output<Item>[]> {
  const Page = z.object({ entities: z.array(item), next: z.string().nullish() });
  const positions = new Set<string>();
  let from: string | null | undefined;
  do {
    const response = await port.send({
      method: 'POST',
      endpoint,
      body: from ? { ...body, from } : body,
      asExporter: true,
      idempotent: true,
    });
    const page = parseAnswer(Page, response, { service: 'Port', route: endpoint.route });
    yield page.entities;
    from = page.next;
    if (from && positions.has(from)) throw repeated(endpoint);
    if (from) positions.add(from);
  } while (from);
}

/** A server that hands out the same position again would be read for ever. */
function repeated({ route }: Endpoint): UpstreamError {
  return new UpstreamError(`Port: ${route} goes on with a page that it already gave`, {
    service: 'Port',
    route,
    reason: 'body',
    attempts: 1,
  });
}
