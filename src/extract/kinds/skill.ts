import { z } from 'zod';
import { defineKind } from '../kind.ts';
import { includeOnlyActiveGroups, repositories } from '../selector.ts';

const FOLDERS = ['.agents', '.agent', '.cursor', '.claude', '.codex', '.github', '.opencode'];

const DEFAULT_PATHS = [...FOLDERS.map((folder) => `${folder}/skills`), 'skills'].map((root) => ({
  path: `${root}/**/SKILL.md`,
  repos: [],
}));

/** Agent skills: folders with a `SKILL.md`. */
export const skill = defineKind({
  name: 'skill',
  docs: 'repositories/#list-repository-tree',
  selector: z.object({
    includeOnlyActiveGroups,
    paths: z
      .array(z.object({ path: z.string().min(1), repos: repositories }))
      .default(DEFAULT_PATHS)
      .describe('Globs of `SKILL.md` files'),
  }),
});
