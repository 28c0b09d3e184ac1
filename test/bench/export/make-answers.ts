import { type Answers, type Row, toRow } from './rows.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Rows of a real shape that the made ones are copies of. */
export type Templates = Readonly<
  Record<'group' | 'project' | 'member' | 'mergeRequest' | 'issue' | 'pipeline' | 'branch', readonly Fields[]>
>;

const PROJECTS_PER_GROUP = 10;
const GROUPS_PER_TOPMOST = 10;
const MEMBERS_PER_GROUP = 8;
const ISSUES = 4;
const BRANCHES = 3;
const OPENED_MERGE_REQUESTS = 1;
const MERGED_MERGE_REQUESTS = 3;
const HOUR_MS = 3_600_000;

/** Of every hundred projects one has many pipelines, nine have some, and the others few. */
function pipelinesOf(project: number): number {
  if (project % 100 === 0) return 250;
  return project % 10 === 0 ? 30 : 3;
}

/**
 * A GitLab of so many projects, ten to a group. Of the groups four in ten lie in the first topmost group, as in most
 * organisations one is much larger than the others, and each ten of the rest in one of their own.
 */
export function makeAnswers(projects: number, templates: Templates, now: Date): Answers {
  const lists = new Map<string, Row[]>();
  let lastId = 1_000_000;
  const add = (path: string, template: readonly Fields[], fields: Fields): void => {
    const rows = lists.get(path) ?? [];
    lists.set(path, rows);
    lastId += 1;
    const id = lastId;
    const shape = template[id % template.length];
    rows.push(toRow({ ...shape, id, ...fields }, rows.length + 1));
  };
  const moment = (hoursAgo: number): string => new Date(now.getTime() - hoursAgo * HOUR_MS).toISOString();

  const groupCount = Math.max(1, Math.ceil(projects / PROJECTS_PER_GROUP));
  const inLargest = Math.ceil(groupCount * 0.4);
  for (let group = 1; group <= groupCount; group++) {
    const topmost = topmostOf(group, inLargest);
    const path = pathOf(group, inLargest);
    const parentId = topmost === group ? null : topmost;
    add('groups', templates.group, { id: group, name: `Group ${group}`, full_path: path, parent_id: parentId });
    for (let place = 0; place < MEMBERS_PER_GROUP; place++) {
      const person = (group * 5 + place) % (groupCount * 5);
      const fields = { id: person + 1, username: `person-${person}`, name: `Person ${person}` };
      add(`groups/${group}/members`, templates.member, fields);
    }
  }
  for (let project = 1; project <= projects; project++) {
    const group = Math.ceil(project / PROJECTS_PER_GROUP);
    const topmost = topmostOf(group, inLargest);
    const groupPath = pathOf(group, inLargest);
    const path = `${groupPath}/project-${project}`;
    const url = `https://gitlab.example.com/${path}`;
    const namespace = { id: group, kind: 'group', full_path: groupPath };
    const name = `Project ${project}`;
    add('projects', templates.project, { id: project, name, path_with_namespace: path, web_url: url, namespace });
    // Rows of a project are of all times, so that a group's list mixes its projects, and hardly two of one moment.
    const times = (place: number) => {
      const hour = (project * 37 + place * 211) % 2000;
      const hoursAgo = hour + ((project * 7919 + place * 104_729) % HOUR_MS) / HOUR_MS;
      return { created_at: moment(hoursAgo + 50), updated_at: moment(hoursAgo) };
    };
    for (let place = 0; place < OPENED_MERGE_REQUESTS + MERGED_MERGE_REQUESTS; place++) {
      const isOpened = place < OPENED_MERGE_REQUESTS;
      const { created_at, updated_at } = times(place);
      add(`groups/${topmost}/merge_requests`, templates.mergeRequest, {
        created_at,
        updated_at,
        title: `Change ${place} of ${name}`,
        state: isOpened ? 'opened' : 'merged',
        merged_at: isOpened ? null : updated_at,
        project_id: project,
        references: { full: `${path}!${place + 1}` },
      });
    }
    for (let place = 0; place < ISSUES; place++) {
      add(`groups/${topmost}/issues`, templates.issue, {
        ...times(place),
        title: `Part ${place} of ${name} fails`,
        project_id: project,
        references: { full: `${path}#${place + 1}` },
      });
    }
    for (let place = 0; place < pipelinesOf(project); place++) {
      add(`projects/${project}/pipelines`, templates.pipeline, { ...times(place), project_id: project });
    }
    for (let place = 0; place < BRANCHES; place++) {
      const branch = { id: undefined, name: place === 0 ? 'main' : `feature/${place}`, default: place === 0 };
      add(`projects/${project}/repository/branches`, templates.branch, branch);
    }
  }
  return { lists, refusals: new Map() };
}

function topmostOf(group: number, inLargest: number): number {
  if (group <= inLargest) return 1;
  const place = group - inLargest - 1;
  return inLargest + 1 + place - (place % GROUPS_PER_TOPMOST);
}

function pathOf(group: number, inLargest: number): string {
  const topmost = topmostOf(group, inLargest);
  return topmost === group ? `group-${group}` : `group-${topmost}/group-${group}`;
}
