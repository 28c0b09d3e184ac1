import type { Blueprint } from '../blueprints.ts';

const link = { type: 'string', format: 'url', title: 'Link', icon: 'Link' };
const moment = (title: string) => ({ type: 'string', format: 'date-time', title });
const visibility = {
  type: 'string',
  title: 'Visibility',
  enum: ['public', 'internal', 'private'],
  enumColors: { public: 'red', internal: 'yellow', private: 'green' },
};

/** The blueprints a new integration begins with; `mapping.ts` fills every property and relation of them. */
export const defaultBlueprints: readonly Blueprint[] = [
  {
    identifier: 'gitlabMember',
    title: 'GitLab member',
    icon: 'User',
    schema: {
      properties: {
        url: link,
        state: { type: 'string', title: 'State', icon: 'Alert' },
        locked: { type: 'boolean', title: 'Locked' },
        email: { type: 'string', format: 'email', title: 'E-mail', icon: 'User' },
      },
      required: [],
    },
  },
  {
    identifier: 'gitlabGroup',
    title: 'GitLab group',
    icon: 'GitLab',
    schema: {
      properties: {
        url: link,
        description: { type: 'string', title: 'Description' },
        visibility,
        createdAt: moment('Created at'),
      },
      required: [],
    },
    relations: {
      parent: { title: 'Parent group', target: 'gitlabGroup', required: false, many: false },
      gitlabMembers: { title: 'Members', target: 'gitlabMember', required: false, many: true },
    },
  },
  {
    identifier: 'service',
    title: 'Service',
    icon: 'GitLab',
    schema: {
      properties: {
        url: link,
        description: { type: 'string', title: 'Description' },
        readme: { type: 'string', format: 'markdown', title: 'README' },
        codeOwners: { type: 'string', title: 'Code owners' },
        language: { type: 'string', title: 'Main language', icon: 'Git' },
        languages: { type: 'object', title: 'Languages' },
        hasPortConfig: { type: 'boolean', title: 'Has a port.yml' },
        fullPath: { type: 'string', title: 'Full path' },
        namespace: { type: 'string', title: 'Namespace' },
        defaultBranch: { type: 'string', title: 'Default branch', icon: 'Git' },
        visibility,
        archived: { type: 'boolean', title: 'Archived' },
        topics: { type: 'array', items: { type: 'string' }, title: 'Topics' },
        lastActivityAt: moment('Last activity at'),
      },
      required: [],
    },
    relations: {
      group: { title: 'Group', target: 'gitlabGroup', required: false, many: false },
    },
  },
  {
    identifier: 'gitlabMergeRequest',
    title: 'GitLab merge request',
    icon: 'GitVersion',
    schema: {
      properties: {
        link,
        creator: { type: 'string', title: 'Creator' },
        status: {
          type: 'string',
          title: 'Status',
          enum: ['opened', 'closed', 'merged', 'locked'],
          enumColors: { opened: 'yellow', closed: 'red', merged: 'green', locked: 'blue' },
        },
        draft: { type: 'boolean', title: 'Draft' },
        createdAt: moment('Created at'),
        updatedAt: moment('Updated at'),
        mergedAt: moment('Merged at'),
        leadTimeHours: { type: 'number', title: 'Lead time in hours' },
        reviewers: { type: 'array', items: { type: 'string' }, title: 'Reviewers' },
        labels: { type: 'array', items: { type: 'string' }, title: 'Labels' },
      },
      required: [],
    },
    relations: {
      service: { title: 'Service', target: 'service', required: false, many: false },
    },
  },
];
