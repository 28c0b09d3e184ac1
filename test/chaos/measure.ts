import { readdirSync, readFileSync } from 'node:fs';
import type { Running } from '../support/command.ts';

/** What a run of the command took of the machine; zeros where the system has no /proc. */
export interface Consumption {
  readonly peakMemoryMiB: number;
  /** Open file descriptors: the most, and the last that was seen. */
  readonly mostDescriptors: number;
  readonly lastDescriptors: number;
}

const INTERVAL_MS = 50;

/** Looks at a process again and again until it has ended. */
export async function measure({ process: { pid }, finished }: Running): Promise<Consumption> {
  const descriptors: number[] = [];
  let peakMemoryMiB = 0;
  const look = (): void => {
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      const kib = /^VmHWM:\s*(\d+)/m.exec(status)?.[1] ?? /^VmRSS:\s*(\d+)/m.exec(status)?.[1] ?? 0;
      peakMemoryMiB = Math.max(peakMemoryMiB, Math.round(Number(kib) / 1024));
      descriptors.push(readdirSync(`/proc/${pid}/fd`).length);
    } catch {
      // It has ended between two looks, or there is no /proc.
    }
  };
  const timer = setInterval(look, INTERVAL_MS);
  await finished;
  clearInterval(timer);
  return { peakMemoryMiB, mostDescriptors: Math.max(0, ...descriptors), lastDescriptors: descriptors.at(-1) ?? 0 };
}
