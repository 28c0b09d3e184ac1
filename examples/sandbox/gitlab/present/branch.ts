import { commitOf } from '../git.ts';
import { daysBefore } from '../seed/random.ts';
import type { Viewer } from '../viewer.ts';
import type { Project } from '../world.ts';
import { commitRow } from './commit.ts';
import { fullPathOf } from './project.ts';

type Row = Record<string, unknown>;

/** When the last commit of a branch was made: from today to almost three years ago, by the branch's name. */
export function committedAt(viewer: Viewer, project: Project, name: string): string {
  const days = Number.parseInt(commitOf(project, name).slice(0, 4), 16) % 1000;
  return daysBefore(viewer.world.now, days);
}

/** A row of a list of branches. */
export function branchRow(viewer: Viewer, project: Project, name: string): Row {
  const isDefault = name === project.defaultBranch;
  return {
    name,
    commit: commitRow(viewer, project, commitOf(project, name), committedAt(viewer, project, name)),
    merged: name.startsWith('merged/'),
    protected: isDefault || name.startsWith('release/'),
    developers_can_push: false,
    developers_can_merge: false,
    can_push: viewer.projectLevel(project) >= (isDefault ? 40 : 30),
    default: isDefault,
    web_url: `${viewer.url}/${fullPathOf(viewer, project)}/-/tree/${encodeURIComponent(name)}`,
  };
}
