import type { JqEngine } from '../../../src/map/engine.ts';
import { runProcess } from '../../../src/map/native/process.ts';
import { decodeOutputs, encodeRecords } from '../../../src/map/ndjson.ts';
import type { Jq } from './measure.ts';

/** The yardstick: a jq started anew for every request, one after another, as simple scripts do. */
export function createSpawningEngine({ path, version }: Jq): JqEngine {
  let lastTurn: Promise<unknown> = Promise.resolve();
  const takeTurn = (program: string, records: readonly unknown[], timeLimitMs: number) => {
    const turn = lastTurn.then(async () => {
      const { exitCode, stdout, stderr } = await runProcess([path, '-c', program], {
        input: encodeRecords(records),
        environment: { TZ: 'UTC' },
        timeLimitMs,
        signal: new AbortController().signal,
      });
      if (exitCode !== 0) throw new Error(`jq ${version} ended with ${exitCode}: ${stderr}`);
      return decodeOutputs(stdout, records.length);
    });
    lastTurn = turn;
    return turn;
  };
  return {
    name: `jq ${version} (spawned)`,
    validate: async (programs) => programs.map(() => undefined),
    run: (program, records, { timeLimitMs }) => takeTurn(program, records, timeLimitMs),
    close: async () => undefined,
  };
}
