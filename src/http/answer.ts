import type { z } from 'zod';
import { UpstreamError } from '../errors.ts';
import type { HttpResponse } from './client.ts';

/**
 * What is used of an answer's body, in the shape that the schema says.
 *
 * @throws {UpstreamError} when the service answered something else.
 */
export function parseAnswer<Schema extends z.ZodType>(
  schema: Schema,
  response: HttpResponse,
  { service, route }: { readonly service: 'GitLab' | 'Port'; readonly route: string },
): z.output<Schema> {
  const result = schema.safeParse(response.body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new UpstreamError(
    `${service}: ${route} answered something unexpected: ${issue?.path.join('.') || 'the body'}: ${issue?.message}`,
    { service, route, reason: 'body', attempts: 1, status: response.status },
    { hint: `Check the address of ${service}, and that nothing on the way answers in its place.` },
  );
}
