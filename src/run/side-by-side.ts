import pMap from 'p-map';
import type { Loader } from '../load/loader.ts';
import { mayWrite, shareBlueprint } from './protection.ts';
import type { ResourceExport } from './resource.ts';

type Exportable = Pick<ResourceExport, 'targets' | 'searches' | 'export' | 'finish'>;

/** Resources that are read at a time: enough to keep both services busy, few enough that memory holds few pages. */
const RESOURCES_AT_A_TIME = 4;

/**
 * Exports resources at the same time. Of two that map to one entity the later in the mapping counts, so that resources
 * that may write the same blueprint load in the mapping's order, however far ahead they have read. Where Port does not
 * create what a relation points at, all load in that order: its author has put targets first. So does one that has Port
 * search for entities: what is not there yet is not found, and nobody tells.
 *
 * @throws what ended one of them, once the others have ended, too: what they were writing is in Port by then.
 */
export async function exportSideBySide(
  resources: readonly Exportable[],
  loader: Pick<Loader, 'writeHeld'>,
  createMissingRelatedEntities: boolean,
  stopReading: () => void,
): Promise<void> {
  const failure = new AbortController();
  const unfinished = new Set(resources);
  const ends: Promise<void>[] = [];

  async function exportInTurn(resource: Exportable): Promise<void> {
    const followsAll = !createMissingRelatedEntities || resource.searches;
    const earlier = ends.filter(
      (_, other) => followsAll || shareBlueprint(resources[other]?.targets ?? [], resource.targets),
    );
    const turn = Promise.all(earlier);
    // One that has nothing to load waits for nobody.
    turn.catch(() => {});
    await resource.export(turn, failure.signal);
    unfinished.delete(resource);
    await loader.writeHeld((blueprint) => ![...unfinished].some(({ targets }) => mayWrite(targets, blueprint)));
    resource.finish();
  }

  const stopAll = (error: unknown) => {
    failure.abort(error);
    stopReading();
  };
  await pMap(
    resources,
    (resource) => {
      if (failure.signal.aborted) return undefined;
      const end = exportInTurn(resource);
      ends.push(end);
      return end.catch(stopAll);
    },
    { concurrency: RESOURCES_AT_A_TIME },
  );
  failure.signal.throwIfAborted();
}
