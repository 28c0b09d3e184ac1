const PROJECT_IDENTIFIER = '.path_with_namespace | gsub(" "; "")';

const LEAD_TIME_HOURS = [
  'if .merged_at == null then null',
  'else ((.merged_at | sub("[.][0-9]+"; "") | fromdateiso8601) - (.created_at | sub("[.][0-9]+"; "") | fromdateiso8601))',
  '/ 3600 end',
].join(' ');

/** The mapping a new integration begins with, as Port stores it (Port: "Configure mapping"). */
export const defaultMapping = {
  deleteDependentEntities: true,
  createMissingRelatedEntities: true,
  enableMergeEntity: true,
  resources: [
    {
      kind: 'member',
      selector: { query: 'true' },
      port: {
        entity: {
          mappings: {
            identifier: '.username',
            title: '.name',
            blueprint: '"gitlabMember"',
            properties: { url: '.web_url', state: '.state', locked: '.locked', email: '.email' },
          },
        },
      },
    },
    {
      kind: 'group-with-members',
      selector: { query: 'true' },
      port: {
        entity: {
          mappings: {
            identifier: '.full_path',
            title: '.name',
            blueprint: '"gitlabGroup"',
            properties: {
              url: '.web_url',
              description: '.description',
              visibility: '.visibility',
              createdAt: '.created_at',
            },
            relations: {
              parent: 'if .parent_id == null then null else .full_path | split("/") | .[:-1] | join("/") end',
              gitlabMembers: '.__members | map(.username)',
            },
          },
        },
      },
    },
    {
      kind: 'project',
      selector: {
        query: 'true',
        includeLanguages: true,
        includedFiles: ['README.md', 'CODEOWNERS'],
        searchQueries: [{ name: 'hasPortConfig', scope: 'blobs', query: 'filename:port.yml' }],
      },
      port: {
        entity: {
          mappings: {
            identifier: PROJECT_IDENTIFIER,
            title: '.name',
            blueprint: '"service"',
            properties: {
              url: '.web_url',
              description: '.description',
              readme: '.__includedFiles["README.md"]',
              codeOwners: '.__includedFiles["CODEOWNERS"]',
              language: '.__languages | to_entries | max_by(.value) | .key',
              languages: '.__languages',
              hasPortConfig: '.__searchQueries.hasPortConfig',
              fullPath: '.path_with_namespace',
              namespace: '.namespace.name',
              defaultBranch: '.default_branch',
              visibility: '.visibility',
              archived: '.archived',
              topics: '.topics',
              lastActivityAt: '.last_activity_at',
            },
            relations: {
              group: 'if .namespace.kind == "group" then .namespace.full_path else null end',
            },
          },
        },
      },
    },
    {
      kind: 'merge-request',
      selector: { query: 'true', states: ['opened', 'merged'], updatedAfter: 90 },
      port: {
        entity: {
          mappings: {
            identifier: '.id | tostring',
            title: '.title',
            blueprint: '"gitlabMergeRequest"',
            properties: {
              link: '.web_url',
              creator: '.author.name',
              status: '.state',
              draft: '.draft',
              createdAt: '.created_at',
              updatedAt: '.updated_at',
              mergedAt: '.merged_at',
              leadTimeHours: LEAD_TIME_HOURS,
              reviewers: '.reviewers | map(.name)',
              labels: '.labels',
            },
            relations: {
              service: '.references.full | split("!") | .[0] | gsub(" "; "")',
            },
          },
        },
      },
    },
  ],
};
