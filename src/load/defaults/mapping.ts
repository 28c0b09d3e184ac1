/** The mapping a new integration begins with, as Port stores it (Port: "Configure mapping"). */
export const defaultMapping = {
  deleteDependentEntities: true,
  createMissingRelatedEntities: true,
  enableMergeEntity: true,
  resources: [
    {
      kind: 'group',
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
            },
          },
        },
      },
    },
    {
      kind: 'project',
      selector: { query: 'true' },
      port: {
        entity: {
          mappings: {
            identifier: '.path_with_namespace | gsub(" "; "")',
            title: '.name',
            blueprint: '"service"',
            properties: {
              url: '.web_url',
              description: '.description',
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
  ],
};
