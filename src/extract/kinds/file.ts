import { z } from 'zod';
import type { RawObject } from '../../raw-object.ts';
import { contents } from '../cost.ts';
import { searchCosts, searchStrategies, strategyOf } from '../find-files.ts';
import { defaultBranchOf, readFiles } from '../gitlab/repository.ts';
import { fullPathOf } from '../gitlab/row.ts';
import { readEach } from '../in-order.ts';
import { defineKind } from '../kind.ts';
import { readFile } from '../read-file.ts';
import { readRepositories } from '../repositories.ts';
import { Flag, includedFiles, includeOnlyActiveGroups, repositories } from '../selector.ts';

/** Fields of a file that only the files endpoint tells, at a cost: a walk through the history (GitLab: "Repository files API"). */
const COSTLY_FIELDS = ['last_commit_id', 'commit_id', 'content_sha256', 'size'];

export const file = defineKind({
  name: 'file',
  description: 'Files that match a glob, with their content, parsed where it is JSON or YAML.',
  docs: 'repository_files/',
  selector: z.object({
    includeOnlyActiveGroups,
    files: z
      .object({
        path: z.string().min(1).describe('Glob; a pattern without `/` matches that file name at any depth'),
        repos: repositories,
        skipParsing: Flag.describe('Leave JSON and YAML as text'),
        searchStrategy: z
          .enum(['groupSearch', 'projectSearch', 'repositoryTree'])
          .default('groupSearch')
          .describe(
            'How files are found: by a search in each group or project, or by walking every tree, which misses nothing',
          ),
      })
      .describe('Which files'),
    includedFiles,
  }),
  costs: ({ files }, settings) => [...searchCosts[strategyOf(files)](files, settings), contents],
  async *extract(context) {
    const { selector, scopes, touches } = context;
    const { path, repos, skipParsing } = selector.files;
    const active = selector.includeOnlyActiveGroups;
    const withCommits = COSTLY_FIELDS.some((field) => touches('file', field));
    const find = await searchStrategies[strategyOf(selector.files)](context, { path, active });

    async function* readProject(project: RawObject) {
      let included: Promise<RawObject> | undefined;
      yield* readEach(await find(project), async (found) => {
        const read = () => readFile(context, project, found, { skipParsing, withCommits });
        const answer = await scopes.attempt(`${fullPathOf(project)}: ${found.path}`, read, undefined);
        if (answer?.value === undefined) return undefined;
        included ??= readFiles(context, project, defaultBranchOf(project), selector.includedFiles);
        return { file: answer.value, repo: project, ...(await included) };
      });
    }
    yield* readRepositories(context, { name: 'files', active, wishes: [{ repos }], read: readProject });
  },
});
