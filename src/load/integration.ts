import { z } from 'zod';
import { ConfigError, UpstreamError } from '../errors.ts';
import { parseAnswer } from '../http/answer.ts';
import type { HttpResponse } from '../http/client.ts';
import { endpoint } from '../http/endpoint.ts';
import type { PortClient } from './port-client.ts';

export interface IntegrationOptions {
  readonly identifier: string;
  readonly type: string;
  /** Of this program. */
  readonly version: string;
}

/** Says that this program maps and loads by itself, so that Port does not. */
const PROCESSING_MODE = 'ocean-core';

/** Where Port takes what it is told beside the catalog; a run goes on without it. */
const Ingest = z.looseObject({ ingestUrl: z.url() }).optional().catch(undefined);

const IntegrationAnswer = z.object({
  integration: z.looseObject({
    installationAppType: z.string().nullish(),
    installationType: z.string().nullish(),
    version: z.string().nullish(),
    processingMode: z.string().nullish(),
    arePortResourcesInitialized: z.boolean().nullish(),
    createPortResourcesOrigin: z.string().nullish(),
    logAttributes: Ingest,
    metricAttributes: Ingest,
    config: z.unknown(),
  }),
});

/** Where the blueprints and the mapping of a new integration come from: this program, nowhere, or Port. */
export type Origin = 'default' | 'empty' | 'port';

/** As Port spells them (Port: "The integration object"). */
const ORIGIN_NAMES = { default: 'Default', empty: 'Empty', port: 'Port' } as const satisfies Record<Origin, string>;

/** The integration object; `config` is the mapping as Port holds it, unchecked (Port: "The integration object"). */
export type Integration = z.output<typeof IntegrationAnswer>['integration'];

/** Reads the integration; undefined where Port has none of that identifier. Throws where it is not this command's. */
export async function readIntegration(port: PortClient, options: IntegrationOptions): Promise<Integration | undefined> {
  const response = await port
    .send({ method: 'GET', endpoint: endpoint`integration/${options.identifier}` })
    .catch((error: unknown) => {
      if (error instanceof UpstreamError && error.status === 404) return undefined;
      throw error;
    });
  if (response === undefined) return undefined;
  const stored = toIntegration(response);
  refuseForeign(stored, options);
  return stored;
}

/**
 * Creates the integration with a mapping (`config`), or without one: then Port is asked to create all it begins with.
 * One that is there by now is that of an attempt whose answer got lost, or of another run.
 */
export async function createIntegration(
  port: PortClient,
  options: IntegrationOptions,
  origin: Origin,
  config: unknown,
): Promise<Integration> {
  const request: Parameters<PortClient['send']>[0] = {
    method: 'POST',
    endpoint: endpoint`integration`,
    idempotent: true,
    ...(origin === 'port' && { query: { integration_modes: 'create_resources' } }),
    body: {
      installationId: options.identifier,
      installationAppType: options.type,
      version: options.version,
      changelogDestination: {},
      createPortResourcesOrigin: ORIGIN_NAMES[origin],
      ...(origin !== 'port' && { config }),
    },
  };
  try {
    return toIntegration(await port.send(request));
  } catch (error) {
    const isTaken = error instanceof UpstreamError && error.status === 409;
    const created = isTaken ? await readIntegration(port, options) : undefined;
    if (created === undefined) throw error;
    return created;
  }
}

/**
 * Tells Port which version runs and that it maps and loads by itself. Sends only what differs, and nothing where
 * nothing does: Port takes an empty PATCH for the wish to resync.
 */
export async function updateIntegration(
  port: PortClient,
  options: IntegrationOptions,
  stored: Integration,
): Promise<void> {
  const changes = changesOf(options, stored);
  if (Object.keys(changes).length === 0) return;
  await port.send({
    method: 'PATCH',
    endpoint: endpoint`integration/${options.identifier}`,
    body: changes,
    idempotent: true,
  });
}

/** What the integration says otherwise than this program would. */
export function changesOf({ version }: IntegrationOptions, stored: Integration): Readonly<Record<string, string>> {
  const wanted = { version, processingMode: PROCESSING_MODE };
  return Object.fromEntries(
    Object.entries(wanted).filter(([name, value]) => stored[name as keyof typeof wanted] !== value),
  );
}

function toIntegration(response: HttpResponse): Integration {
  return parseAnswer(IntegrationAnswer, response, { service: 'Port', route: '/integration/:id' }).integration;
}

/** Another type's entities must not be touched, and what Port hosts runs there. */
function refuseForeign(stored: Integration, { identifier, type }: IntegrationOptions): void {
  const storedType = stored.installationAppType ?? type;
  if (storedType.toLowerCase() !== type.toLowerCase()) {
    throw new ConfigError(`Port's integration ${identifier} is of another type`, [
      {
        path: 'integration.identifier',
        message: `${identifier} is an integration of type ${storedType}, this run is of type ${type}: choose another identifier, or set integration.type`,
      },
    ]);
  }
  const hosting = stored.installationType ?? 'OnPrem';
  if (hosting !== 'OnPrem') {
    throw new ConfigError(`Port's integration ${identifier} is hosted by Port`, [
      {
        path: 'integration.identifier',
        message: `${identifier} runs at Port itself (installation type ${hosting}): choose another identifier, or remove that integration in Port first`,
      },
    ]);
  }
}
