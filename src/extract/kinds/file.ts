import { z } from 'zod';
import { defineKind } from '../kind.ts';
import { Flag, includedFiles, includeOnlyActiveGroups, repositories } from '../selector.ts';

/** Files that match a glob, with their content, parsed where it is JSON or YAML. */
export const file = defineKind({
  name: 'file',
  docs: 'repository_files/',
  selector: z.object({
    includeOnlyActiveGroups,
    files: z
      .object({
        path: z.string().min(1).describe('Glob; a pattern without `/` matches that file name at any depth'),
        repos: repositories.describe('Full paths of projects; empty means all'),
        skipParsing: Flag.describe('Leave JSON and YAML as text'),
        searchStrategy: z.enum(['groupSearch', 'projectSearch', 'repositoryTree']).default('groupSearch'),
      })
      .describe('Which files'),
    includedFiles,
  }),
});
