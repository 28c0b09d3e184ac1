import { z } from 'zod';
import { UpstreamError } from '../../errors.ts';
import { parseAnswer } from '../../http/answer.ts';
import { endpoint } from '../../http/endpoint.ts';
import type { RawBatch, RawObject } from '../../raw-object.ts';
import type { GitLab } from './gitlab.ts';
import { isAbsentFromRepository } from './gone.ts';
import { idOf } from './row.ts';

const Branch = z.looseObject({ name: z.string() });

/** The default branch alone; nothing where a project names one that does not exist. */
export async function* readDefaultBranch(gitlab: GitLab, project: RawObject): AsyncGenerator<RawBatch> {
  // Absent where the token may not read code: GitLab refuses git's own name for it, too, and says so.
  const { default_branch: name = 'HEAD' } = project;
  const branch = endpoint`projects/${idOf(project)}/repository/branches/${String(name)}`;
  try {
    yield [parseAnswer(Branch, await gitlab.get(branch), { service: 'GitLab', route: `GET ${branch.route}` })];
  } catch (error) {
    if (!(error instanceof UpstreamError && isAbsentFromRepository(error))) throw error;
  }
}
