import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** V8's format of a CPU profile, as far as it is used (Chrome DevTools protocol: "Profiler.Profile"). */
interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** A function and the milliseconds spent in it alone. */
export interface SelfTime {
  readonly thread: string;
  readonly name: string;
  readonly place: string;
  readonly milliseconds: number;
  /** Of the time that its thread was not idle. */
  readonly share: number;
}

const WAITING = ['(idle)', '(program)', '(root)'];

/** The functions with the most time of their own in each thread that `node --cpu-prof` wrote a profile of into a folder. */
export async function readSelfTimes(folder: string, count: number): Promise<readonly SelfTime[]> {
  const found: SelfTime[] = [];
  for (const file of (await readdir(folder)).filter((name) => name.endsWith('.cpuprofile')).sort()) {
    // CPU.<date>.<time>.<pid>.<thread>.<sequence>.cpuprofile, written by V8.
    const thread = file.split('.').at(-3) === '0' ? 'main' : `worker ${file.split('.').at(-3)}`;
    const profile = JSON.parse(await readFile(join(folder, file), 'utf8')) as CpuProfile;
    found.push(...selfTimes(profile, thread).slice(0, count));
  }
  return found;
}

function selfTimes({ nodes, samples, timeDeltas }: CpuProfile, thread: string): readonly SelfTime[] {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const times = new Map<string, { name: string; place: string; milliseconds: number }>();
  samples.forEach((id, index) => {
    const { functionName = '', url = '', lineNumber = 0 } = frames.get(id) ?? {};
    const name = functionName || '(anonymous)';
    const place = url === '' ? '' : `${shorten(url)}:${lineNumber + 1}`;
    const known = times.get(`${name} ${place}`) ?? { name, place, milliseconds: 0 };
    known.milliseconds += (timeDeltas[index] ?? 0) / 1000;
    times.set(`${name} ${place}`, known);
  });
  const busy = [...times.values()].filter(({ name }) => !WAITING.includes(name));
  const total = busy.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  return busy
    .sort((one, other) => other.milliseconds - one.milliseconds)
    .map((time) => ({ ...time, thread, share: time.milliseconds / total }));
}

/** What follows the package's folder. */
function shorten(url: string): string {
  const parts = url.split(/[/\\]/);
  const start = Math.max(parts.lastIndexOf('node_modules'), parts.lastIndexOf('dist') - 1);
  return parts.slice(start + 1).join(sep);
}
