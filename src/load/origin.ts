import { z } from 'zod';
import { AuthError, UpstreamError } from '../errors.ts';
import { parseAnswer } from '../http/answer.ts';
import { type Endpoint, endpoint } from '../http/endpoint.ts';
import type { Integration, Origin } from './integration.ts';
import type { PortClient } from './port-client.ts';

export interface OriginOptions {
  /** The integration's. */
  readonly type: string;
  readonly stored: Integration | undefined;
  /** The setting; undefined where nobody has chosen. */
  readonly wanted: Origin | undefined;
  /** Whether anything but the integration itself may be created. */
  readonly initializePortResources: boolean;
}

export interface ChosenOrigin {
  readonly origin: Origin;
  /** Why it is another one than was wanted. */
  readonly notice?: string;
}

/** Ocean is what Default was called first. */
const STORED_ORIGINS: ReadonlyMap<string, Origin> = new Map([
  ['default', 'default'],
  ['ocean', 'default'],
  ['empty', 'empty'],
  ['port', 'port'],
]);

const FLAG = 'USE_PROVISIONED_DEFAULTS';

const ProvisionAnswer = z.object({ integrations: z.array(z.string()) });
const OrganizationAnswer = z.object({ organization: z.object({ featureFlags: z.array(z.string()).nullish() }) });

/**
 * What an integration that is not initialised begins with: what it was created for, else what the setting says, else
 * what Port provides for this organisation (Port: "Which origin"). Only the last takes requests, and what they do not
 * tell counts as not provided, unless the setting asks for it.
 */
export async function chooseOrigin(port: PortClient, options: OriginOptions): Promise<ChosenOrigin> {
  const { type, stored, wanted, initializePortResources } = options;
  const own = STORED_ORIGINS.get(stored?.createPortResourcesOrigin?.toLowerCase() ?? '');
  if (own !== undefined) {
    const notice = `the integration was created with the origin ${own}, which stays`;
    return { origin: own, ...(wanted !== undefined && wanted !== own && { notice }) };
  }
  if (wanted === 'default' || wanted === 'empty') return { origin: wanted };
  if (initializePortResources && (await isProvided(port, type, wanted === 'port'))) return { origin: 'port' };
  const reason = initializePortResources
    ? `Port provides none for the type ${type} in this organisation`
    : 'initializePortResources is false';
  const notice = `${reason}: the default mapping is taken instead`;
  return { origin: 'default', ...(wanted === 'port' && { notice }) };
}

/** Whoever asked for it must not get something else, for good, because of a failure. */
async function isProvided(port: PortClient, type: string, isWanted: boolean): Promise<boolean> {
  try {
    const provided = await ask(port, endpoint`integration/provision-enabled`, ProvisionAnswer);
    if (!provided.integrations.some((candidate) => candidate.toLowerCase() === type.toLowerCase())) return false;
    const { organization } = await ask(port, endpoint`organization`, OrganizationAnswer);
    return organization.featureFlags?.includes(FLAG) === true;
  } catch (error) {
    if (!isWanted && (error instanceof UpstreamError || error instanceof AuthError)) return false;
    throw error;
  }
}

async function ask<Schema extends z.ZodType>(
  port: PortClient,
  address: Endpoint,
  schema: Schema,
): Promise<z.output<Schema>> {
  const response = await port.send({ method: 'GET', endpoint: address });
  return parseAnswer(schema, response, { service: 'Port', route: address.route });
}
