import type { Settings } from '../config/settings.ts';
import type { GitLab } from '../extract/gitlab/gitlab.ts';
import type { Reading } from '../extract/reading.ts';
import { countRequests } from '../http/statistics.ts';
import type { PortCatalog, Targets } from '../load/port-catalog.ts';
import type { Logger } from '../log/logger.ts';
import type { Services } from './connect.ts';
import { estimateRequests, type RequestEstimate } from './estimate.ts';

export interface RequestPlanOptions {
  readonly settings: Settings;
  readonly log: Logger;
  readonly services: Services;
  readonly gitlab: Pick<GitLab, 'sizes'>;
  readonly catalog: PortCatalog;
  /** What is going to be read, and the blueprints that are named for it. */
  readonly due: readonly { readonly reading: Reading; readonly targets: Targets }[];
  /** Whether stale entities are looked for. */
  readonly seeksStale: boolean;
}

/**
 * Tells what the run is going to take as soon as the listings of groups, projects and Port's entities are read, which
 * the run reads first and for other reasons: nothing is asked for this. Never tells where one of them is not read.
 */
export function planRequests(
  { settings, log, services: { http }, gitlab: { sizes }, catalog, due, seeksStale }: RequestPlanOptions,
  onKnown: (estimate: RequestEstimate) => void,
): void {
  // A limited run reads little of what there is.
  if (settings.limit !== undefined) return;
  const blueprints = new Set(due.flatMap(({ targets }) => targets).flatMap(({ blueprint }) => blueprint ?? []));
  const readings = due.map(({ reading }) => reading);
  const held = () => Promise.all([...blueprints].map(async (name) => (await catalog.get(name)).table.held));
  estimateRequests({ settings, readings, sizes, held, http, opening: countRequests(http.port), seeksStale }).then(
    (estimate) => {
      log.debug({ ...estimate }, 'Request plan');
      onKnown(estimate);
    },
    // What goes wrong is told to whoever reads it for the catalog.
    () => {},
  );
}
