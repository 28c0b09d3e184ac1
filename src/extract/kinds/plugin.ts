import { z } from 'zod';
import type { RawObject } from '../../raw-object.ts';
import { parseObject } from '../content/parse.ts';
import { toText } from '../content/text.ts';
import { contents, perRepository, trees } from '../cost.ts';
import { defaultBranchOf } from '../gitlab/repository.ts';
import { fullPathOf, idOf } from '../gitlab/row.ts';
import { objectsOf } from '../in-order.ts';
import { defineKind } from '../kind.ts';
import { describePlugin, detect, isOfPlugin, type ProviderName } from '../plugin-manifests.ts';
import { readRepositories } from '../repositories.ts';
import { includeOnlyActiveGroups, repositories } from '../selector.ts';

const PROVIDERS = [
  'claude',
  'cursor',
  'codex',
  'agents',
  'kimi',
  'opencode',
  'pi',
  'antigravity',
] as const satisfies readonly ProviderName[];

export const plugin = defineKind({
  name: 'plugin',
  description: 'Agent plugins, one object for each repository that holds a manifest.',
  docs: 'repositories/#list-repository-tree',
  selector: z.object({
    includeOnlyActiveGroups,
    providers: z
      .array(z.enum(PROVIDERS))
      .default([...PROVIDERS])
      .describe('Whose manifests to look for'),
    repos: repositories,
  }),
  costs: (selector) => [...perRepository([selector], trees), contents],
  async *extract(context) {
    const { gitlab, selector, warn } = context;

    async function readManifest(project: RawObject, path: string, blobId: string | undefined) {
      const content = blobId === undefined ? undefined : await gitlab.contents.blob(idOf(project), blobId);
      const place = `${fullPathOf(project)}: ${path}`;
      const text = content === undefined ? null : toText(content, place, warn);
      const fields = text === null ? undefined : parseObject(text);
      if (text !== null && fields === undefined) warn(`${place} holds no JSON object: nothing is taken from it`);
      return fields ?? {};
    }

    async function* readProject(project: RawObject) {
      const __branch = defaultBranchOf(project);
      const blobs = new Map<string, string>();
      for await (const { type, path, id } of objectsOf(gitlab.trees.walk(idOf(project), __branch))) {
        if (type === 'blob' && typeof path === 'string' && isOfPlugin(path)) blobs.set(path, String(id));
      }
      const paths = new Set(blobs.keys());
      const found = new Map<ProviderName, RawObject>();
      for (const name of new Set(selector.providers)) {
        const read = (path: string) => readManifest(project, path, blobs.get(path));
        const fields = await detect(name, { paths, read });
        if (fields !== undefined) found.set(name, fields);
      }
      if (found.size > 0) yield [{ plugin: describePlugin(found, project['name']), repo: project, __branch }];
    }
    const active = selector.includeOnlyActiveGroups;
    yield* readRepositories(context, { name: 'plugin', active, wishes: [selector], read: readProject });
  },
});
