import { type Context, Hono } from 'hono';
import type { Fault, Faults } from './faults.ts';
import { keepRecords, type Records } from './records.ts';
import type { Group, Project, World } from './world.ts';

/** One request that reached GitLab; `query` begins with `?` or is empty. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly status: number;
}

/** What a test can do to a running GitLab; the same as HTTP is below `/-/sandbox`. */
export interface Control {
  /** Makes requests fail. */
  fail(fault: Fault): void;
  /** Answers 403 for one exact path. */
  deny(path: string): void;
  /** Waits before every answer. */
  delay(milliseconds: number): void;
  /** Takes back all faults and the delay, and forgets the recorded requests; the world stays as it is. */
  reset(): void;
  deleteProject(pathOrId: string | number): void;
  /** Gives a project another path in its namespace; the old one redirects from now on. */
  renameProject(pathOrId: string | number, path: string): void;
  /** Deletes a group with everything in it. */
  deleteGroup(pathOrId: string | number): void;
  deleteMergeRequest(id: number): void;
  /** Deletes an issue, a tag, a deployment …, by the id it has in the world. */
  deleteRecord(kind: keyof Records, id: number): void;
  deleteBranch(project: string | number, branch: string): void;
  /** Ends the direct membership of a user in the group or project of that full path. */
  removeMember(path: string, username: string): void;
  /** Writes a file at the tip of the default branch, or removes it where there is no content. */
  writeFile(project: string | number, path: string, content: string | Uint8Array | undefined): void;
}

/** Builds the control of a world. */
export function createControl(world: World, faults: Faults, requests: RecordedRequest[]): Control {
  return {
    fail: (fault) => faults.add(fault),
    deny: (path) => faults.add({ path, status: 403 }),
    delay: (milliseconds) => faults.delay(milliseconds),
    reset() {
      faults.reset();
      requests.length = 0;
    },
    deleteProject: (pathOrId) => removeProjects(world, [projectIn(world, pathOrId)]),
    renameProject(pathOrId, path) {
      const project = projectIn(world, pathOrId);
      project.formerPaths = [...project.formerPaths, fullPath(world, project)];
      project.path = path;
    },
    deleteGroup(pathOrId) {
      const root = groupIn(world, pathOrId);
      const doomed = world.groups.filter((group) => `${group.fullPath}/`.startsWith(`${root.fullPath}/`));
      const ids = new Set(doomed.map((group) => group.id));
      removeProjects(
        world,
        world.projects.filter(({ namespace }) => namespace.kind === 'group' && ids.has(namespace.id)),
      );
      world.groups = world.groups.filter((group) => !ids.has(group.id));
      world.memberships = world.memberships.filter(({ source }) => source.kind !== 'group' || !ids.has(source.id));
    },
    deleteMergeRequest(id) {
      const remaining = world.mergeRequests.filter((mergeRequest) => mergeRequest.id !== id);
      if (remaining.length === world.mergeRequests.length) throw new Error(`The sandbox has no merge request ${id}`);
      world.mergeRequests = remaining;
    },
    deleteRecord(kind, id) {
      const remaining = keepRecords(world, (record, recordKind) => recordKind !== kind || record.id !== id);
      if (remaining[kind].length === world[kind].length) throw new Error(`The sandbox has no ${id} among its ${kind}`);
      Object.assign(world, remaining);
    },
    deleteBranch(pathOrId, branch) {
      const deleted = world.repositories.get(projectIn(world, pathOrId).id)?.delete(branch);
      if (deleted !== true) throw new Error(`${pathOrId} has no branch ${branch}`);
    },
    removeMember: (path, username) => endMembership(world, path, username),
    writeFile(pathOrId, path, content) {
      const { id, defaultBranch } = projectIn(world, pathOrId);
      const files = defaultBranch === null ? undefined : world.repositories.get(id)?.get(defaultBranch);
      if (files === undefined) throw new Error(`The repository of ${pathOrId} is empty`);
      if (content === undefined) files.delete(path);
      else files.set(path, { content, mode: '100644' });
    },
  };
}

