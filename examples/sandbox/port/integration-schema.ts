const IDENTIFIER_EXPRESSION = {
  oneOf: [
    { type: 'string' },
    {
      type: 'object',
      properties: { combinator: { type: 'string' }, rules: { type: 'array', items: { type: 'object' } } },
      required: ['combinator', 'rules'],
      additionalProperties: false,
    },
  ],
};

const ENTITY_MAPPING = {
  type: 'object',
  properties: {
    identifier: IDENTIFIER_EXPRESSION,
    title: { type: 'string' },
    blueprint: { type: 'string' },
    properties: { type: 'object' },
    relations: { type: 'object' },
  },
  required: ['identifier', 'blueprint'],
};

const RESOURCE = {
  type: 'object',
  required: ['kind', 'selector', 'port'],
  properties: {
    kind: { type: 'string' },
    selector: { type: 'object', properties: { query: { type: 'string' } } },
    port: {
      type: 'object',
      required: ['entity'],
      properties: {
        entity: {
          type: 'object',
          required: ['mappings'],
          properties: { mappings: { oneOf: [{ type: 'array', items: ENTITY_MAPPING }, ENTITY_MAPPING] } },
        },
      },
    },
  },
};

const MAPPING = {
  type: ['object', 'null'],
  properties: {
    deleteDependentEntities: { type: 'boolean' },
    createMissingRelatedEntities: { type: 'boolean' },
    resources: { type: 'array', items: RESOURCE },
  },
};

const CHANGELOG_DESTINATION = {
  type: 'object',
  oneOf: [
    { additionalProperties: false },
    { properties: { type: { const: 'KAFKA' } }, required: ['type'], additionalProperties: false },
    {
      properties: { type: { const: 'WEBHOOK' }, agent: { type: 'boolean' }, url: { type: 'string', format: 'uri' } },
      required: ['url', 'type'],
      additionalProperties: false,
    },
  ],
};

const COMMON = {
  title: { type: ['string', 'null'] },
  installationAppType: { type: 'string' },
  version: { type: 'string' },
  spec: { type: 'object' },
  config: MAPPING,
  changelogDestination: CHANGELOG_DESTINATION,
  actionsProcessingEnabled: { type: 'boolean' },
  incrementalSyncEnabled: { type: 'boolean' },
};

/** `POST /v1/integration`: the published body, opened for what Ocean sends beside it. */
export const CREATE = {
  type: 'object',
  properties: {
    ...COMMON,
    installationId: { type: 'string', minLength: 1 },
    installationType: { enum: ['OnPrem', 'Saas', 'SaasOAuth2', 'CustomGithubApp'] },
    createPortResourcesOrigin: { enum: ['Default', 'Empty', 'Port'] },
  },
  required: ['installationId'],
};

/** `PATCH /v1/integration/{identifier}`. */
export const UPDATE = {
  type: 'object',
  properties: {
    ...COMMON,
    pinnedVersion: { type: 'string' },
    processingMode: { enum: ['dsp', 'ocean-core'] },
    arePortResourcesInitialized: { type: 'boolean' },
  },
};

/** `PATCH /v1/integration/{identifier}/config`. */
export const CONFIG = {
  type: 'object',
  properties: { config: MAPPING },
  required: ['config'],
  additionalProperties: false,
};

const MOMENT = { type: 'string', format: 'date-time' };

// The misspelling of the interval is Port's.
const SCHEDULE = {
  nextResync: { type: ['string', 'null'], format: 'date-time' },
  intervalInMinuets: { type: ['number', 'null'] },
};

/** `PATCH /v1/integration/{identifier}/resync-state`: one shape to start, one to end. */
export const RESYNC_STATE = {
  type: 'object',
  oneOf: [
    {
      properties: {
        status: { const: 'running' },
        lastResyncStart: MOMENT,
        lastResyncEnd: { type: 'null' },
        ...SCHEDULE,
      },
      required: ['status', 'lastResyncStart', 'lastResyncEnd', 'nextResync', 'intervalInMinuets'],
      additionalProperties: false,
    },
    {
      properties: { status: { enum: ['completed', 'failed', 'aborted'] }, lastResyncEnd: MOMENT, ...SCHEDULE },
      required: ['status', 'lastResyncEnd', 'nextResync', 'intervalInMinuets'],
      additionalProperties: false,
    },
  ],
};

/** `POST /v1/integration/{identifier}/kinds/{kind}/examples`. */
export const EXAMPLES = {
  type: 'object',
  properties: {
    examples: {
      type: 'array',
      items: { anyOf: [{ type: 'object' }, { type: 'array', items: { type: 'object' } }] },
      minItems: 1,
      maxItems: 5,
    },
  },
  required: ['examples'],
  additionalProperties: false,
};
