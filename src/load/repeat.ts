/** Something that happens again and again until it is stopped. */
export interface Repetition {
  stop(): void;
}

/** How often Port expects to hear of a run (Port: "Metrics and heartbeat"). */
export const HEARTBEAT_INTERVAL_MS = 10_000;

/** Does something every so often, but not while the last time still goes on; it keeps no process alive. */
export function repeat(act: () => Promise<unknown>, intervalMs: number): Repetition {
  let isActing = false;
  const timer = setInterval(() => {
    if (isActing) return;
    isActing = true;
    void act().finally(() => {
      isActing = false;
    });
  }, intervalMs).unref();
  return { stop: () => clearInterval(timer) };
}
