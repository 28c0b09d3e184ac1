import { UpstreamError } from '../errors.ts';
import type { Clock } from '../http/clock.ts';
import { type Integration, type IntegrationOptions, readIntegration } from './integration.ts';
import type { PortClient } from './port-client.ts';

/** How to wait: the run's clock, and the signal that ends the wait. */
export interface Waiting {
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

// Ocean's numbers, but for the longest pause: without it the last one would take days.
const FIRST_PAUSE_MS = 3000;
const GROWTH = 1.55;
const LONGEST_PAUSE_MS = 30_000;
const ATTEMPTS = 30;

/** Whether Port holds any mapping; one without resources is one too. */
export function hasConfig({ config }: Integration): boolean {
  return typeof config === 'object' && config !== null && Object.keys(config).length > 0;
}

/**
 * Waits until Port has created blueprints and a mapping for an integration: the mapping is what shows it.
 *
 * @returns the integration with its mapping.
 * @throws {UpstreamError} when it takes Port longer than a quarter of an hour.
 */
export async function waitForProvisioning(
  port: PortClient,
  options: IntegrationOptions,
  { clock, signal }: Waiting,
): Promise<Integration> {
  let pauseMs = FIRST_PAUSE_MS;
  for (let attempt = 1; ; attempt += 1) {
    const integration = await readIntegration(port, options);
    if (integration !== undefined && hasConfig(integration)) return integration;
    if (attempt === ATTEMPTS) throw notProvided(options);
    await clock.sleep(pauseMs, signal);
    pauseMs = Math.min(pauseMs * GROWTH, LONGEST_PAUSE_MS);
  }
}

function notProvided({ identifier }: IntegrationOptions): UpstreamError {
  return new UpstreamError(
    `Port has created no mapping for the integration ${identifier}, although it says that it provides one`,
    { service: 'Port', route: 'GET /integration/:id', reason: 'timeout', attempts: ATTEMPTS },
    {
      hint: `Run again later: the next run goes on waiting. To begin with this program's own blueprints and mapping, delete the integration ${identifier} in Port and set createPortResourcesOrigin to default.`,
    },
  );
}
