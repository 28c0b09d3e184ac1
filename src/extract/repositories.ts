import type { RawBatch, RawObject } from '../raw-object.ts';
import { hasReadableCode } from './gitlab/repository.ts';
import { fullPathOf } from './gitlab/row.ts';
import { joinInOrder, objectsOf } from './in-order.ts';
import type { ExtractContext } from './kind.ts';

/** What is wanted of repositories: of those that are named, or of all. */
export interface Wish {
  /** Full paths of projects; empty means all. */
  readonly repos: readonly string[];
}

export interface RepositoryReading<W extends Wish> {
  /** What is read, as scopes name it. */
  readonly name: string;
  readonly active: boolean | undefined;
  readonly wishes: readonly W[];
  /** The objects of one project that some wishes are about. */
  read(project: RawObject, wishes: readonly W[]): AsyncIterable<RawBatch>;
}

/** The largest batch: objects with the contents of files can be large. */
const BATCH_SIZE = 20;

/** Reads the repositories that the wishes are about; a project without readable code has nothing. */
export async function* readRepositories<W extends Wish>(
  context: ExtractContext,
  { name, active, wishes, read }: RepositoryReading<W>,
): AsyncGenerator<RawBatch> {
  async function* listings() {
    for await (const { project, due } of selectProjects(context, active, wishes)) {
      if (!hasReadableCode(project)) continue;
      yield context.scopes.read(`${fullPathOf(project)}: ${name}`, read(project, due));
    }
  }
  yield* joinInOrder(listings(), BATCH_SIZE);
}

interface Selected<W> {
  readonly project: RawObject;
  /** The wishes that are about it. */
  readonly due: readonly W[];
}

/** All projects where a wish is about all, and those that are named: whatever the filters, as a name says more. */
async function* selectProjects<W extends Wish>(
  { gitlab, scopes }: ExtractContext,
  active: boolean | undefined,
  wishes: readonly W[],
): AsyncGenerator<Selected<W>> {
  const general = wishes.filter(({ repos }) => repos.length === 0);
  const named = new Map<string, { readonly name: string; readonly wishes: W[] }>();
  for (const wish of wishes) {
    for (const name of wish.repos) {
      // GitLab does not tell paths apart by case.
      const entry = named.get(name.toLowerCase()) ?? { name, wishes: [] };
      entry.wishes.push(wish);
      named.set(name.toLowerCase(), entry);
    }
  }
  if (general.length > 0) {
    for await (const project of objectsOf(scopes.read('projects', gitlab.projects(active)))) {
      const key = fullPathOf(project).toLowerCase();
      yield { project, due: [...general, ...(named.get(key)?.wishes ?? [])] };
      named.delete(key);
    }
  }
  for (const { name, wishes: due } of named.values()) {
    const answer = await scopes.attempt(`${name}: project`, () => gitlab.namedProject(name), undefined);
    if (answer?.value !== undefined) yield { project: answer.value, due };
  }
}
