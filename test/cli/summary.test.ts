import { describe, expect, it } from 'vitest';
import { renderSummary } from '../../src/cli/summary.ts';
import type { Ended } from '../../src/cli/to-report.ts';
import type { ResourceReport } from '../../src/run/report.ts';
import { makeResourceReport } from '../factories/resource-report.ts';
import { makeReport } from './make-report.ts';

const plain = (_format: unknown, text: string) => text;

const nothing = makeResourceReport().counts;

function makeResource(given: Partial<ResourceReport> = {}): ResourceReport {
  const counts = { ...nothing, read: 1234, filtered: 4, mapped: 1230, created: 30, updated: 200, unchanged: 1000 };
  return makeResourceReport({ kind: 'project-with-members', counts, requests: 12, ...given });
}

function render(given: Partial<Ended> = {}): string {
  return renderSummary(makeReport({ resources: [makeResource()], ...given }), plain);
}

describe('the summary', () => {
  it('fits into 80 columns with the longest kind and six figures', () => {
    const many = { ...makeResource().counts, read: 123_456, mapped: 123_456, unchanged: 123_456 };

    const lines = render({ resources: [makeResource({ index: 9, counts: many })] }).split('\n');

    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('tells what went wrong before the figures', () => {
    const text = render({
      resources: [
        makeResource({
          incomplete: ['groups: failed: GitLab: GET /groups failed with 500'],
          loadFailures: [{ blueprint: 'service', identifier: 'a', message: 'must be a url (422)', count: 3 }],
        }),
      ],
    });

    expect(text).toMatch(/✗ resources\[0\] \(project-with-members\): groups: failed/);
    expect(text).toContain('3 entities of service, such as a: must be a url (422)');
    expect(text.indexOf('✗')).toBeLessThan(text.indexOf('Resource '));
  });

  it('says what was deleted, and what was kept and why', () => {
    const text = render({
      resources: [makeResource({ incomplete: ['group 1: failed: 500'] })],
      stale: {
        deleted: [{ blueprint: 'service', count: 2 }],
        withheld: [
          { blueprint: 'gitlabJob', count: 7, cause: 'incomplete', reason: 'resources[3] (job) is incomplete' },
        ],
        refused: [],
      },
    });

    expect(text).toContain('Deleted: 2 (service 2)');
    expect(text).toContain('! Kept: 7 of gitlabJob, not seen in this run: resources[3] (job) is incomplete');
  });

  it('shortens a long list of failures of one resource', () => {
    const incomplete = Array.from({ length: 100 }, (_, index) => `scope ${index}: denied: 403`);

    const text = render({ resources: [makeResource({ incomplete })] });

    expect(text).toContain('and 95 more');
    expect(text).not.toContain('scope 99');
  });

  it('lets no escape sequence of GitLab through', () => {
    const text = render({ resources: [makeResource({ warnings: ['name \u001b[2J'] })] });

    expect(text).not.toContain('\u001b');
  });

  it('names resources that were left out', () => {
    expect(render({ resources: [makeResource({ skipped: true })] })).toMatch(/0 project-with-members +left out/);
  });

  it('tells what the threshold withheld, and what to do about it', () => {
    const withheld = [{ blueprint: 'service', count: 60, cause: 'threshold', reason: 'only 1 of 61' } as const];

    const text = render({ stale: { deleted: [], withheld, refused: [] } });

    expect(text).toMatch(/✗ Kept: 60 of service, not seen in this run: only 1 of 61\n {2}What to do: .*Threshold/);
  });

  it('counts what each service was asked, and the time it took', () => {
    const route = { route: 'GET /a', requests: 2, retries: 1, failures: 0, bytes: 10, totalMs: 5, waitedMs: 2500 };

    const text = render({
      routes: [
        { service: 'GitLab', ...route },
        { service: 'GitLab', ...route, route: 'GET /b' },
      ],
    });

    expect(text).toContain('GitLab: 4 requests, 2 retries, 5.0 s waited for rate limits\n');
    expect(text).toContain('Port: 0 requests, 0 retries\n');
    expect(text).toContain('Took 1.5 s, mapped by jq 1.8.2 (embedded)\n');
  });
});
