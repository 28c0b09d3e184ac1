import { beforeAll, describe, expect, it } from 'vitest';
import { type Exported, exportFolder, repeatedIn } from './expected/expected.ts';

const FOLDER = 'test/e2e/expected/repeated';

/** What is searched for where only searches that no tree can stand in for are made. */
const SEARCHED = ['println', 'filename:ackage.json'];

function searchedIn({ asked }: Exported): (string | null)[] {
  const searches = asked.filter((request) => request.includes('/search?'));
  return searches.map((request) => new URLSearchParams(request.slice(request.indexOf('?'))).get('search'));
}

describe('resources that look into the same projects', () => {
  let byTree: Exported;
  let bySearch: Exported;

  beforeAll(async () => {
    byTree = await exportFolder(FOLDER, { scale: 0 });
    bySearch = await exportFolder(FOLDER, { scale: 0, variables: { GPE_ANSWER_SEARCHES_FROM_TREES: 'false' } });
  }, 60_000);

  it('search for what no tree tells alone', () => {
    const searches = { package: true, json: true, suffix: true, content: true };
    expect(byTree.result.code, byTree.result.stderr).toBe(0);
    expect(byTree.mapped['raw again/1001']?.properties['value']).toEqual(searches);
    expect(byTree.mapped['raw project/1001']?.properties['value']).toEqual({
      searches,
      files: { 'README.md': true, 'nowhere.txt': false },
    });
    expect(new Set(searchedIn(byTree))).toEqual(new Set(SEARCHED));
  });

  it('give the same where the user wants searches to be searches', () => {
    expect(bySearch.result.code, bySearch.result.stderr).toBe(0);
    expect(bySearch.mapped).toEqual(byTree.mapped);
    expect(new Set(searchedIn(bySearch))).toEqual(
      new Set([...SEARCHED, 'filename:package.json', 'extension:json', 'package.json filename:package.json']),
    );
    expect(searchedIn(byTree).length).toBeLessThan(searchedIn(bySearch).length / 3);
  });

  it('ask for nothing twice', () => {
    expect(repeatedIn(byTree.asked)).toEqual([]);
    expect(repeatedIn(bySearch.asked)).toEqual([]);
  });
});
