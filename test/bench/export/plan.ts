/** One GitLab of the benchmark, and what is run against it. */
export interface Stage {
  readonly projects: number;
  /** Of both services, for a first and a second run each. */
  readonly latenciesMs: readonly number[];
  /** Of these, the ones at which the sequential client runs as well. */
  readonly baselineLatenciesMs: readonly number[];
}

/**
 * What takes about ten minutes: the sequential client would need an hour for 10,000 projects and five minutes for 1,000
 * at 100 ms, and at 10,000 projects latency changes the duration alone.
 */
export const fullPlan: readonly Stage[] = [
  { projects: 100, latenciesMs: [0, 20, 100], baselineLatenciesMs: [0, 20, 100] },
  { projects: 1000, latenciesMs: [0, 20, 100], baselineLatenciesMs: [0, 20] },
  { projects: 10_000, latenciesMs: [20], baselineLatenciesMs: [] },
];

/** The stages of some sizes; one that the full plan does not have is run at 20 ms. */
export function planFor(sizes: readonly number[]): readonly Stage[] {
  return sizes.map(
    (projects) =>
      fullPlan.find((stage) => stage.projects === projects) ?? {
        projects,
        latenciesMs: [20],
        baselineLatenciesMs: projects <= 1000 ? [20] : [],
      },
  );
}
