import type { RepositoryFile } from '../world.ts';
import { text } from './awkward-files.ts';

/** A minimal skill as agents read it: front matter and instructions. */
const SKILL = '---\nname: release\ndescription: Releases a service.\n---\n\n# Release\n\nRun the pipeline.\n';

const skill = (name: string): RepositoryFile =>
  text(`---\nname: ${name}\ndescription: "Does: ${name}"\nallowed-tools: [Read, Bash]\n---\nUse ${name}.\n`);

/** Skills below every default root, with front matter of every sort, and two plugins. */
export const SKILL_FILES: Readonly<Record<string, RepositoryFile>> = {
  'README.md': text('# Read me\n\nHow to build, test and release.\n'),
  '.claude/skills/release/SKILL.md': text(SKILL),
  'skills/review/SKILL.md': text('# Review\n\nNo front matter here.\n'),
  '.agents/skills/deploy/SKILL.md': skill('deploy'),
  '.agent/skills/deploy/SKILL.md': skill('deploy-old'),
  '.cursor/skills/refactor/SKILL.md': skill('refactor'),
  '.codex/skills/ops/night shift #1/SKILL.md': skill('night-shift'),
  '.github/skills/triage/skill.md': skill('triage'),
  '.opencode/skills/Mixed/Skill.MD': skill('mixed'),
  // Run, this would leave a trace; it must stay text.
  'skills/script/SKILL.md': text('---js\nglobalThis.frontMatterRan = true;\n---\nMust never run.\n'),
  'skills/windows/SKILL.md': text('---\r\nname: windows\r\n---\r\nCarriage returns.\r\n'),
  'skills/unclosed/SKILL.md': text('---\nname: unclosed\n\nThe front matter never ends.\n'),
  'skills/broken/SKILL.md': text('---\nname: [unclosed\n---\nThe front matter is no YAML.\n'),
  'skills/list/SKILL.md': text('---\n- a list\n---\nThe front matter is no object.\n'),
  'skills/empty/SKILL.md': text(''),
  'skills/SKILL.md': skill('at-the-root'),
  'docs/skills/not-a-skill/SKILL.md': skill('outside'),
  '.claude-plugin/plugin.json': text('{"name":"agent-skills","version":"0.1.0","description":"Skills for agents."}\n'),
  '.opencode/plugins/notify.ts': text('export const notify = 1;\n'),
};

/** Manifests of all providers that disagree with each other. */
export const PLUGIN_FILES: Readonly<Record<string, RepositoryFile>> = {
  'README.md': text('# Edge Proxy\n'),
  '.claude-plugin/plugin.json': text('{"name":"edge-claude","version":"2.0.0","author":{"name":"Edge Team"}}\n'),
  '.claude-plugin/marketplace.json': text(
    '{"name":"edge-market","owner":{"name":"Edge"},"plugins":[{"name":"first","source":"./a"},{"name":"second"}]}\n',
  ),
  '.cursor-plugin/plugin.json': text('{"name":"edge-cursor","displayName":"Edge 🚀","description":"For Cursor."}\n'),
  '.codex-plugin/plugin.json': text('{"name":"edge-codex","version":"3.1.4"}\n'),
  '.agents/plugins/marketplace.json': text(
    '{"name":"agents-market","plugins":[{"name":"edge-agents","version":"9"}]}\n',
  ),
  '.kimi-plugin/plugin.json': text('{"name":"edge-kimi"}\n'),
  'gemini-extension.json': text('{"name":"edge-gemini","version":"1.0.0","contextFileName":"GEMINI.md"}\n'),
  '.opencode/plugins/edge.ts': text('export const edge = 1;\n'),
  '.pi/extensions/edge.ts': text('export const edge = 1;\n'),
};

/** A marketplace alone, a manifest that is broken, and directories that hold nothing directly. */
export const MARKETPLACE_FILES: Readonly<Record<string, RepositoryFile>> = {
  'README.md': text('# Ledger\n'),
  '.claude-plugin/marketplace.json': text(
    '{"name":"ledger-market","plugins":[{"name":"ledger-tools","version":"0.2.0","description":"From the market."}]}\n',
  ),
  '.codex-plugin/plugin.json': text('{"name": "broken",\n'),
  '.agents/plugins/marketplace.json': text('{"name":"empty-market","plugins":[]}\n'),
  '.opencode/plugins/nested/only.ts': text('export const nested = 1;\n'),
};
