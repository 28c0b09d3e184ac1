import type { Viewer } from '../viewer.ts';
import type { Project } from '../world.ts';
import { fullPathOf } from './project.ts';

type Row = Record<string, unknown>;

/** How a merge request or an issue is called from what was asked: `from` is the full path of that group or project. */
export function referencesOf(path: string, from: string, reference: string): Row {
  return { short: reference, relative: relativeTo(from, path) + reference, full: `${path}${reference}` };
}

function relativeTo(from: string, path: string): string {
  if (path === from) return '';
  return path.startsWith(`${from}/`) ? path.slice(from.length + 1) : path;
}

/** A label with `with_labels_details`. */
export function labelDetail(name: string, index: number): Row {
  return {
    id: index + 1,
    name,
    description: null,
    description_html: '',
    text_color: '#FFFFFF',
    color: '#1068bf',
    archived: false,
  };
}

/** The milestone of something in a project; null where it has none. */
export function milestoneOf(
  viewer: Viewer,
  project: Project,
  { milestone, createdAt }: { readonly milestone: string | null; readonly createdAt: string },
): Row | null {
  if (milestone === null) return null;
  return {
    id: project.id,
    iid: 1,
    project_id: project.id,
    title: milestone,
    description: '',
    state: 'active',
    created_at: createdAt,
    updated_at: createdAt,
    due_date: '2027-01-31',
    start_date: null,
    expired: false,
    web_url: `${viewer.url}/${fullPathOf(viewer, project)}/-/milestones/1`,
  };
}
