import { z } from 'zod';
import type { RawObject } from '../../raw-object.ts';
import { splitFrontMatter } from '../content/front-matter.ts';
import { compileGlob, literalDirectory } from '../content/glob.ts';
import { toText } from '../content/text.ts';
import { contents, perRepository, trees } from '../cost.ts';
import { defaultBranchOf } from '../gitlab/repository.ts';
import { fullPathOf, idOf } from '../gitlab/row.ts';
import { objectsOf, readEach } from '../in-order.ts';
import { defineKind } from '../kind.ts';
import { readRepositories, type Wish } from '../repositories.ts';
import { includeOnlyActiveGroups, repositories } from '../selector.ts';

const FOLDERS = ['.agents', '.agent', '.cursor', '.claude', '.codex', '.github', '.opencode'];

const DEFAULT_PATHS = [...FOLDERS.map((folder) => `${folder}/skills`), 'skills'].map((root) => ({
  path: `${root}/**/SKILL.md`,
  repos: [],
}));

export const skill = defineKind({
  name: 'skill',
  description: 'Agent skills: folders with a `SKILL.md`.',
  docs: 'repositories/#list-repository-tree',
  selector: z.object({
    includeOnlyActiveGroups,
    paths: z
      .array(
        z.object({
          path: z.string().min(1).describe('Glob; upper and lower case are the same'),
          repos: repositories,
        }),
      )
      .default(DEFAULT_PATHS)
      .describe('Globs of `SKILL.md` files'),
  }),
  costs: ({ paths }) => [...perRepository(paths, trees), contents],
  async *extract(context) {
    const { gitlab, selector, scopes, warn } = context;
    const wishes = selector.paths.map(({ path, repos }) => ({
      repos,
      root: rootOf(path),
      matches: compileGlob(path, { anyDepth: true, ignoreCase: true }),
    }));

    async function readSkill(project: RawObject, { path, blobId, root }: SkillFile): Promise<RawObject | undefined> {
      const place = `${fullPathOf(project)}: ${path}`;
      const read = async () => {
        const content = await gitlab.contents.blob(idOf(project), blobId);
        return content && toSkill(toText(content, place, warn), path, root, project);
      };
      const answer = await scopes.attempt(place, read, undefined);
      return answer?.value && { skill: answer.value, repo: project, __branch: defaultBranchOf(project) };
    }

    async function* readProject(project: RawObject, due: readonly SkillWish[]) {
      const files: SkillFile[] = [];
      for await (const { type, path, id } of objectsOf(gitlab.trees.walk(idOf(project), defaultBranchOf(project)))) {
        if (type !== 'blob' || typeof path !== 'string') continue;
        const wish = due.find(({ matches }) => matches(path));
        if (wish !== undefined) files.push({ path, blobId: String(id), root: wish.root });
      }
      yield* readEach(files, (file) => readSkill(project, file));
    }
    const active = selector.includeOnlyActiveGroups;
    yield* readRepositories(context, { name: 'skills', active, wishes, read: readProject });
  },
});

interface SkillWish extends Wish {
  readonly root: string;
  matches(path: string): boolean;
}

interface SkillFile {
  readonly path: string;
  readonly blobId: string;
  readonly root: string;
}

/** `.claude/skills` of `.claude/skills/**\/SKILL.md`; where a glob is of another form, what stands before its wildcards. */
function rootOf(pattern: string): string {
  return /^(.*)\/\*\*\/SKILL\.md$/i.exec(pattern)?.[1] ?? literalDirectory(pattern);
}

function toSkill(text: string | null, skillMdPath: string, root: string, project: RawObject): RawObject {
  const { fields: frontmatter, body } = splitFrontMatter(text ?? '');
  const path = skillMdPath.split('/').slice(0, -1).join('/');
  return {
    name: frontmatter['name'] ?? (path.split('/').at(-1) || project['name']),
    description: frontmatter['description'] ?? null,
    instructions: text === null ? null : body,
    frontmatter,
    path,
    skillMdPath,
    root,
  };
}
