import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createWorld } from '../../examples/sandbox/gitlab/world.ts';
import { type Sandbox, startSandbox } from '../../examples/sandbox/start.ts';
import { quickRetries, runCommand } from '../support/command.ts';
import { loseAccess } from '../support/gitlab-changes.ts';
import { hasTmux, startTerminal, type Terminal, type TerminalOptions } from '../support/terminal.ts';

// What is on the screen goes to build/transcripts, to be read, and to be shown in the documentation.
const readme = fileURLToPath(new URL('../../README.md', import.meta.url));
const transcripts = fileURLToPath(new URL('../../build/transcripts/', import.meta.url));

const SPINNER = /[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/;

let sandbox: Sandbox;

beforeAll(() => mkdir(transcripts, { recursive: true }));

beforeEach(async () => {
  sandbox = await startSandbox({ world: createWorld({ scale: 0, now: new Date() }) });
});

afterEach(() => sandbox.close());

/** Starts the command in a terminal whose screen is full already, as the screens of people are. */
function start(options: Partial<TerminalOptions> = {}): Terminal {
  const { environment } = sandbox;
  const terminal = startTerminal({ columns: 80, ...options, environment: { ...environment, ...options.environment } });
  onTestFinished(() => terminal.close());
  return terminal;
}

async function keep(name: string, ...moments: readonly string[]): Promise<void> {
  await writeFile(
    `${transcripts}terminal-${name}.txt`,
    moments.map((text) => `${text}\n`).join(`\n${'-'.repeat(80)}\n`),
  );
}

/** The lines that are drawn again and again: from the last spinner on. */
function drawn(screen: string): string[] {
  const lines = screen.split('\n');
  return lines.slice(lines.findLastIndex((line) => SPINNER.test(line)));
}

/** The lines of the README that show this run. */
async function shownInReadme(): Promise<string[]> {
  const [, section = ''] = /^## On the screen$([\s\S]*?)^## /m.exec(await readFile(readme, 'utf8')) ?? [];
  const lines = [...section.matchAll(/```text\n([\s\S]*?)```/g)].flatMap(([, block = '']) => block.trim().split('\n'));
  if (lines.length < 10) throw new Error('The README shows no run');
  return lines;
}

/** What is the same in every run: neither figures nor where the spinner stands. */
function shapeOf(text: string): string {
  return text.replaceAll(new RegExp(SPINNER, 'g'), '⠋').replaceAll(/ *\d[\d.:]*/g, ' N');
}

describe.skipIf(!hasTmux)('on a terminal', { timeout: 180_000 }, () => {
  it('that does not tell its width a run ends as in a pipe', async () => {
    const terminal = start({ before: 'stty cols 0 rows 0' });

    const code = await terminal.end();

    expect(code).toBe(0);
    expect(terminal.screen()).toMatch(/^Took \d/m);
    expect(terminal.screen()).not.toMatch(SPINNER);
  });

  it('a run shows what is under way, then what it did, and gives the cursor back', async () => {
    sandbox.gitlab.control.delay(100);
    const terminal = start();

    const during = await terminal.until(/merge-request → gitlabMergeRequest {2}\d+ read/);
    const cursorDuring = terminal.hasCursor();
    const code = await terminal.end();

    const after = terminal.screen();
    await keep('success', during, after);
    expect(drawn(during).at(-1)).toMatch(/^ {3}Total {2}\d+ read · \d+ mapped · \d+ written · 0:\d\d · \d finished$/);
    expect([cursorDuring, terminal.hasCursor()]).toEqual([false, true]);
    expect(code).toBe(0);
    expect(after).not.toMatch(SPINNER);
    expect(after.match(/^✔ /gm)).toHaveLength(4);
    for (const line of await shownInReadme()) expect(shapeOf(`${during}\n${after}`)).toContain(shapeOf(line));
    expect(after).toMatch(/^Resource +Read +Filtered +Mapped +Created +Updated +Unchanged +Failed$/m);
  });

  it('a run that went well in part tells the failures first, each with what to do', async () => {
    sandbox.gitlab.control.fail({ path: /\/groups\/\d+\/merge_requests/, status: 403, times: 1 });
    const terminal = start();

    const code = await terminal.end();

    const after = terminal.screen();
    await keep('partial', after);
    expect(code).toBe(6);
    expect(after).toMatch(/^! merge-request .* \(incomplete\)$/m);
    expect(after).toMatch(/✗ resources\[3\] [\s\S]* What to do: give[\s\S]*\nResource +Read/);
  });

  it('a run that the deletion threshold stopped says so, and where to read on', async () => {
    await runCommand({ environment: sandbox.environment });
    await new Promise((resolve) => setTimeout(resolve, 1100)); // Port tells the time in whole seconds.
    loseAccess(sandbox.gitlab);
    const terminal = start();

    const code = await terminal.end();

    const after = terminal.screen();
    await keep('threshold', after);
    expect(code).toBe(5);
    expect(after).toContain('#deletion-threshold');
  });

  it('a run that is interrupted says that it stops, and leaves nothing of its progress behind', async () => {
    sandbox.gitlab.control.delay(200);
    const terminal = start({ before: 'seq 30' });
    const during = await terminal.until(/Total {2}/);

    terminal.press('C-c');

    const code = await terminal.end();
    const after = terminal.screen();
    await keep('interrupt', during, after);
    expect(code).toBe(130);
    expect(after).toContain('Error: Stopped by SIGINT');
    expect(after).not.toMatch(SPINNER);
    expect(after).not.toContain('0:0');
    expect(terminal.hasCursor()).toBe(true);
  });

  it('a second interruption ends the run at once, and leaves nothing behind either', async () => {
    sandbox.gitlab.control.delay(200);
    const terminal = start({ before: 'seq 30' });
    await terminal.until(/Total {2}/);
    // Port is told that the run was stopped, and takes its time.
    sandbox.port.control.delay(5000);

    terminal.press('C-c');
    await terminal.until(/Stopping: /);
    terminal.press('C-c');

    expect(await terminal.end()).toBe(130);
    expect(terminal.screen()).not.toMatch(/Stopping|Total/);
    expect(terminal.hasCursor()).toBe(true);
  });

  it('a run that waits says for what and until when', async () => {
    const headers = { 'retry-after': '6' };
    sandbox.gitlab.control.fail({ path: '/groups', status: 429, times: 1, headers });
    const terminal = start({ environment: quickRetries });

    const during = await terminal.until(/^ {3}Waiting for GitLab's rate limit until \d\d:\d\d:\d\d$/m);
    const code = await terminal.end();

    await keep('rate-limit', during, terminal.screen());
    expect(code).toBe(0);
    expect(terminal.screen()).not.toContain('rate limit until');
  });

  it('of 50 columns no line of the progress breaks, and the table fits', async () => {
    sandbox.gitlab.control.delay(100);
    const terminal = start({ columns: 50 });

    const during = await terminal.until(/merge-request {2}\d+ read/);
    const code = await terminal.end();

    const after = terminal.screen();
    await keep('narrow', during, after);
    expect(code).toBe(0);
    expect(after).toMatch(/^✔ merge-request {2}33 read · 33 mapped · 33 written$/m);
    expect(after).toMatch(/^✔ group-with-members .* 10\n {4}written$/m);
    const lines = drawn(during);
    expect(lines[0]).toMatch(SPINNER);
    expect(lines.at(-1)).toMatch(/^ {3}Total/);
    expect(lines.slice(1).every((line) => line.startsWith('   ') && line.length <= 50)).toBe(true);
    expect(after).toMatch(/^Resource +Read +Created +Updated +Failed$/m);
  });

  it('that gets narrower and wider nothing of an earlier drawing stays', async () => {
    sandbox.gitlab.control.delay(150);
    const terminal = start({ columns: 100, before: 'seq 60' });
    await terminal.until(/Total {2}/);

    for (const columns of [60, 45, 90]) {
      terminal.resize(columns, 30);
      const screen = await terminal.until(/Total {2}/);
      expect(screen.match(/Total {2}/g)).toHaveLength(1);
    }

    await terminal.end();
    expect(terminal.screen()).not.toMatch(SPINNER);
  });

  it.each([
    ['of the Linux kernel', { TERM: 'linux' }],
    ['with LANG=C', { LANG: 'C' }],
  ])('%s there is nothing but ASCII', async (_case, environment) => {
    sandbox.gitlab.control.delay(50);
    const terminal = start({ environment });

    const during = await terminal.until(/member -> gitlabMember {2}\d+ read \| /);
    await terminal.end();

    // biome-ignore lint/suspicious/noControlCharactersInRegex: all that is not ASCII.
    for (const screen of [during, terminal.screen()]) expect(screen).not.toMatch(/[^\x00-\x7f]/);
  });

  it.each([
    ['--quiet', { args: ['--quiet'] }, /^\[exit code 0\]$/],
    ['TERM=dumb', { environment: { TERM: 'dumb' } }, /INFO: Exporting resource=0 kind=member/],
    ['CI', { environment: { CI: 'true' } }, /INFO: Exporting resource=0 kind=member/],
  ])('with %s nothing is drawn', async (_case, options, expected) => {
    const terminal = start(options);

    await terminal.end();

    expect(terminal.screen()).toMatch(expected);
    expect(terminal.screen()).not.toMatch(/✔|^ {3}Total/m);
  });

  it.each([
    ['NO_COLOR=1', false, { NO_COLOR: '1' }],
    ['nothing', true, {}],
  ])('with %s in the environment colour is shown: %s', async (_case, isColoured, environment) => {
    const terminal = start({ environment });

    await terminal.end();

    expect(terminal.screen({ coloured: true }).includes('\u001b[3')).toBe(isColoured);
  });
});
