import { Hono } from 'hono';
import { findBlueprint } from './blueprints.ts';
import type { Described } from './catalog.ts';
import { ACTION, PAGE, SCORECARD } from './extras-schema.ts';
import { Refusal } from './refusal.ts';
import { routeSchema } from './route-schema.ts';
import type { Port, PortEnvironment } from './settings.ts';

const checkAction = routeSchema<Described>(ACTION);
const checkScorecard = routeSchema<Described>(SCORECARD);
const checkPage = routeSchema<Described>(PAGE);

/** What stands beside blueprints in an organisation: actions, scorecards and pages can be created here. */
export function extraRoutes(port: Port): Hono<PortEnvironment> {
  const { catalog } = port;
  const routes = new Hono<PortEnvironment>();

  routes.post('/v1/actions', (context) => {
    const action = checkAction(context.var.body);
    refuseTaken('Action', action.identifier, catalog.actions.has(action.identifier));
    catalog.actions.set(action.identifier, action);
    return context.json({ ok: true, action }, 201);
  });
  routes.post('/v1/blueprints/:blueprint/scorecards', (context) => {
    const { identifier: blueprint } = findBlueprint(port, context.req.param('blueprint'));
    const scorecard = { ...checkScorecard(context.var.body), blueprint };
    const key = `${blueprint}\n${scorecard.identifier}`;
    refuseTaken('Scorecard', scorecard.identifier, catalog.scorecards.has(key));
    catalog.scorecards.set(key, scorecard);
    return context.json({ ok: true, scorecard }, 201);
  });
  routes.post('/v1/pages', (context) => {
    const page = checkPage(context.var.body);
    refuseTaken('Page', page.identifier, catalog.pages.has(page.identifier));
    catalog.pages.add(page.identifier);
    return context.json({ ok: true, page }, 201);
  });
  return routes;
}

function refuseTaken(what: string, identifier: string, isTaken: boolean): void {
  if (isTaken) throw new Refusal(409, 'identifier_taken', `${what} "${identifier}" exists already`);
}
