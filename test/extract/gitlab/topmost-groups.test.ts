import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findTopmostGroups } from '../../../src/extract/gitlab/topmost-groups.ts';
import type { RawObject } from '../../../src/raw-object.ts';
import { ScopeLedger } from '../../../src/run/ledger.ts';
import { fakeGitLab } from '../../contract/fake-gitlab.ts';
import { makeGroup } from '../../factories/group.ts';
import { makeProject } from '../../factories/project.ts';
import { failure } from '../../support/scripted-http.ts';

function find(groups: readonly RawObject[], error?: Error) {
  const gitlab = fakeGitLab('groups', [groups], error);
  const scopes = new ScopeLedger();
  return findTopmostGroups(
    { gitlab, selector: {}, scopes, now: new Date(0), touches: () => false, warn: () => {} },
    undefined,
  );
}

/** A tree of groups: each one's parent is an earlier one, or none. */
const arbitraryTree = fc.array(fc.option(fc.nat(), { nil: null }), { maxLength: 12 }).map((parents) => {
  const groups: { id: number; parent_id: number | null; full_path: string }[] = [];
  for (const [index, parent] of parents.entries()) {
    const above = parent === null || index === 0 ? undefined : groups[parent % index];
    const path = `g${index}`;
    groups.push({
      id: index + 1,
      parent_id: above?.id ?? null,
      full_path: above === undefined ? path : `${above.full_path}/${path}`,
    });
  }
  return groups;
});

describe('findTopmostGroups', () => {
  it('keeps the fewest groups that hold every accessible one, in whatever order they are listed', async () => {
    const arbitraryListing = arbitraryTree.chain((tree) => fc.shuffledSubarray(tree));

    await fc.assert(
      fc.asyncProperty(arbitraryListing, async (accessible) => {
        const { groups } = await find(accessible.map((group) => makeGroup(group)));

        const ids = new Set<number | null>(accessible.map(({ id }) => id));
        const roots = accessible.filter((group) => !ids.has(group.parent_id)).map(({ id }) => id);
        expect(groups.map(({ id }) => id)).toEqual(roots);
      }),
    );
  });

  it('tells the projects that lie in one, however deep, from those that do not', async () => {
    const { holds } = await find([makeGroup({ id: 1, full_path: 'a/b', parent_id: 99 })]);

    const inside = ['a/b/c', 'a/b/c/d'];
    const outside = ['a/c', 'a/bc/d', 'b/a/b', 'a/b'];
    const isHeld = (path: string) => holds(makeProject({ path_with_namespace: path }));
    expect([...inside, ...outside].filter(isHeld)).toEqual(inside);
  });

  it('gives the groups that are known where the listing breaks off', async () => {
    const { groups, isComplete } = await find([makeGroup({ id: 1 })], failure(502));

    expect(groups).toMatchObject([{ id: 1, fullPath: 'group-1' }]);
    expect(isComplete).toBe(false);
  });
});
