import { ENTITY_IDENTIFIER } from './route-schema.ts';

const TEXT = { type: 'string' };

/** `POST /v1/actions`, without the details of each kind of trigger and invocation. */
export const ACTION = {
  type: 'object',
  properties: {
    identifier: { type: 'string', pattern: String.raw`^(?!\.{1,2}$)[\p{L}0-9@_.+:=-]+$` },
    title: TEXT,
    icon: TEXT,
    description: TEXT,
    trigger: oneOfTypes('self-service', 'automation'),
    invocationMethod: oneOfTypes(
      ...['KAFKA', 'WEBHOOK', 'GITHUB', 'INTEGRATION_ACTION', 'GITLAB', 'AZURE_DEVOPS', 'UPSERT_ENTITY'],
    ),
    requiredApproval: { oneOf: [oneOfTypes('ANY', 'ALL'), { type: 'boolean' }] },
    approvalNotification: oneOfTypes('webhook', 'email'),
    publish: { type: 'boolean' },
    allowAnyoneToViewRuns: { type: 'boolean' },
  },
  required: ['identifier', 'trigger', 'invocationMethod'],
  additionalProperties: false,
};

/** `POST /v1/blueprints/{identifier}/scorecards`, without the details of conditions. */
export const SCORECARD = {
  type: 'object',
  properties: {
    identifier: { type: 'string', pattern: ENTITY_IDENTIFIER, maxLength: 100 },
    title: TEXT,
    filter: { type: 'object', required: ['combinator', 'conditions'] },
    properties: { type: 'object' },
    rules: { type: 'array', items: { type: 'object', required: ['identifier', 'title', 'level', 'query'] } },
    levels: { type: 'array', items: { type: 'object', required: ['title', 'color'] } },
  },
  required: ['identifier', 'title', 'rules'],
  additionalProperties: false,
};

/** `POST /v1/pages`; the published specification describes widgets only, which are taken as they come. */
export const PAGE = {
  type: 'object',
  properties: { identifier: { type: 'string', minLength: 1 }, title: TEXT, icon: TEXT, type: TEXT },
  required: ['identifier'],
};

function oneOfTypes(...types: readonly string[]): object {
  return { type: 'object', properties: { type: { enum: types } }, required: ['type'] };
}
