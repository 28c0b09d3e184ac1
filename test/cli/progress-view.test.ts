import { beforeEach, describe, expect, it } from 'vitest';
import { columnsOf } from '../../src/cli/columns.ts';
import { createProgressView, type ProgressView } from '../../src/cli/progress-view.ts';
import type { ResourceEvent } from '../../src/run/events.ts';
import { makeResourceEvent } from '../factories/resource-event.ts';

const ROOM = { columns: 100, rows: 20 };

let now: number;
let view: ProgressView;

beforeEach(() => {
  now = new Date(2026, 0, 2, 12, 0, 0).getTime();
  view = createProgressView(
    () => now,
    (text) => text,
  );
});

const start = (given: Partial<ResourceEvent>) =>
  view.observe(makeResourceEvent({ ...given, type: 'resource-started' }));

describe('the view of a run', () => {
  it('is what the run is about to do until it exports', () => {
    view.observe({ type: 'stage', stage: 'Checking access', phase: 'opening' });

    expect(view.lines(ROOM)).toEqual(['Checking access']);
  });

  it('has a line for each resource that is under way, and the totals with the time', () => {
    start({ index: 0 });
    start({ index: 1, kind: 'merge-request', blueprints: ['gitlabMergeRequest'] });
    now += 10_000;
    view.observe(makeResourceEvent({ counts: { read: 9500, mapped: 9400, created: 200, updated: 140, failed: 2 } }));

    expect(view.lines(ROOM)).toEqual([
      'project → service                   9,500 read · 9,400 mapped · 340 written · 2 failed · 950/s',
      'merge-request → gitlabMergeRequest  0 read · 0 mapped · 0 written · 0/s',
      'Total  9,500 read · 9,400 mapped · 340 written · 2 failed · 0:10 · 0 finished',
    ]);
  });

  it('counts what is finished, and shows it no more', () => {
    start({});
    now += 3_725_000;
    view.observe(makeResourceEvent({ type: 'resource-finished', counts: { read: 5, mapped: 5, created: 5 } }));

    expect(view.lines(ROOM)).toEqual(['Total  5 read · 5 mapped · 5 written · 1:02:05 · 1 finished']);
  });

  it('says what is waited for until when, and no longer than that', () => {
    start({});
    view.observe({ type: 'waiting', service: 'GitLab', untilMs: now + 190_000, reason: 'rate-limit' });
    view.observe({ type: 'waiting', service: 'Port', untilMs: now + 30_000, reason: 'retry' });

    const waiting = view.lines(ROOM).slice(1, -1);
    now += 60_000;
    const later = view.lines(ROOM).slice(1, -1);

    expect(waiting).toEqual([
      "Waiting for GitLab's rate limit until 12:03:10",
      'Waiting to ask Port again until 12:00:30',
    ]);
    expect(later).toEqual(["Waiting for GitLab's rate limit until 12:03:10"]);
  });

  it('leaves out blueprints, then the ends of lines, where the terminal is narrow', () => {
    start({ kind: 'merge-request', blueprints: ['gitlabMergeRequest'] });

    const lines = [65, 64, 30].map((columns) => view.lines({ columns, rows: 20 })[0]);

    expect(lines).toEqual([
      'merge-request → gitlabMergeRequest  0 read · 0 mapped · 0 written',
      'merge-request  0 read · 0 mapped · 0 written',
      'merge-request  0 read · 0 map…',
    ]);
  });

  it('has no more lines than there are rows, and says how many it left out', () => {
    for (let index = 0; index < 9; index += 1) start({ index, kind: `kind-${index}` });
    view.observe({ type: 'waiting', service: 'GitLab', untilMs: now + 1000, reason: 'rate-limit' });

    const lines = view.lines({ columns: 80, rows: 6 });

    expect(lines).toHaveLength(6);
    expect(lines.slice(3)).toEqual([
      '… and 6 more',
      expect.stringContaining('Waiting for GitLab'),
      expect.stringContaining('Total'),
    ]);
  });

  it('never is wider than the terminal, whatever a blueprint is called', () => {
    start({ blueprints: ['部署'.repeat(40)] });

    for (const columns of [20, 33, 50]) {
      const lines = view.lines({ columns, rows: 20 });
      expect(Math.max(...lines.map(columnsOf))).toBeLessThanOrEqual(columns);
    }
  });

  it('shows a notice in the place of the stage', () => {
    start({});

    expect(view.lines(ROOM, 'Stopping')).toEqual([
      'project → service  0 read · 0 mapped · 0 written',
      'Stopping',
      'Total  0 read · 0 mapped · 0 written · 0:00 · 0 finished',
    ]);
  });
});
