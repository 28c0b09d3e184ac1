import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** What one process has cost, with the processes it started. */
export interface Usage {
  readonly seconds: number;
  readonly processorSeconds: number;
  /** Most memory of the process itself, worker threads included. */
  readonly peakMegabytes: number;
  /** Most memory of the processes it started, such as a native jq, summed up. */
  readonly childrenMegabytes: number;
}

/** Linux counts processor time in hundredths of a second (proc(5)). */
const TICKS_PER_SECOND = 100;
const POLL_MS = 25;

/** Runs Node to its end and measures it; only Linux tells all of it. @throws where it does not exit with 0. */
export async function runMeasured(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Usage> {
  const usedBefore = childrenProcessorSeconds();
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env['PATH'], ...environment },
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = `${stderr}${text}`.slice(-4000);
  });
  const peaks = new Map<number, number>();
  const poll = setInterval(() => {
    for (const pid of [child.pid ?? 0, ...childrenOf(child.pid ?? 0)]) {
      peaks.set(pid, Math.max(peaks.get(pid) ?? 0, peakMegabytes(pid)));
    }
  }, POLL_MS);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  }).finally(() => clearInterval(poll));
  const seconds = (performance.now() - startedAt) / 1000;
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}:\n${stderr}`);
  const own = peaks.get(child.pid ?? 0) ?? 0;
  return {
    seconds,
    processorSeconds: childrenProcessorSeconds() - usedBefore,
    peakMegabytes: own,
    childrenMegabytes: [...peaks.values()].reduce((total, peak) => total + peak, -own),
  };
}

/** Processor time of all processes that this one has seen the end of, with their own: fields 16 and 17 of proc(5). */
function childrenProcessorSeconds(): number {
  const stat = readText('/proc/self/stat');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) / TICKS_PER_SECOND;
}

/** The high-water mark of a process; 0 once it has ended. */
function peakMegabytes(pid: number): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readText(`/proc/${pid}/status`))?.[1];
  return Number(kilobytes ?? 0) / 1024;
}

function childrenOf(pid: number): readonly number[] {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const texts = threads.map((thread) => readText(`/proc/${pid}/task/${thread}/children`));
    return texts.join(' ').split(/\s+/).filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** Empty where the file is gone with its process, or was never there. */
function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
