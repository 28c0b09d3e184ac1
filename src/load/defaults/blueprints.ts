import type { Blueprint } from '../blueprints.ts';

/** The blueprints a new integration begins with; `mapping.ts` fills every property and relation of them. */
export const defaultBlueprints: readonly Blueprint[] = [
  {
    identifier: 'gitlabGroup',
    title: 'GitLab group',
    icon: 'GitLab',
    schema: {
      properties: {
        url: { type: 'string', format: 'url', title: 'Link', icon: 'Link' },
        description: { type: 'string', title: 'Description' },
        visibility: {
          type: 'string',
          title: 'Visibility',
          enum: ['public', 'internal', 'private'],
          enumColors: { public: 'red', internal: 'yellow', private: 'green' },
        },
        createdAt: { type: 'string', format: 'date-time', title: 'Created at' },
      },
      required: [],
    },
    relations: {
      parent: { title: 'Parent group', target: 'gitlabGroup', required: false, many: false },
    },
  },
  {
    identifier: 'service',
    title: 'Service',
    icon: 'GitLab',
    schema: {
      properties: {
        url: { type: 'string', format: 'url', title: 'Link', icon: 'Link' },
        description: { type: 'string', title: 'Description' },
        fullPath: { type: 'string', title: 'Full path' },
        namespace: { type: 'string', title: 'Namespace' },
        defaultBranch: { type: 'string', title: 'Default branch', icon: 'Git' },
        visibility: {
          type: 'string',
          title: 'Visibility',
          enum: ['public', 'internal', 'private'],
          enumColors: { public: 'red', internal: 'yellow', private: 'green' },
        },
        archived: { type: 'boolean', title: 'Archived' },
        topics: { type: 'array', items: { type: 'string' }, title: 'Topics' },
        lastActivityAt: { type: 'string', format: 'date-time', title: 'Last activity at' },
      },
      required: [],
    },
    relations: {
      group: { title: 'Group', target: 'gitlabGroup', required: false, many: false },
    },
  },
];
