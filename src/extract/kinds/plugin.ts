import { z } from 'zod';
import { defineKind } from '../kind.ts';
import { includeOnlyActiveGroups, repositories } from '../selector.ts';

const PROVIDERS = ['claude', 'cursor', 'codex', 'agents', 'kimi', 'opencode', 'pi', 'antigravity'] as const;

/** Agent plugins, one object for each repository that holds a manifest. */
export const plugin = defineKind({
  name: 'plugin',
  docs: 'repositories/#list-repository-tree',
  selector: z.object({
    includeOnlyActiveGroups,
    providers: z
      .array(z.enum(PROVIDERS))
      .default([...PROVIDERS])
      .describe('Whose manifests to look for'),
    repos: repositories.describe('Full paths of projects; empty means all'),
  }),
});
