import { readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second (proc(5): "/proc/pid/stat"). */
const ticksPerSecond = 100;

/** Processor time of this process, its threads and the processes it has seen the end of. */
export function processorSeconds(): number {
  if (process.platform !== 'linux') {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  }
  const stat = readFileSync('/proc/self/stat', 'utf8');
  // Fields 14 to 17; the second is a name in parentheses.
  const ticks = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 15);
  return ticks.reduce((sum, field) => sum + Number(field), 0) / ticksPerSecond;
}

/** The most memory this process has held, its worker threads included. */
export function peakMegabytes(): number {
  return process.resourceUsage().maxRSS / 1024;
}
