import type { GitLab } from '../../examples/sandbox/gitlab/app.ts';
import type { World } from '../../examples/sandbox/gitlab/world.ts';

type Control = Pick<GitLab, 'control'>;

/** Where the user of the exporter's token is a member. */
const HOMES = ['acme', 'doomed', 'teams', 'holdings/secret-lab', 'labs', 'partner/shared-tool', 'ada/dotfiles'];

/** The token suddenly sees nothing, without an error. */
export function loseAccess({ control }: Control): void {
  for (const home of HOMES) control.removeMember(home, 'port-exporter');
}

/** Something to create, to update and to delete. */
export function changeWorld({ control, world }: Control & { readonly world: World }): void {
  control.deleteProject('acme/payments/ledger');
  control.deleteProject('acme/platform/empty');
  control.deleteGroup('acme/unicode-strasse');
  control.removeMember('acme/platform/runtime', 'zoe');
  for (const project of world.projects) project.description = `${project.description} Changed.`;
  for (const mergeRequest of world.mergeRequests) if (mergeRequest.state === 'closed') mergeRequest.state = 'opened';
}
