import type { Settings } from '../config/settings.ts';
import { type ConfigIssue, InternalError, UpstreamError } from '../errors.ts';
import { createGitLab, type GitLab } from '../extract/gitlab/gitlab.ts';
import { isPublicSite } from '../extract/gitlab/parents.ts';
import type { SharedList } from '../extract/gitlab/shared-lists.ts';
import type { Kind } from '../extract/kind.ts';
import { distinctReadings, keyOf, type Reading } from '../extract/reading.ts';
import { kinds } from '../extract/table.ts';
import { deleteStale } from '../load/delete-stale.ts';
import { Loader } from '../load/loader.ts';
import { ownerOf } from '../load/ownership.ts';
import { PortCatalog } from '../load/port-catalog.ts';
import { relationTargets } from '../load/relations.ts';
import {
  createStoredBlueprints,
  requiredProperties,
  type StoredBlueprints,
  withComing,
} from '../load/stored-blueprints.ts';
import type { Resource } from '../map/mapping.ts';
import type { RawBatch } from '../raw-object.ts';
import type { Services } from './connect.ts';
import type { Destination } from './destination.ts';
import type { RequestEstimate } from './estimate.ts';
import { ObjectSource } from './object-source.ts';
import type { OpenedRun } from './open.ts';
import { type PlannedWrites, planWrites } from './plan.ts';
import { protectionOf, whyNotSought } from './protection.ts';
import type { PlanReport, StaleReport } from './report.ts';
import { planRequests } from './request-plan.ts';
import { ResourceExport } from './resource.ts';
import type { RunOptions } from './run.ts';
import { exportSideBySide } from './side-by-side.ts';
import { createWrites, type Writes } from './writes.ts';

/** What a run has come to so far. */
export interface Progress {
  /** About the mapping. */
  warnings: readonly ConfigIssue[];
  resources: readonly ResourceExport[];
  catalog?: PortCatalog;
  stale?: StaleReport;
  /** As soon as the listings are read that it follows from. */
  estimate?: RequestEstimate;
  /** Of a dry run that has come to its end. */
  plan?: PlanReport;
}

/** The stations that all resources of a run share. */
interface Stations {
  readonly blueprints: StoredBlueprints;
  readonly catalog: PortCatalog;
  readonly loader: Loader;
  readonly writes: Writes;
}

/** Reads, maps and loads the resources, tries again what waited for others, and deletes what is stale. */
export async function exportResources(
  options: RunOptions,
  services: Services,
  opened: OpenedRun,
  progress: Progress,
): Promise<void> {
  const stations = await createStations(options, services, opened);
  const gitlab = createGitLabOf(options, services, opened);
  const resources = createResources(options, services, opened, stations.loader, gitlab);
  progress.resources = resources;
  progress.catalog = stations.catalog;

  const due = resources.filter(({ kind }) => isWanted(kind, options.settings));
  stations.catalog.readAhead(due.flatMap(({ targets }) => targets));
  const { settings, log } = options;
  const seeksStale = whyNotSought(settings, opened.mapping) === undefined;
  planRequests({ settings, log, services, gitlab, catalog: stations.catalog, due, seeksStale }, (estimate) => {
    progress.estimate = estimate;
  });
  const { createMissingRelatedEntities } = opened.mapping;
  await exportSideBySide(due, stations.loader, createMissingRelatedEntities, services.stopReading);
  await stations.loader.retryWaiting();
  options.signal.throwIfAborted();
  const { error, ...stale } = await reconcile(options, services, opened, stations, resources);
  progress.stale = stale;
  options.signal.throwIfAborted();
  if (error !== undefined) throw error;
  if (isPlanned(stations.writes)) progress.plan = await stations.writes.finish(stale);
}

/** Whether a kind is among those that the user wants. */
export function isWanted(kind: string, { kinds: wanted }: Settings): boolean {
  return wanted === undefined || wanted.includes(kind);
}

function listsReadSeveralTimes(readings: readonly Reading[]): Set<SharedList> {
  const lists = distinctReadings(readings).flatMap(({ kind }) => kind.lists ?? []);
  return new Set(lists.filter((list, position) => lists.indexOf(list) < position));
}

