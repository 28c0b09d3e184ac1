/** A signal that follows another one late: what is under way may come to its end first. */
export interface Grace {
  readonly signal: AbortSignal;
  /** Stops waiting, so that nothing keeps the process alive. */
  end(): void;
}

/** Follows `signal` after `graceMs`. */
export function followLate(signal: AbortSignal, graceMs: number): Grace {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const start = (): void => {
    timer = setTimeout(() => controller.abort(signal.reason), graceMs);
  };
  if (signal.aborted) start();
  else signal.addEventListener('abort', start, { once: true });
  return {
    signal: controller.signal,
    end() {
      signal.removeEventListener('abort', start);
      clearTimeout(timer);
    },
  };
}
