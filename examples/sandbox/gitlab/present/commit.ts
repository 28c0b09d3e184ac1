import type { Viewer } from '../viewer.ts';
import type { Project } from '../world.ts';
import { fullPathOf } from './project.ts';

type Row = Record<string, unknown>;

const OFFSET_HOURS = 2;

/** A commit inside another object; its dates carry the committer's own offset, unlike all others ("GitLab: commits"). */
export function commitRow(viewer: Viewer, project: Project, id: string, at: string): Row {
  const date = withOffset(at);
  return {
    id,
    short_id: id.slice(0, 8),
    created_at: date,
    parent_ids: [],
    title: `Change what ${project.path} does`,
    message: `Change what ${project.path} does\n\nIt did too little.\n`,
    author_name: 'Ada Example',
    author_email: 'ada@example.com',
    authored_date: date,
    committer_name: 'Ada Example',
    committer_email: 'ada@example.com',
    committed_date: date,
    trailers: {},
    extended_trailers: {},
    web_url: `${viewer.url}/${fullPathOf(viewer, project)}/-/commit/${id}`,
  };
}

function withOffset(at: string): string {
  const shifted = new Date(Date.parse(at) + OFFSET_HOURS * 3_600_000).toISOString();
  return shifted.replace('Z', `+0${OFFSET_HOURS}:00`);
}
