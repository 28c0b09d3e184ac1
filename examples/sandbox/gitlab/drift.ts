import type { Control } from './control.ts';
import type { World } from './world.ts';

/**
 * One step of a GitLab that people work in: something leaves, enters or gets another name. `chance`, from 0 up to 1,
 * says what.
 */
export function driftOf(world: World, control: Control): (chance: number) => void {
  const steps: readonly ((pick: <Row>(rows: readonly Row[]) => Row | undefined) => void)[] = [
    (pick) => {
      const mergeRequest = pick(world.mergeRequests);
      if (mergeRequest) control.deleteMergeRequest(mergeRequest.id);
    },
    (pick) => {
      const issue = pick(world.issues);
      if (issue) control.deleteRecord('issues', issue.id);
    },
    (pick) => {
      const project = pick(world.projects);
      if (project) control.deleteProject(project.id);
    },
    (pick) => {
      const project = pick(world.projects);
      if (project) control.renameProject(project.id, `${project.path}-${project.formerPaths.length + 2}`);
    },
    (pick) => {
      const model = pick(world.projects);
      const id = nextId(world.projects);
      if (model) world.projects.push({ ...model, id, path: `drifted-${id}`, name: `Drifted ${id}`, formerPaths: [] });
    },
    (pick) => {
      const model = pick(world.mergeRequests);
      const id = nextId(world.mergeRequests);
      if (model) world.mergeRequests.push({ ...model, id, iid: id });
    },
  ];
  return (chance) => {
    const place = chance * steps.length;
    // What is left of the chance picks the row.
    steps[Math.floor(place)]?.((rows) => rows[Math.floor((place % 1) * rows.length)]);
  };
}

function nextId(rows: readonly { readonly id: number }[]): number {
  return Math.max(0, ...rows.map(({ id }) => id)) + 1;
}
