import { parseArgs } from 'node:util';
import { parsePlan } from './chaos/plan.ts';
import { startSandbox } from './start.ts';

const { values } = parseArgs({
  options: {
    'gitlab-port': { type: 'string', default: '4100' },
    'port-port': { type: 'string', default: '4101' },
    // Makes things go wrong at random: the plan as JSON, such as {"seed": 7, "rates": {"bad-gateway": 0.1}}.
    chaos: { type: 'string', default: 'null' },
  },
});
const chaos = parsePlan(values.chaos);

const sandbox = await startSandbox({
  gitlabPort: Number(values['gitlab-port']),
  portPort: Number(values['port-port']),
  ...(chaos && { chaos }),
});

const lines = [
  `GitLab listens on ${sandbox.gitlab.url}, Port on ${sandbox.port.url}. In another shell:`,
  '',
  ...Object.entries(sandbox.environment).map(([name, value]) => `export ${name}='${value}'`),
  'npx gitlab-port-exporter',
  '',
  `Look at what arrived: ${sandbox.port.url}/-/sandbox/catalog`,
  'Ctrl-C ends both.',
];
process.stdout.write(`${lines.join('\n')}\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandbox.close());
