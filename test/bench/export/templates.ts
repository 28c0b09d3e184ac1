import { createGitLab } from '../../../examples/sandbox/gitlab/app.ts';
import { TOKENS } from '../../../examples/sandbox/gitlab/seed/people.ts';
import { createWorld } from '../../../examples/sandbox/gitlab/world.ts';
import type { Templates } from './make-answers.ts';

/** Whole rows as the sandbox answers them, so that the made ones are as large as GitLab's. */
export async function readTemplates(): Promise<Templates> {
  const { app } = createGitLab(createWorld());
  const read = async (path: string) => {
    const response = await app.request(`/api/v4/${path}`, { headers: { 'PRIVATE-TOKEN': TOKENS.exporter } });
    // The sandbox's lists hold objects.
    const rows = (await response.json()) as Readonly<Record<string, unknown>>[];
    if (rows.length === 0) throw new Error(`The sandbox has no row in ${path}`);
    return rows;
  };
  const project = await read('projects?per_page=20');
  return {
    group: (await read('groups?per_page=20')).map((row) => ({ ...row, ...STAYING })),
    project: project.map((row) => ({ ...row, description: 'What it does.', ...EVERYTHING_ON, ...STAYING })),
    member: await read('groups/acme/members'),
    mergeRequest: await read('groups/acme/merge_requests?scope=all&per_page=50'),
    issue: await read('groups/acme/issues?scope=all&per_page=50'),
    pipeline: await read('projects/1001/pipelines'),
    branch: await read('projects/1001/repository/branches'),
  };
}

const STAYING = { archived: false, marked_for_deletion_on: null, marked_for_deletion_at: null };

/** A project of which nothing is skipped. */
const EVERYTHING_ON = {
  default_branch: 'main',
  empty_repo: false,
  issues_enabled: true,
  merge_requests_enabled: true,
  jobs_enabled: true,
  issues_access_level: 'enabled',
  merge_requests_access_level: 'enabled',
  builds_access_level: 'enabled',
  repository_access_level: 'enabled',
};
