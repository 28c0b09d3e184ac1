import type { RawObject } from '../../raw-object.ts';
import type { ExtractContext } from '../kind.ts';
import { fullPathOf, idOf } from './row.ts';

/** The groups whose listings hold everything that lies in any accessible group. */
export interface TopmostGroups {
  readonly groups: readonly TopmostGroup[];
  /** Whether all groups are known. */
  readonly isComplete: boolean;
  /** Whether a project lies in one of them, however deep. */
  holds(project: RawObject): boolean;
}

interface TopmostGroup {
  readonly id: number;
  readonly fullPath: string;
}

/** Lists the groups and keeps those whose parent is not among them. */
export async function findTopmostGroups(
  { gitlab, scopes }: ExtractContext,
  active: boolean | undefined,
): Promise<TopmostGroups> {
  const known: (TopmostGroup & { readonly parentId: unknown })[] = [];
  const listing = await scopes.attempt(
    'groups',
    async () => {
      for await (const batch of gitlab.groups(active)) {
        known.push(...batch.map((row) => ({ id: idOf(row), fullPath: fullPathOf(row), parentId: row['parent_id'] })));
      }
    },
    undefined,
  );
  const ids = new Set<unknown>(known.map(({ id }) => id));
  const groups = known.filter(({ parentId }) => !ids.has(parentId));
  const paths = new Set(groups.map(({ fullPath }) => fullPath));
  return {
    groups,
    isComplete: listing !== undefined,
    holds: (project) => ancestorsOf(fullPathOf(project)).some((path) => paths.has(path)),
  };
}

/** `a/b/c` lies in `a` and `a/b`. */
function ancestorsOf(fullPath: string): readonly string[] {
  const parts = fullPath.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}
