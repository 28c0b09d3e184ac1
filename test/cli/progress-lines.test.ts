import { describe, expect, it } from 'vitest';
import { createProgressLines } from '../../src/cli/progress-lines.ts';
import type { Logger } from '../../src/log/logger.ts';
import { makeResourceEvent } from '../factories/resource-event.ts';

function watch() {
  const lines: string[] = [];
  let now = 0;
  const add = (fields: object, sentence: string) => void lines.push(`${sentence} ${JSON.stringify(fields)}`);
  // What is used of a logger.
  const log = { info: add, warn: add } as unknown as Logger;
  const progress = createProgressLines(log, () => now);
  return {
    lines,
    observe: progress.observe,
    wait: (seconds: number) => {
      now += seconds * 1000;
    },
  };
}

describe('the lines about a run', () => {
  it('tell the beginning and the end of each resource, with its figures', () => {
    const { lines, observe } = watch();

    observe({ type: 'stage', stage: 'Checking access', phase: 'opening' });
    observe(makeResourceEvent({ type: 'resource-started' }));
    observe(makeResourceEvent({ type: 'resource-finished', counts: { read: 3, mapped: 3 } }));
    observe(makeResourceEvent({ type: 'resource-finished', index: 1, isIncomplete: true }));

    expect(lines).toEqual([
      'Checking access {}',
      'Exporting {"resource":0,"kind":"project"}',
      'Exported {"resource":0,"kind":"project","read":3,"mapped":3}',
      'Exported in part {"resource":1,"kind":"project"}',
    ]);
  });

  it('say every ten seconds what goes on, all resources in one line, and only while something changes', () => {
    const { lines, observe, wait } = watch();

    observe(makeResourceEvent({ type: 'resource-finished', counts: { read: 3 } }));
    for (let second = 0; second < 25; second += 1) {
      wait(1);
      observe(makeResourceEvent({ index: 1, kind: 'job', counts: { read: second } }));
      observe(makeResourceEvent({ index: 2, kind: 'tag', counts: { read: 1 } }));
    }
    wait(60);
    observe({ type: 'waiting', service: 'GitLab', untilMs: 0, reason: 'rate-limit' });

    expect(lines.slice(1)).toEqual([
      'Going on {"active":"job, tag","read":13}',
      'Going on {"active":"job, tag","read":23}',
    ]);
  });
});
