import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Follows which processes a process starts, and they in turn, for as long as it lives. */
export function followDescendants(pid: number): { readonly stop: () => Promise<ReadonlySet<number>> } {
  const seen = new Set<number>();
  let isStopped = false;
  const following = (async () => {
    while (!isStopped) {
      const parents = await listParents();
      const family = new Set([pid, ...seen]);
      for (const [child, parent] of parents) if (family.has(parent)) seen.add(child);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  return {
    async stop() {
      isStopped = true;
      await following;
      return seen;
    },
  };
}

/** Which of the processes are still there; one that has ended and waits to be asked how (a zombie) counts for its parent only. */
export async function stillAlive(pids: ReadonlySet<number>): Promise<readonly number[]> {
  const alive = await listParents();
  return [...pids].filter((pid) => alive.has(pid));
}

/** Of every process that has not ended, its parent. */
async function listParents(): Promise<ReadonlyMap<number, number>> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,stat=']);
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  return new Map(
    rows.filter(([, , state]) => !state?.startsWith('Z')).map(([pid, parent]) => [Number(pid), Number(parent)]),
  );
}
