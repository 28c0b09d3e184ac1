import type { ServerResponse } from 'node:http';
import { chanceOf } from './chance.ts';
import { type FaultName, faultNamed } from './faults.ts';
import { type ChaosPlan, parsePlan } from './plan.ts';
import type { ChaosRequest, ServiceName, Struck } from './struck.ts';

/** A fault that was injected. */
export interface Injected {
  readonly fault: FaultName;
  /** Method, path and query. */
  readonly request: string;
  /** Whether it was one that strikes always. */
  readonly lasting: boolean;
}

/** Faults by plan, in front of one service. */
export interface Chaos {
  readonly injected: readonly Injected[];
  /** Follows a plan from its beginning, or none any more; forgets what was injected. */
  follow(plan: ChaosPlan | undefined): void;
  /** Answers a request, by way of a fault where the plan has one for it. */
  serve(request: Request, outgoing: ServerResponse, answer: (request: Request) => Promise<Response>): Promise<Response>;
}

/** What happened to a request so far; those that say the same share it. */
interface History {
  asked: number;
  inARow: number;
  readonly once: Set<FaultName>;
}

/** What is to strike a request, if anything. */
interface Choice {
  readonly fault?: FaultName;
  readonly lasting: boolean;
  /** From 0 up to 1. */
  readonly chance: number;
}

const MOST_IN_A_ROW = 2;
const CONTROL_PATH = '/-/sandbox/';

/** `drift` lets the service's world go on. */
export function createChaos(service: ServiceName, drift: Struck['drift'] = () => {}): Chaos {
  let plan: ChaosPlan | undefined;
  const histories = new Map<string, History>();
  const injected: Injected[] = [];

  function follow(next: ChaosPlan | undefined): void {
    plan = next;
    histories.clear();
    injected.length = 0;
  }

  function choose(current: ChaosPlan, request: ChaosRequest, key: string): Choice {
    const history = histories.get(key) ?? { asked: 0, inARow: 0, once: new Set() };
    histories.set(key, history);
    history.asked += 1;
    const parts = [current.seed, service, key, history.asked] as const;
    const chance = chanceOf(...parts, 'variant');
    const lasting = current.lasting?.find(({ requests }) => new RegExp(requests).test(toText(request)));
    if (lasting !== undefined) return { fault: lasting.fault, lasting: true, chance };
    const spared = history.inARow >= (current.mostInARow ?? MOST_IN_A_ROW);
    const fault = spared ? undefined : pick(current, request, history, chanceOf(...parts));
    history.inARow = fault === undefined ? 0 : history.inARow + 1;
    if (fault === undefined) return { lasting: false, chance };
    if (faultNamed(fault).once) history.once.add(fault);
    return { fault, lasting: false, chance };
  }

  return {
    injected,
    follow,
    async serve(request, outgoing, answer) {
      const url = new URL(request.url);
      if (url.pathname === `${CONTROL_PATH}chaos`) return control(request, { follow, injected });
      if (plan === undefined || url.pathname.startsWith(CONTROL_PATH)) return answer(request);
      const { method, headers } = request;
      const body = method === 'GET' ? '' : await request.text();
      const said = { service, method, url, body };
      const { fault, lasting, chance } = choose(plan, said, keyOf(said));
      const pass = (text = body) => answer(new Request(url, { method, headers, body: text === '' ? null : text }));
      if (fault === undefined) return pass();
      injected.push({ fault, request: toText(said), lasting });
      return faultNamed(fault).strike({ ...said, answer: pass, outgoing, chance, drift });
    },
  };
}

/** The first fault whose share of the chances this one falls into, of those that may strike the request. */
function pick({ rates }: ChaosPlan, request: ChaosRequest, { once }: History, chance: number): FaultName | undefined {
  let sum = 0;
  for (const [name, rate] of Object.entries(rates)) {
    const fault = name as FaultName; // keys() forgets which keys a record has
    const { fits = () => true } = faultNamed(fault);
    if (once.has(fault) || !fits(request)) continue;
    sum += rate;
    if (chance < sum) return fault;
  }
  return undefined;
}

/**
 * The same for requests that ask for the same: pages of a list are one, whatever their size, since a client may ask for
 * smaller ones; and moments and run ids differ between runs.
 */
function keyOf({ method, url, body }: ChaosRequest): string {
  const query = new URLSearchParams(url.searchParams);
  for (const name of ['page', 'per_page']) query.delete(name);
  return `${method} ${url.pathname}?${query} ${body}`
    .replace(/\d{4}-\d\d-\d\dT\d\d(:|%3A)\d\d(:|%3A)\d\d(\.\d+)?/g, '<moment>')
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uuid>');
}

function toText({ method, url }: ChaosRequest): string {
  return `${method} ${url.pathname}${url.search}`;
}

/** `GET` tells what was injected, `PUT` brings another plan (JSON, `null` for none). */
async function control(request: Request, { follow, injected }: Pick<Chaos, 'follow' | 'injected'>): Promise<Response> {
  if (request.method === 'GET') return Response.json(injected);
  if (request.method !== 'PUT') return Response.json({ error: 'Only GET and PUT' }, { status: 405 });
  try {
    follow(parsePlan(await request.text()));
    return Response.json({ ok: true });
  } catch (error) {
    return Response.json({ error: String(error) }, { status: 400 });
  }
}