async function createStations(options: RunOptions, services: Services, opened: OpenedRun): Promise<Stations> {
  const { settings } = options;
  const { mapping, mappers, coming } = opened;
  const targets = mappers.flatMap((mapper) => mapper.targets);
  const comingNames = new Set(coming.map(({ identifier }) => identifier));
  const catalog = new PortCatalog(services.port, ownerOf(settings.integration), targets, comingNames);
  const blueprints = createStoredBlueprints(services.port);
  const foreseen = withComing(blueprints, coming);
  const writes = settings.dryRun
    ? planWrites(options, services, opened, { catalog, blueprints: foreseen })
    : createWrites(options, services, opened);
  const known = settings.strict ? await foreseen.read() : new Map();
  const loader = new Loader({
    catalog,
    upsert: writes.upsert,
    merge: mapping.enableMergeEntity,
    required: requiredProperties(known),
    relations: relationTargets(known),
  });
  return { blueprints, catalog, loader, writes };
}

export function createGitLabOf(
  { settings }: RunOptions,
  { gitlab: client }: Services,
  { mapping: { visibility, resources } }: Pick<OpenedRun, 'mapping'>,
): GitLab {
  const wanted = resources.filter(({ kind }) => isWanted(kind, settings));
  return createGitLab({
    client,
    visibility,
    isPublicSite: isPublicSite(settings.gitlab.url),
    fileSizeLimit: settings.fileSizeLimit,
    readSeveralTimes: listsReadSeveralTimes(wanted.map(readingOf)),
    answerSearchesFromTrees: settings.answerSearchesFromTrees,
  });
}

/** A resource's way from GitLab to the destination, for each that the mapping has. */
export function createResources(
  { settings, observe, onBatch }: RunOptions,
  services: Services,
  { mapping, mappers, startedAt: now }: Pick<OpenedRun, 'mapping' | 'mappers' | 'startedAt'>,
  destination: Destination,
  gitlab: GitLab,
): ResourceExport[] {
  const { deniedIsEmpty, limit } = settings;
  const sources = new Map<string, ObjectSource>();
  const sourceOf = (reading: Reading): ObjectSource => {
    const key = keyOf(reading);
    const source = sources.get(key) ?? new ObjectSource({ reading, gitlab, deniedIsEmpty, limit, now });
    sources.set(key, source);
    return source;
  };
  return mapping.resources.map((resource, index) => {
    const mapper = mappers[index];
    if (mapper === undefined) throw new InternalError(`resources[${index}] was not compiled`);
    const source = sourceOf(readingOf(resource));
    const shared = { destination, observe, limit, requests: services.requests };
    const sample = (batch: RawBatch): void => onBatch?.(index, resource.kind, batch);
    return new ResourceExport({ index, resource, source, mapper, onBatch: sample, ...shared });
  });
}

function readingOf({ kind, selector }: Resource): Reading {
  return { kind: kindOf(kind), selector };
}

/** Deletes what is stale; that it cannot be known is no reason to lose what is loaded. */
async function reconcile(
  { settings, observe, signal }: RunOptions,
  { port }: Services,
  { mapping, startedAt }: OpenedRun,
  { blueprints, catalog, loader, writes }: Stations,
  resources: readonly ResourceExport[],
): Promise<StaleReport & { readonly error?: Error }> {
  const nothing = { deleted: [], withheld: [], refused: [] };
  const notSought = whyNotSought(settings, mapping);
  if (notSought !== undefined) return { ...nothing, notSought };

  observe({ type: 'stage', stage: 'Looking for stale entities', phase: 'reconciliation' });
  const judged = resources.map((resource) => ({ targets: resource.targets, report: resource.report() }));
  const protection = (blueprint: string): string | undefined => {
    const state = catalog.blueprints.get(blueprint)?.state ?? 'read';
    if (state !== 'read') return `its entities could not be read from Port (${state})`;
    if (loader.unidentified.has(blueprint)) return 'an entity that Port was to search for could not be loaded';
    return protectionOf(blueprint, judged);
  };
  try {
    const { deleted, failure, ...outcome } = await deleteStale({
      port,
      catalog,
      blueprints,
      owner: ownerOf(settings.integration),
      startedAt,
      targets: loader.targets,
      protection,
      threshold: mapping.entityDeletionThreshold,
      deleteDependents: mapping.deleteDependentEntities,
      ...writes,
      concurrency: settings.concurrency,
      signal,
    });
    return {
      ...outcome,
      deleted: [...deleted].map(([blueprint, count]) => ({ blueprint, count })),
      ...(failure !== undefined && { failure }),
    };
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    return { ...nothing, failure: error.message };
  }
}

function isPlanned(writes: Writes): writes is PlannedWrites {
  return 'finish' in writes;
}

function kindOf(name: string): Kind {
  const kind = kinds.get(name);
  if (kind === undefined) throw new InternalError(`The mapping names the kind ${name}, which the table does not hold`);
  return kind;
}
