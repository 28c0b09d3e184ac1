import { createViewer, isArchived, type Viewer } from '../../examples/sandbox/gitlab/viewer.ts';
import type { Feature, Project, World } from '../../examples/sandbox/gitlab/world.ts';

const DEVELOPER = 30;

/** The world through the eyes of the exporter's token. */
export function exporterOf(world: World): Viewer {
  const [token] = world.tokens;
  const user = world.users.find(({ id }) => id === token?.userId);
  if (token === undefined || user === undefined) throw new Error('The world has no exporter');
  return createViewer(world, 'https://gitlab.example.com', token, user);
}

/** Projects that the exporter reaches as Developer, by id, and of which it may read all of the features. */
export function catalogProjects(
  world: World,
  features: readonly Feature[],
  { archived = true }: { readonly archived?: boolean } = {},
): Project[] {
  const viewer = exporterOf(world);
  return world.projects
    .filter(
      (project) =>
        viewer.projectLevel(project) >= DEVELOPER &&
        project.markedForDeletionOn === null &&
        (archived || !isArchived(viewer, project)) &&
        features.every((feature) => viewer.mayRead(project, feature)),
    )
    .sort((left, right) => left.id - right.id);
}
