import { AuthError, UpstreamError } from '../errors.ts';
import { type Endpoint, endpoint } from '../http/endpoint.ts';
import type { Defaults } from './defaults/defaults.ts';
import type { PortClient } from './port-client.ts';

/** What became of the actions, scorecards and pages; each is named as `scorecard maturity of service`. */
export interface ExtrasOutcome {
  readonly created: readonly string[];
  /** What Port refused, and why. */
  readonly refused: readonly string[];
}

interface Extra {
  readonly name: string;
  readonly endpoint: Endpoint;
  readonly body: object;
}

/** Creates what a folder of defaults holds beside the blueprints: one after the other, and each may fail on its own. */
export async function createExtras(port: PortClient, defaults: Defaults): Promise<ExtrasOutcome> {
  const created: string[] = [];
  const refused: string[] = [];
  for (const extra of extrasOf(defaults)) {
    try {
      await port.send({ method: 'POST', endpoint: extra.endpoint, body: extra.body });
      created.push(extra.name);
    } catch (error) {
      if (!(error instanceof UpstreamError || error instanceof AuthError)) throw error;
      refused.push(`${extra.name}: ${error.message}`);
    }
  }
  return { created, refused };
}

/** All that would be created. */
export function namesOfExtras(defaults: Defaults): readonly string[] {
  return extrasOf(defaults).map(({ name }) => name);
}

function extrasOf({ actions, scorecards, pages }: Defaults): readonly Extra[] {
  return [
    ...actions.map((body) => ({ name: `action ${body.identifier}`, endpoint: endpoint`actions`, body })),
    ...scorecards.flatMap(({ blueprint, data }) =>
      data.map((body) => ({
        name: `scorecard ${body.identifier} of ${blueprint}`,
        endpoint: endpoint`blueprints/${blueprint}/scorecards`,
        body,
      })),
    ),
    ...pages.map((body) => ({ name: `page ${body.identifier}`, endpoint: endpoint`pages`, body })),
  ];
}
