import { describe, expect, it } from 'vitest';
import { PROJECTS } from '../../../examples/sandbox/gitlab/seed/projects.ts';
import { openSandbox, readKind } from '../read-kind.ts';

/** The skills of the sandbox by the path of their file. */
async function readSkills(selector: object = {}) {
  const { gitlab, paths } = openSandbox();
  const result = await readKind('skill', gitlab, { selector });
  const skills = Object.fromEntries(result.objects.map(({ skill }) => [Object(skill).skillMdPath, skill]));
  return { ...result, skills, paths: paths() };
}

describe('skills', () => {
  it('have what their front matter says, and the rest as instructions', async () => {
    const { objects, skills } = await readSkills();

    expect(skills['.claude/skills/release/SKILL.md']).toEqual({
      name: 'release',
      description: 'Releases a service.',
      instructions: '# Release\n\nRun the pipeline.',
      frontmatter: { name: 'release', description: 'Releases a service.' },
      path: '.claude/skills/release',
      skillMdPath: '.claude/skills/release/SKILL.md',
      root: '.claude/skills',
    });
    expect(objects[0]).toMatchObject({ repo: { id: PROJECTS.skills }, __branch: 'main' });
  });

  it('are called like their folder where the front matter has no name', async () => {
    const { skills } = await readSkills();

    expect(skills['skills/review/SKILL.md']).toMatchObject({ name: 'review', description: null, frontmatter: {} });
    expect(skills['skills/broken/SKILL.md']).toMatchObject({ name: 'broken', frontmatter: {} });
    expect(skills['skills/empty/SKILL.md']).toMatchObject({ name: 'empty', instructions: '' });
  });

  it('are never executed', async () => {
    const { skills } = await readSkills();

    expect(skills['skills/script/SKILL.md']).toMatchObject({ frontmatter: {}, name: 'script' });
    expect(globalThis).not.toHaveProperty('frontMatterRan');
  });

  it('are found below every default root whatever their case, and nowhere else', async () => {
    const { skills, ledger, warnings } = await readSkills();

    expect(Object.keys(skills)).toEqual(
      expect.arrayContaining([
        '.agent/skills/deploy/SKILL.md',
        '.agents/skills/deploy/SKILL.md',
        '.codex/skills/ops/night shift #1/SKILL.md',
        '.cursor/skills/refactor/SKILL.md',
        '.github/skills/triage/skill.md',
        '.opencode/skills/Mixed/Skill.MD',
        'skills/SKILL.md',
      ]),
    );
    expect(skills).not.toHaveProperty('docs/skills/not-a-skill/SKILL.md');
    expect(ledger.unread).toEqual([]);
    expect(warnings).toEqual([]);
  });

  it('need one walk of each tree', async () => {
    const { paths } = await readSkills();

    const walks = paths.filter((path) => path.endsWith('/tree'));
    expect(walks).toHaveLength(new Set(walks).size);
  });

  it('of globs of another form have what stands before the wildcards as their root', async () => {
    const repos = ['acme/none'];
    const paths = [{ path: 'docs/skills/*/SKILL.md' }, { path: 'skills/**/SKILL.md', repos }];

    const { skills } = await readSkills({ paths });

    expect(Object.values(skills)).toMatchObject([{ root: 'docs/skills', path: 'docs/skills/not-a-skill' }]);
  });
});