function endMembership(world: World, path: string, username: string): void {
  const group = world.groups.find((candidate) => candidate.fullPath === path);
  const kind = group === undefined ? 'project' : 'group';
  const { id } = group ?? projectIn(world, path);
  const userId = world.users.find((user) => user.username === username)?.id;
  const remaining = world.memberships.filter(
    ({ source, ...membership }) => source.kind !== kind || source.id !== id || membership.userId !== userId,
  );
  if (remaining.length === world.memberships.length) throw new Error(`${username} is no direct member of ${path}`);
  world.memberships = remaining;
}

function removeProjects(world: World, projects: readonly Project[]): void {
  const ids = new Set(projects.map((project) => project.id));
  world.projects = world.projects.filter((project) => !ids.has(project.id));
  world.mergeRequests = world.mergeRequests.filter((mergeRequest) => !ids.has(mergeRequest.projectId));
  Object.assign(
    world,
    keepRecords(world, (record) => !ids.has(record.projectId)),
  );
  world.memberships = world.memberships.filter(({ source }) => source.kind !== 'project' || !ids.has(source.id));
  for (const id of ids) world.repositories.delete(id);
}

function projectIn(world: World, pathOrId: string | number): Project {
  const project = world.projects.find(
    (candidate) => candidate.id === Number(pathOrId) || fullPath(world, candidate) === pathOrId,
  );
  if (project === undefined) throw new Error(`The sandbox has no project ${pathOrId}`);
  return project;
}

function groupIn(world: World, pathOrId: string | number): Group {
  const group = world.groups.find((candidate) => candidate.id === Number(pathOrId) || candidate.fullPath === pathOrId);
  if (group === undefined) throw new Error(`The sandbox has no group ${pathOrId}`);
  return group;
}

function fullPath(world: World, project: Project): string {
  const home =
    project.namespace.kind === 'group'
      ? world.groups.find((group) => group.id === project.namespace.id)?.fullPath
      : world.users.find((user) => user.id === project.namespace.id)?.username;
  return `${home}/${project.path}`;
}

/**
 * The control over HTTP, for a GitLab in another process: POST JSON to `/fail` (`path`, or `pattern` as the source of
 * a RegExp), `/deny`, `/delay`, `/reset`, `/delete-project`, `/rename-project`, `/delete-group`,
 * `/delete-merge-request`, `/delete-record`, `/delete-branch`, `/remove-member`, `/write-file` (text alone); GET `/requests`.
 */
export function controlRoutes(control: Control, requests: readonly RecordedRequest[]): Hono {
  const routes = new Hono();
  const post = (path: string, act: (body: ControlBody) => void): void => {
    routes.post(path, async (context) => {
      act(await readBody(context));
      return context.json({ ok: true });
    });
  };
  post('/fail', ({ pattern, path = '', ...fault }) => {
    control.fail({ status: 500, ...fault, path: pattern === undefined ? path : new RegExp(pattern) });
  });
  post('/deny', ({ path = '' }) => control.deny(path));
  post('/delay', ({ milliseconds = 0 }) => control.delay(milliseconds));
  post('/reset', () => control.reset());
  post('/delete-project', ({ project = '' }) => control.deleteProject(project));
  post('/rename-project', ({ project = '', path = '' }) => control.renameProject(project, path));
  post('/delete-group', ({ group = '' }) => control.deleteGroup(group));
  post('/delete-merge-request', ({ id = 0 }) => control.deleteMergeRequest(id));
  post('/delete-record', ({ kind = 'issues', id = 0 }) => control.deleteRecord(kind, id));
  post('/delete-branch', ({ project = '', branch = '' }) => control.deleteBranch(project, branch));
  post('/remove-member', ({ path = '', username = '' }) => control.removeMember(path, username));
  post('/write-file', ({ project = '', path = '', content }) => control.writeFile(project, path, content));
  routes.get('/requests', (context) => context.json(requests));
  routes.onError((error, context) => context.json({ error: error.message }, 400));
  return routes;
}

interface ControlBody extends Partial<Omit<Fault, 'path'>> {
  readonly path?: string;
  readonly pattern?: string;
  readonly milliseconds?: number;
  readonly project?: string | number;
  readonly group?: string | number;
  readonly id?: number;
  readonly kind?: keyof Records;
  readonly branch?: string;
  readonly username?: string;
  readonly content?: string;
}

async function readBody(context: Context): Promise<ControlBody> {
  const text = await context.req.text();
  // Test code is the only caller: a wrong body is a wrong test, and shows as one.
  return text === '' ? {} : (JSON.parse(text) as ControlBody);
}
