/** Answers that tell what a request of their route takes as a rule. */
const SAMPLES = 16;

/** Milliseconds below which differences say nothing about the server. */
const LEAST_MS = 10;

interface Usual {
  count: number;
  totalMs: number;
}

/** What requests of each route took when they were first made, for later ones to be compared with. */
export class Latency {
  readonly #usual = new Map<string, Usual>();

  /** How many times longer than usual an answer took; 1 as long as nobody knows. */
  strainOf(route: string, ms: number): number {
    const usual = this.#usual.get(route) ?? { count: 0, totalMs: 0 };
    this.#usual.set(route, usual);
    if (usual.count === SAMPLES) return ms / Math.max(LEAST_MS, usual.totalMs / SAMPLES);
    usual.count += 1;
    usual.totalMs += ms;
    return 1;
  }
}
