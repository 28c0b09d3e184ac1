import { amount } from '../amount.ts';
import type { Settings } from '../config/settings.ts';
import { isPublicSite } from '../extract/gitlab/parents.ts';
import { askSizes } from '../extract/gitlab/sizes.ts';
import { kinds } from '../extract/table.ts';
import type { Mapping } from '../map/mapping.ts';
import type { Services } from '../run/connect.ts';
import { estimateRequests, type RequestEstimate } from '../run/estimate.ts';
import { whyNotSought } from '../run/protection.ts';
import { type CheckResult, ok, skipped } from './result.ts';

/** Requests to Port before a run reads entities: the token, the integration, the state of the run. */
const OPENING = 3;

/** What a run is going to ask of both services, and how long that takes at least; undefined mappings ask for nothing. */
export async function checkRequests(
  mapping: Mapping | undefined,
  settings: Settings,
  services: Services | undefined,
): Promise<readonly CheckResult[]> {
  if (mapping === undefined || services === undefined) {
    return [skipped('estimate', 'it depends on the mapping and on both services')];
  }
  const resources = mapping.resources.filter(({ kind }) => settings.kinds?.includes(kind) ?? true);
  const readings = resources.flatMap(({ kind: name, selector }) => {
    const kind = kinds.get(name);
    return kind === undefined ? [] : [{ kind, selector }];
  });
  const { gitlab, port } = await estimateRequests({
    settings,
    readings,
    sizes: askSizes(services.gitlab, mapping.visibility, isPublicSite(settings.gitlab.url)),
    // How many entities Port holds only reading them would tell: a page of each resource at least.
    held: async () => readings.map(() => 0),
    http: services.http,
    opening: OPENING,
    seeksStale: whyNotSought(settings, mapping) === undefined,
  });
  return [describe('GitLab', gitlab), describe('Port', port)];
}

function describe(
  service: string,
  { requests, seconds, pace, uncounted }: RequestEstimate['gitlab' | 'port'],
): CheckResult {
  const further = uncounted.length === 0 ? '' : `; not counted: ${uncounted.join('; ')}`;
  return ok(service, `about ${amount(requests, 'request')}, ${durationOf(seconds)} or more (${pace})${further}`);
}

function durationOf(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}
