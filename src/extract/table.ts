import type { Kind } from './kind.ts';
import { branch } from './kinds/branch.ts';
import { deployment } from './kinds/deployment.ts';
import { file } from './kinds/file.ts';
import { folder } from './kinds/folder.ts';
import { group } from './kinds/group.ts';
import { groupWithMembers } from './kinds/group-with-members.ts';
import { issue } from './kinds/issue.ts';
import { job } from './kinds/job.ts';
import { member } from './kinds/member.ts';
import { mergeRequest } from './kinds/merge-request.ts';
import { pipeline } from './kinds/pipeline.ts';
import { plugin } from './kinds/plugin.ts';
import { project } from './kinds/project.ts';
import { projectWithMembers } from './kinds/project-with-members.ts';
import { release } from './kinds/release.ts';
import { skill } from './kinds/skill.ts';
import { tag } from './kinds/tag.ts';

/** THE table of kinds: mappings, documentation and tests take them from here. */
const table = [
  project,
  group,
  issue,
  mergeRequest,
  pipeline,
  job,
  tag,
  release,
  branch,
  deployment,
  member,
  groupWithMembers,
  projectWithMembers,
  file,
  folder,
  skill,
  plugin,
];

/** Every kind by its name, in the order of the documentation. */
export const kinds: ReadonlyMap<string, Kind> = new Map(table.map((kind) => [kind.name, kind]));
