import { expect, it } from 'vitest';
import { defaultMapping } from '../../src/load/defaults/mapping.ts';
import { comparisonsIn, writesTo } from '../support/catalog-state.ts';
import { startFilledScenario } from '../support/scenario.ts';

const ENTITIES = 10_000;

it('compares 10,000 unchanged entities in 15 requests to Port, and writes none of them', async () => {
  const scenario = await startFilledScenario();
  const { catalog, requests, control } = scenario.port;
  const model = catalog.entity('service', 'acme/proto');
  if (model === undefined) throw new Error('The first run has created it');
  const added = ENTITIES - [...catalog.entities()].length;
  for (let number = 0; number < added; number++) {
    const identifier = `service-${number}`;
    catalog.put({ ...model, sequence: catalog.nextSequence(), identifier, title: identifier, properties: {} });
  }
  const mappings = { identifier: '.item', title: '.item', blueprint: '"service"' };
  const resource = {
    kind: 'project',
    selector: { query: 'true' },
    port: {
      itemsToParse: `if .path == "proto" then [range(${added}) | "service-\\(.)"] else [] end`,
      itemsToParseTopLevelTransform: false,
      entity: { mappings },
    },
  };
  scenario.changeMapping({ resources: [...defaultMapping.resources, resource] });
  control.reset();

  const { code, stderr } = await scenario.run();

  expect(code).toBe(0);
  expect(stderr).toMatch(/Total +[\d,]+ +0 +10,000 +0 +0 +9,997 +0\n/);
  expect(comparisonsIn(scenario.port).length).toBeLessThanOrEqual(15);
  // Beside them sign-in, integration, blueprints and the state of the run; what Port is told of a run is no part of it.
  const told = requests.filter(({ path }) => path.startsWith('/ingest/') || path.endsWith('/examples'));
  expect(requests.length - told.length).toBeLessThanOrEqual(20);
  expect(writesTo(scenario.port)).toEqual([]);
  await scenario.close();
});
