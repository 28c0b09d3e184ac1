import { makeAnswers } from './make-answers.ts';
import { type Sizes, sizesOf } from './minimum.ts';
import { startServers } from './servers.ts';
import { readTemplates } from './templates.ts';

/** What the process of the servers can be asked, one at a time; each is answered with a `Told`. */
export interface Order {
  readonly empty?: boolean;
  readonly latencyMs?: number;
}

/** How things stand: where the servers are, what they hold, and the processor time they have used. */
export interface Told {
  readonly gitlabUrl: string;
  readonly portUrl: string;
  readonly sizes: Sizes;
  /** Entities in Port by blueprint. */
  readonly counts: Readonly<Record<string, number>>;
  readonly processorSeconds: number;
}

const projects = Number(process.argv[2]);
const answers = makeAnswers(projects, await readTemplates(), new Date());
const servers = await startServers(answers);
const sizes = sizesOf(answers);

function tell(): void {
  const { gitlabUrl, portUrl, catalog } = servers;
  const { user, system } = process.cpuUsage();
  const told: Told = { gitlabUrl, portUrl, sizes, counts: catalog().counts(), processorSeconds: (user + system) / 1e6 };
  process.send?.(told);
}

process.on('message', ({ empty, latencyMs }: Order) => {
  if (empty) servers.empty();
  if (latencyMs !== undefined) servers.setLatency(latencyMs);
  tell();
});
process.once('disconnect', () => void servers.close());
tell();
