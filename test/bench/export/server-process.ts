import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Order, Told } from './server.ts';

/** The servers in a process of their own, so that they take no time from what is measured but the processor's. */
export interface ServerProcess {
  ask(order?: Order): Promise<Told>;
  close(): Promise<void>;
}

export async function startServerProcess(projects: number): Promise<ServerProcess> {
  const child = fork(new URL('./server.js', import.meta.url), [String(projects)], {
    execArgv: ['--max-old-space-size=8192'],
  });
  await told(child);
  return {
    ask(order = {}) {
      const answer = told(child);
      child.send(order);
      return answer;
    },
    async close() {
      child.disconnect();
      await once(child, 'exit');
    },
  };
}

function told(child: ChildProcess): Promise<Told> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`The servers ended with ${code}`));
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message as Told); // server.ts sends nothing else
    });
  });
}
