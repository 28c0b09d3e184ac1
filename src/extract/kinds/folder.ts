import { z } from 'zod';
import { defineKind } from '../kind.ts';
import { includedFiles, includeOnlyActiveProjects } from '../selector.ts';

/** Folders directly inside a path, or that match a glob. */
export const folder = defineKind({
  name: 'folder',
  docs: 'repositories/#list-repository-tree',
  selector: z.object({
    includeOnlyActiveProjects,
    folders: z
      .array(
        z.object({
          path: z.string().describe('Path whose folders are listed, or a glob that folders match'),
          repos: z
            .array(
              z.union([
                z.string().min(1),
                z.object({ name: z.string().min(1), branch: z.string().min(1).default('main') }),
              ]),
            )
            .default([])
            .describe('Full paths of projects, with a branch where it is not the default one; empty means all'),
        }),
      )
      .describe('Which folders'),
    includedFiles,
  }),
});
