import { FAULTS, type FaultName } from './faults.ts';

/** A fault that no retry overcomes: it strikes every request that fits. */
export interface LastingFault {
  readonly fault: FaultName;
  /** Source of a RegExp, tried on method, path and query: `^GET /api/v4/groups/7/`. */
  readonly requests: string;
}

/** What goes wrong at random; the same plan does the same to the same requests, in whatever order they come. */
export interface ChaosPlan {
  readonly seed: number;
  /** The share of requests that a fault strikes, 0 to 1; together at most 1. */
  readonly rates: Readonly<Partial<Record<FaultName, number>>>;
  /** Most faults one after the other for one request: a client that tries once more often gets through. Default: 2. */
  readonly mostInARow?: number;
  readonly lasting?: readonly LastingFault[];
}

/** Reads a plan that came as JSON; `null` stands for none. Throws an Error that says what is wrong. */
export function parsePlan(text: string): ChaosPlan | undefined {
  const plan = JSON.parse(text) as Partial<ChaosPlan> | null; // what it holds is checked below
  if (plan === null) return undefined;
  const { seed, rates = {}, lasting = [] } = plan;
  if (!Number.isInteger(seed)) throw new Error('seed must be an integer');
  for (const name of [...Object.keys(rates), ...lasting.map(({ fault }) => fault)]) {
    if (!Object.hasOwn(FAULTS, name)) throw new Error(`${name} is none of ${Object.keys(FAULTS).join(', ')}`);
  }
  const sum = Object.values(rates).reduce((total, rate) => total + rate, 0);
  if (!(sum <= 1)) throw new Error(`rates must be numbers and at most 1 together, they are ${sum}`);
  for (const { requests } of lasting) new RegExp(requests);
  return { ...plan, seed: Number(seed), rates };
}
