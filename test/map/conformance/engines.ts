import { delimiter } from 'node:path';
import type { JqEngine } from '../../../src/map/engine.ts';
import { createNativeEngine } from '../../../src/map/native/engine.ts';
import { findJq, isAtLeast, jqAt } from '../../../src/map/native/find-jq.ts';
import { createTestEngine } from '../mapping.ts';

export interface TestedEngine {
  readonly engine: JqEngine;
  readonly version: '1.7' | '1.8';
  readonly isEmbedded: boolean;
}

/**
 * The embedded engine, and a native one for every jq of at least 1.7 at `JQ_PATH` (one path, or several as in `PATH`),
 * else for the one on the PATH.
 */
export async function findEngines(): Promise<readonly TestedEngine[]> {
  const { JQ_PATH, PATH = '' } = process.env;
  const found = await Promise.all(JQ_PATH === undefined ? [findJq(PATH)] : JQ_PATH.split(delimiter).map(jqAt));
  const native = found.flatMap((jq): readonly TestedEngine[] => {
    if (jq?.version === undefined || !isAtLeast(jq.version, 7)) return [];
    const engine = createNativeEngine({ path: jq.path, version: jq.version });
    return [{ engine, version: isAtLeast(jq.version, 8) ? '1.8' : '1.7', isEmbedded: false }];
  });
  return [{ engine: createTestEngine(), version: '1.8', isEmbedded: true }, ...native];
}
