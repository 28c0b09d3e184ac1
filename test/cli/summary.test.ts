import { describe, expect, it } from 'vitest';
import { renderSummary } from '../../src/cli/summary.ts';
import type { Ended } from '../../src/cli/to-report.ts';
import { InterruptedError } from '../../src/errors.ts';
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

  it('says what to do about each failure, once for all that ask for the same', () => {
    const failure = { blueprint: 'nowhere', identifier: 'a', message: 'does not exist', count: 1 } as const;
    const resource = makeResource({
      unreadScopes: [{ scope: 'acme', state: 'denied', reason: '403' }],
      incomplete: ['acme: denied: 403'],
      loadFailures: [{ ...failure, topic: 'missing-blueprint' }],
    });

    const text = render({ resources: [resource, { ...resource, index: 1 }] });

    const at = (index: number) => `resources[${index}] (project-with-members)`;
    expect(text.split('\n').slice(0, 7)).toEqual([
      `✗ ${at(0)}: acme: denied: 403`,
      `✗ ${at(1)}: acme: denied: 403`,
      "  What to do: give the token's user a role where it is denied, or leave that out of the mapping",
      `✗ ${at(0)}: nowhere a: does not exist`,
      `✗ ${at(1)}: nowhere a: does not exist`,
      '  What to do: create the blueprint in Port, or correct its name in the mapping, capitals included',
      expect.stringMatching(/^ {2}More: https:.*\/docs\/troubleshooting\.md#missing-blueprint$/),
    ]);
  });

  it('puts failures before warnings, and what is no problem below the figures', () => {
    const text = render({
      resources: [makeResource({ warnings: ['no description'] }), makeResource({ incomplete: ['500'] })],
      stale: {
        deleted: [],
        withheld: [
          { blueprint: 'service', count: 60, cause: 'threshold', reason: 'only 1 of 61' },
          { blueprint: 'group', count: 1, cause: 'referenced', reason: 'needed' },
        ],
        refused: [],
      },
    });

    const order = ['500', 'only 1 of 61', 'no description', 'Resource ', 'Deleted: 0', 'Kept: 1 of group'];
    const places = order.map((part) => text.indexOf(part));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it.each([
    [80, ['Read', 'Filtered', 'Mapped', 'Created', 'Updated', 'Unchanged', 'Failed']],
    [60, ['Read', 'Created', 'Updated', 'Failed']],
    [50, ['Created', 'Updated', 'Failed']],
    [31, ['Failed']],
  ])('leaves out columns that do not fit into %i', (columns, titles) => {
    const report = makeReport({
      resources: [
        makeResource({ counts: { ...nothing, read: 123_456, created: 123_456 } }),
        makeResource({ skipped: true }),
      ],
    });

    const lines = renderSummary(report, plain, columns).split('\n');

    expect(lines[0]?.split(/ +/)).toEqual(['Resource', ...titles]);
    expect(Math.max(...lines.slice(0, 4).map((line) => line.length))).toBeLessThanOrEqual(columns);
    expect(lines[2]).toMatch(/^0 project-with-members left out$/);
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

  it('names resources that an error came before', () => {
    const interrupted = { error: new InterruptedError('SIGINT'), resources: [makeResource({ skipped: true })] };

    expect(render(interrupted)).toMatch(/0 project-with-members +not begun/);
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

  it('sets what was estimated beside what was asked', () => {
    const known = { requests: 2300, seconds: 70, pace: 'the rate limit of 2000 a minute', uncounted: [] };
    const estimate = { gitlab: { ...known, costs: [] }, port: { ...known, requests: 20, uncounted: ['writing'] } };

    const text = render({ estimate });

    expect(text).toContain('GitLab: 0 requests (estimated 2,300), 0 retries\n');
    expect(text).toContain('Port: 0 requests (estimated 20 or more), 0 retries\n');
  });
});
