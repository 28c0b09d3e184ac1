import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createWorld } from '../../examples/sandbox/gitlab/world.ts';
import { Report } from '../../src/cli/report-format.ts';
import { type Scenario, startScenario } from '../support/scenario.ts';

const ALL = fileURLToPath(new URL('../../examples/mappings/all', import.meta.url));

/** What a run was going to ask and what it asked, by service. */
async function run(scenario: Scenario, ...args: readonly string[]) {
  const asked = scenario.gitlab.requests.length;
  const { code, stdout, stderr } = await scenario.run('--report', '-', ...args);
  if (code !== 0) throw new Error(`The run ended with ${code}: ${stderr}`);
  const { estimate, requests } = Report.parse(JSON.parse(stdout));
  const real = Object.fromEntries(requests.services.map(({ service, requests: sent }) => [service, sent]));
  return {
    estimate,
    stderr,
    asked: scenario.gitlab.requests.slice(asked).map(({ path, query }) => `${path}?${query}`),
    ofGitLab: (estimate?.gitlab.requests ?? 0) / (real['GitLab'] ?? 0),
    ofPort: (estimate?.port.requests ?? 0) / (real['Port'] ?? 0),
    real,
  };
}

describe('the request plan', () => {
  it.each([
    ['of the default mapping', 0, {}],
    ['of the default mapping and many projects', 1, {}],
    ['of all kinds', 0, { OCEAN__RESOURCES_PATH: ALL }],
  ])('%s is near what is asked, on the first run and on one that changes nothing', async (_, scale, variables) => {
    const scenario = await startScenario(createWorld({ scale, now: new Date() }), variables);
    try {
      const first = await run(scenario);
      const second = await run(scenario);

      for (const { ofGitLab } of [first, second]) {
        expect(ofGitLab).toBeGreaterThan(0.7);
        expect(ofGitLab).toBeLessThan(1.3);
      }
      // What is written is known to nobody before.
      expect(first.ofPort).toBeGreaterThan(0.4);
      expect(first.ofPort).toBeLessThan(1);
      expect(second.ofPort).toBeGreaterThan(0.8);
      expect(second.ofPort).toBeLessThan(1.2);
    } finally {
      await scenario.close();
    }
  });

  it('is one line of the log at debug level, stands beside the real figures, and asks GitLab nothing', async () => {
    const scenario = await startScenario();
    try {
      const { estimate, stderr, asked, real } = await run(scenario, '--log-level', 'debug');

      expect(stderr.match(/DEBUG: Request plan/g)).toHaveLength(1);
      expect(stderr).toContain(`GitLab: ${real['GitLab']} requests (estimated ${estimate?.gitlab.requests} or more)`);
      expect(stderr).toContain(`Port: ${real['Port']} requests (estimated ${estimate?.port.requests} or more)`);
      expect(
        asked.filter((request) => /\/(groups|projects)\?/.test(request) && !request.includes('per_page=100')),
      ).toEqual([]);
    } finally {
      await scenario.close();
    }
  });

  it('names what it cannot tell of where the projects cannot be listed', async () => {
    const scenario = await startScenario();
    try {
      scenario.gitlab.control.fail({ path: '/projects', status: 403 });

      const { code, stdout } = await scenario.run('--report', '-', '--kinds', 'project');

      const { estimate } = Report.parse(JSON.parse(stdout));
      expect(code).toBe(6);
      expect(estimate?.gitlab.uncounted).toContain('project: trees, 1 for each project');
    } finally {
      await scenario.close();
    }
  });
});
