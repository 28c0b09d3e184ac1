import { describe, expect, it } from 'vitest';
import { exportFolder, readExpected, repeatedIn } from './expected/expected.ts';

/** How many objects the mapping gives of each kind; files of kinds with more list only some of the bulk. */
const MAPPED: Readonly<Record<string, number>> = {
  issue: 54,
  'merge-request': 44,
  pipeline: 44,
  job: 229,
  tag: 173,
  release: 45,
  branch: 146,
  deployment: 43,
  project: 15,
  'project-with-members': 15,
  'group-with-members': 10,
  member: 8,
  file: 31,
  folder: 27,
  skill: 15,
  plugin: 3,
};

const FOLDER = 'test/e2e/expected/awkward';

describe('what is hard to read', () => {
  it.each(['on', 'off'] as const)(
    'reaches the catalog at the cost of a warning at most, with GraphQL %s',
    async (graphql) => {
      const files = Object.keys(MAPPED).map((kind) => readExpected<Record<string, unknown>>(`awkward/${kind}.json`));
      const expected: Record<string, unknown> = Object.assign({}, ...(await Promise.all(files)));

      const { result, mapped, asked } = await exportFolder(FOLDER, { scale: 0, graphql });

      const values = Object.fromEntries(
        Object.keys(expected).map((identifier) => [identifier, mapped[`raw ${identifier}`]?.properties['value']]),
      );
      const counts = Object.keys(mapped).map((key) => /^raw ([^/]+)/.exec(key)?.[1]);
      expect(result.code, result.stderr).toBe(0);
      expect(values).toEqual(expected);
      for (const [kind, count] of Object.entries(MAPPED)) {
        expect(
          counts.filter((counted) => counted === kind),
          kind,
        ).toHaveLength(count);
      }
      expect(mapped['raw file/README.md']?.properties['included']).toEqual({
        'json/number.json': '12345678901234567890\n',
        'names/twice.yaml': `# twice.yaml\n${'\n'.repeat(9)}name: twice.yaml\n`,
        'nowhere.txt': null,
      });
      expect(repeatedIn(asked)).toEqual([]);
      expect(result.stderr).toContain('yaml/alias-bomb.yaml stays a text');
      expect(result.stderr).toContain('binary/image.json is no UTF-8 text');
    },
  );
});
