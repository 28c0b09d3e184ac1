import type { RawObject } from '../../src/raw-object.ts';
import { makeBranch } from './branch.ts';
import { makeDeployment } from './deployment.ts';
import { makeGroup } from './group.ts';
import { makeIssue } from './issue.ts';
import { makeJob } from './job.ts';
import { makeMember } from './member.ts';
import { makeMergeRequest } from './merge-request.ts';
import { makePipeline } from './pipeline.ts';
import { makeProject } from './project.ts';
import { makeRelease } from './release.ts';
import { makeTag } from './tag.ts';

/** How the raw objects of a kind are made, and the listing they stand in. */
export interface Factory {
  readonly make: (fields: RawObject) => RawObject;
  readonly listing: 'projects' | 'groups' | 'sharedPages' | 'pages';
  /** Selector fields with which the kind reads a listing; left out: the defaults. */
  readonly selector?: Readonly<Record<string, unknown>>;
}

/** A factory for each kind that can be read, by the kind's name. */
export const factories: Readonly<Record<string, Factory>> = {
  project: { make: makeProject, listing: 'projects' },
  group: { make: makeGroup, listing: 'groups' },
  issue: { make: makeIssue, listing: 'pages' },
  'merge-request': { make: makeMergeRequest, listing: 'pages' },
  pipeline: { make: makePipeline, listing: 'sharedPages' },
  job: { make: makeJob, listing: 'pages' },
  tag: { make: makeTag, listing: 'pages' },
  release: { make: makeRelease, listing: 'pages' },
  branch: { make: makeBranch, listing: 'pages', selector: { defaultBranchOnly: false } },
  deployment: { make: makeDeployment, listing: 'pages' },
  member: { make: makeMember, listing: 'sharedPages' },
  'group-with-members': { make: makeGroup, listing: 'groups' },
  'project-with-members': { make: makeProject, listing: 'projects' },
};
