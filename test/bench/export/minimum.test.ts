import { describe, expect, it } from 'vitest';
import { makeAnswers, type Templates } from './make-answers.ts';
import { leastOfGitLab, leastOfPort, sizesOf } from './minimum.ts';

const row = [{ name: 'any' }];
const templates: Templates = {
  group: row,
  project: row,
  member: row,
  mergeRequest: row,
  issue: row,
  pipeline: row,
  branch: row,
};

describe('the least requests', () => {
  it('are one for an empty list, and one for each hundred rows begun', () => {
    const least = leastOfGitLab({ 'GET /projects/:id/pipelines': [0, 1, 100, 101] });

    expect(least['GET /projects/:id/pipelines']).toBe(1 + 1 + 1 + 2);
  });

  it('ask for the merge requests of each topmost group in both states', () => {
    const sizes = sizesOf(makeAnswers(100, templates, new Date()));

    // Four of ten groups lie in the largest topmost one, the others in the second.
    expect(sizes['GET /groups/:id/merge_requests']?.toSorted()).toEqual([40, 60, 120, 180].toSorted());
    expect(leastOfGitLab(sizes)['GET /groups/:id/merge_requests']).toBe(1 + 1 + 2 + 2);
  });

  it('write full batches in the first run and nothing in the second', () => {
    const counts = { service: 41, group: 2001 };

    const first = leastOfPort(counts, 'first');
    const second = leastOfPort(counts, 'second');

    expect(first['POST /blueprints/:id/entities/bulk']).toBe(3 + 101);
    expect(first['POST /blueprints/:id/entities/search']).toBe(2);
    expect(second['POST /blueprints/:id/entities/bulk']).toBeUndefined();
    expect(second['POST /blueprints/:id/entities/search']).toBe(1 + 3);
  });
});
