import { Writable } from 'node:stream';
import type { Sandbox } from '../../examples/sandbox/start.ts';
import { loadSettings } from '../../src/config/load-settings.ts';
import type { Clock } from '../../src/http/clock.ts';
import { createLogger } from '../../src/log/logger.ts';
import { createMask } from '../../src/log/mask.ts';
import type { JqEngine } from '../../src/map/engine.ts';
import type { RunReport } from '../../src/run/report.ts';
import { runExport } from '../../src/run/run.ts';

/** Nothing is waited for. */
const impatientClock: Clock = { now: Date.now, random: () => 0, sleep: async () => {} };

const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });

/**
 * One run without a process of its own, with a mapping in the place of the one in Port. A connection that closes under
 * it is tried again, at once: it is none of the faults that a test sets.
 */
export async function exportInProcess(
  { environment }: Pick<Sandbox, 'environment'>,
  engine: JqEngine,
  mapping: unknown,
): Promise<RunReport> {
  const { settings } = await loadSettings({
    flags: {},
    environment: { ...environment, GPE_RETRY_ATTEMPTS: '3' },
    workingDirectory: import.meta.dirname,
  });
  const mask = createMask([]);
  return runExport({
    settings,
    version: '0.0.0',
    mapping: { data: mapping, origin: 'this test' },
    environment: {},
    engine,
    log: createLogger({ level: 'silent', format: 'json', destination: nowhere, mask }),
    mask,
    clock: impatientClock,
    signal: new AbortController().signal,
    observe: () => {},
  });
}
