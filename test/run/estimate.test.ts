import { describe, expect, it } from 'vitest';
import { project } from '../../src/extract/kinds/project.ts';
import type { Allowance } from '../../src/http/rate-limit.ts';
import { estimateRequests } from '../../src/run/estimate.ts';

interface Given {
  readonly url?: string;
  readonly dryRun?: boolean;
  readonly strict?: boolean;
  readonly seeksStale?: boolean;
  readonly selector?: object;
  readonly allowance?: Allowance;
}

/** Of 300 projects, and two blueprints that hold 1500 entities and none; answers take 100 ms. */
function estimate({
  url = 'https://gitlab.test',
  dryRun = false,
  strict = false,
  seeksStale = true,
  selector = {},
  allowance,
}: Given = {}) {
  const counts = { requests: 4, retries: 0, failures: 0, bytes: 0, totalMs: 400, waitedMs: 0 };
  const statistics = () => [{ service: 'GitLab', route: 'GET /user', ...counts }];
  const client = { statistics, allowance: () => allowance };
  return estimateRequests({
    settings: {
      gitlab: { url, token: 'token' },
      answerSearchesFromTrees: true,
      concurrency: 32,
      dryRun,
      strict,
      sendRawDataExamples: true,
      noPortLogs: false,
    },
    readings: [{ kind: project, selector: project.selector.parse(selector) }],
    sizes: async () => ({ count: 300, isLeast: false }),
    held: async () => [1500, 0],
    http: { gitlab: client, port: client },
    opening: 3,
    seeksStale,
  });
}

const searchQueries = [{ name: 'a', query: 'a' }];

describe('the estimate of requests', () => {
  it('is of both services, with the time that their answers take', async () => {
    const { gitlab, port } = await estimate();

    expect(gitlab).toEqual({
      requests: 1 + 3,
      seconds: 0.05,
      pace: 'answers of 100 ms, 8 at a time',
      uncounted: [],
      costs: [{ kind: 'project', what: 'projects', requests: 3 }],
    });
    // To begin with, two pages and an empty one, what is stale, and what Port is told of a run of one resource.
    expect(port.requests).toBe(3 + 3 + 1 + 9);
    expect(port.uncounted).toEqual([expect.stringContaining('writing'), expect.stringContaining('deleting')]);
  });

  it.each([
    ['https://gitlab.test', 540, "GitLab's usual limit of 30 searches a minute"],
    ['https://gitlab.com', 1740, "GitLab's usual limit of 10 searches a minute"],
  ])('takes as long as searches do at %s', async (url, seconds, pace) => {
    expect((await estimate({ url, selector: { searchQueries } })).gitlab).toMatchObject({ seconds, pace });
  });

  it("takes as long as the server's rate limit makes it", async () => {
    const { gitlab } = await estimate({ allowance: { perMinute: 60, remaining: 1 } });

    expect(gitlab).toMatchObject({ seconds: 3, pace: 'the rate limit of 60 a minute' });
  });

  it('counts no search for what is stale where nothing is deleted', async () => {
    const { port } = await estimate({ seeksStale: false });

    expect(port).toMatchObject({ requests: 3 + 3 + 8, uncounted: [expect.stringContaining('writing')] });
  });

  it('counts what a dry run reads, and nothing that Port is told or given', async () => {
    const { port } = await estimate({ dryRun: true });

    // Beside the entities and what is stale, the blueprints.
    expect(port.requests).toBe(3 + 3 + 1 + 1);
    expect(port.uncounted).toEqual([expect.stringContaining('would change'), expect.stringContaining('stale')]);
  });

  it('counts the blueprints once, which a strict run has read by then', async () => {
    expect((await estimate({ dryRun: true, strict: true })).port.requests).toBe(3 + 3 + 1);
  });
});
