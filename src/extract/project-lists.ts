import type { RawBatch, RawObject } from '../raw-object.ts';
import { fullPathOf } from './gitlab/row.ts';
import { joinInOrder, objectsOf } from './in-order.ts';
import type { ExtractContext } from './kind.ts';

/** What GitLab lists for one project at a time: tags, pipelines … */
export interface ProjectLists {
  /** What is listed, as scopes name it. */
  readonly name: string;
  readonly active: boolean | undefined;
  /** Whether a project is asked; its row can say that there is nothing. */
  isAsked(project: RawObject): boolean;
  read(project: RawObject): AsyncIterable<RawBatch>;
  /** What is known of the project as `__project`; left out: its full path. */
  describe?(project: RawObject): RawObject;
}

/** The lists of all projects, one after the other, with `__project`. */
export async function* readProjectLists(
  { gitlab, scopes }: ExtractContext,
  { name, active, isAsked, read, describe = describeByPath }: ProjectLists,
): AsyncGenerator<RawBatch> {
  const projects = scopes.read('projects', gitlab.projects(active));
  async function* listings() {
    for await (const project of objectsOf(projects)) {
      if (!isAsked(project)) continue;
      yield scopes.read(`${fullPathOf(project)}: ${name}`, withProject(read(project), describe(project)));
    }
  }
  yield* joinInOrder(listings());
}

function describeByPath(project: RawObject): RawObject {
  return { path_with_namespace: fullPathOf(project) };
}

async function* withProject(batches: AsyncIterable<RawBatch>, __project: RawObject): AsyncGenerator<RawBatch> {
  for await (const batch of batches) yield batch.map((row) => ({ ...row, __project }));
}
