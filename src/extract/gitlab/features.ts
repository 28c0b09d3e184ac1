import type { RawObject } from '../../raw-object.ts';

/** Features of a project, and the switch that some have beside their access level (GitLab: "Projects API"). */
const SWITCHES = {
  repository: undefined,
  issues: 'issues_enabled',
  merge_requests: 'merge_requests_enabled',
  builds: 'jobs_enabled',
  releases: undefined,
  environments: undefined,
} as const;

/** Whether a project's row says that a feature is off: then there is nothing of it to ask for. */
export function isOff(project: RawObject, feature: keyof typeof SWITCHES): boolean {
  const flag = SWITCHES[feature];
  return project[`${feature}_access_level`] === 'disabled' || (flag !== undefined && project[flag] === false);
}

/**
 * Whether there may be branches and tags: `default_branch` is null where nothing was ever pushed, and absent where the
 * token may not read code, which GitLab is asked to say itself.
 */
export function hasRepository(project: RawObject): boolean {
  return project['default_branch'] !== null && project['empty_repo'] !== true && !isOff(project, 'repository');
}

/** Whether there may be pipelines: GitLab answers 403 where CI or the repository is off (GitLab: "Pipelines API"). */
export function hasPipelines(project: RawObject): boolean {
  return !isOff(project, 'builds') && !isOff(project, 'repository');
}
