import type { Catalog } from './catalog.ts';

/** The whole catalog as one JSON object, for people and for tests of a child process. */
export function describeCatalog(catalog: Catalog) {
  const blueprints = [...catalog.blueprints.keys()].map((identifier) => {
    const entities = [...catalog.entities(identifier)].map(({ sequence, ...entity }) => entity);
    return [identifier, { count: entities.length, entities }] as const;
  });
  return {
    blueprints: Object.fromEntries(blueprints),
    integrations: [...catalog.integrations.values()],
    pages: [...catalog.pages],
    actions: [...catalog.actions.values()],
    scorecards: [...catalog.scorecards.values()],
    resyncStates: catalog.resyncStates,
    resyncsTriggered: catalog.resyncsTriggered,
    examples: catalog.examples,
    logs: catalog.logs,
    metrics: [...catalog.metrics.values()],
    heartbeats: catalog.heartbeats,
  };
}
