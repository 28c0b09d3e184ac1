import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { renderAnnotations } from '../../src/cli/github/annotations.ts';
import { code } from '../../src/cli/github/markdown.ts';
import { renderOutputs } from '../../src/cli/github/outputs.ts';
import { renderStepSummary } from '../../src/cli/github/step-summary.ts';
import { tellGithub } from '../../src/cli/github/tell-github.ts';
import { type Problem, problemsOf } from '../../src/cli/problems.ts';
import type { Report } from '../../src/cli/report-format.ts';
import type { Ended } from '../../src/cli/to-report.ts';
import { AuthError, ConfigError } from '../../src/errors.ts';
import { makeResourceReport } from '../factories/resource-report.ts';
import { HOSTILE_NAMES, makeReport } from './make-report.ts';

const LIMIT = 1024 * 1024;

const counts = { ...makeResourceReport().counts, read: 1234, mapped: 1230, created: 30, updated: 5, failed: 2 };
const annotate = (given: Partial<Ended>, strict = false) =>
  renderAnnotations(problemsOf(makeReport(given, { strict })));
const summarize = (report: Report, limit = LIMIT) => renderStepSummary(report, problemsOf(report), limit);

function makeProblem(given: Partial<Problem> = {}): Problem {
  return { severity: 'error', isUrgent: true, where: 'resources[0] (project)', texts: ['a text'], ...given };
}

/** What GitHub's runner makes of a line: name, title and text of a command. */
function parseCommand(line: string): { name: string; title: string; text: string } {
  const [, name = '', title = '', text = ''] = /^::(\w+) title=([^:,]*)::(.*)$/s.exec(line) ?? [];
  const decode = (value: string) => {
    const pairs = [
      ['%0D', '\r'],
      ['%0A', '\n'],
      ['%3A', ':'],
      ['%2C', ','],
      ['%25', '%'],
    ] as const;
    return pairs.reduce((decoded, [escaped, character]) => decoded.replaceAll(escaped, character), value);
  };
  return { name, title: decode(title), text: decode(text) };
}

describe('the annotations', () => {
  it('are none for a run that went well', () => {
    expect(annotate({})).toEqual([]);
  });

  it('tell the error that ended the run, and what to do', () => {
    const error = new AuthError('GitLab refused the token: 50 %', { hint: 'Check gitlab.token.' });

    const lines = annotate({ exitCode: 3, error });

    expect(lines).toEqual([
      '::error title=Exit code 3 (refused)::GitLab refused the token: 50 %25%0AWhat to do: Check gitlab.token.',
    ]);
  });

  it('and the summary name the page that says more', () => {
    const error = new AuthError('GitLab refused the token', { topic: 'wrong-gitlab-token' });
    const report = makeReport({ exitCode: 3, error });

    const texts = [renderAnnotations(problemsOf(report)).join('\n'), summarize(report)];

    for (const text of texts)
      expect(text).toMatch(/More: https:\/\/\S+\/docs\/troubleshooting\.md#wrong-gitlab-token$/m);
  });

  it('tell all that is wrong with the settings as one', () => {
    const issues = ['gitlab.url', 'kinds'].map((path) => ({ path, message: 'wrong', origin: 'flag' }));

    const lines = annotate({ exitCode: 2, error: new ConfigError('Not valid', issues), resources: [] });

    expect(lines).toEqual([
      '::error title=Exit code 2 (usage)::Not valid%0Agitlab.url: wrong (flag)%0Akinds: wrong (flag)',
    ]);
  });

  it('group the failures of a resource, and tell of blueprints and deletions', () => {
    const loadFailures = ['a', 'b'].map((identifier) => ({
      blueprint: 'service',
      identifier,
      message: '422',
      count: 3,
    }));

    const lines = annotate({
      exitCode: 6,
      resources: [makeResourceReport({ incomplete: ['groups: failed: 500'], loadFailures })],
      unreadBlueprints: [{ blueprint: 'service', reason: '503' }],
      stale: {
        deleted: [],
        withheld: [
          { blueprint: 'job', count: 9, cause: 'threshold', reason: 'too many' },
          { blueprint: 'service', count: 1, cause: 'incomplete', reason: 'resources[0] is incomplete' },
          { blueprint: 'group', count: 1, cause: 'referenced', reason: 'needed' },
        ],
        refused: [{ blueprint: 'job', identifier: 'x', message: '409' }],
      },
    });

    expect(lines.map(parseCommand).map(({ name, title }) => [name, title])).toEqual([
      ['error', 'resources[0] (project)'],
      ['error', 'resources[0] (project)'],
      ['error', 'blueprint service'],
      ['error', 'Kept'],
      ['error', 'Not deleted'],
    ]);
    expect(parseCommand(lines[1] ?? '').text.split('\n')).toEqual([
      '3 entities of service, such as a: 422',
      '3 entities of service, such as b: 422',
      'What to do: correct what Port says of it, in the mapping or in the blueprint, and run again',
    ]);
  });

  it('are warnings for warnings, and only where they count as failures', () => {
    const resources = [makeResourceReport({ warnings: ['no description'] })];

    expect(annotate({ resources })).toEqual([]);
    expect(annotate({ exitCode: 6, resources }, true)).toEqual([
      '::warning title=resources[0] (project)::no description',
    ]);
  });

  it('leave out what was only cut short by the error that ended the run', () => {
    const unreadScopes = [{ scope: 'groups', state: 'reading', reason: 'was not read to its end' } as const];
    const resource = makeResourceReport({ unreadScopes, incomplete: ['groups: reading: was not read to its end'] });
    const error = new AuthError('Port refused the token');
    const loadFailures = [{ blueprint: 'service', identifier: 'a', message: '422', count: 1 }];

    const lines = annotate({ exitCode: 3, error, resources: [resource, { ...resource, index: 1, loadFailures }] });

    expect(lines.map((line) => parseCommand(line).title)).toEqual(['Exit code 3 (refused)', 'resources[1] (project)']);
  });

  it('are at most ten of a sort, and the last says how many are left out', () => {
    const problems = Array.from({ length: 13 }, (_, index) => makeProblem({ where: `place ${index}` }));

    const lines = renderAnnotations(problems);

    expect(lines).toHaveLength(10);
    expect(lines[8]).toContain('place 8');
    expect(lines[9]).toBe('::error title=gitlab-port-exporter::4 more, which the summary and the log tell');
  });

  it.each(HOSTILE_NAMES)('are one command, whatever a name says: %j', (name) => {
    const [line = '', ...others] = renderAnnotations([makeProblem({ where: name, texts: [name] })]);

    expect(others).toEqual([]);
    expect(line).toMatch(/^::error title=[^:,\p{Cc}]*::[^\p{Cc}]*$/u);
    const { title, text } = parseCommand(line);
    expect(title).toBe(text);
    expect(title).not.toMatch(/[\r\n]|^\s*::|##(vso)?\[/);
  });
});

describe('the summary in Markdown', () => {
  it('tells outcome, problems, figures, deletions and requests, in this order', () => {
    const traffic = { requests: 7, retries: 1, failures: 0, bytes: 10, totalMs: 5, waitedMs: 0 };
    const text = summarize(
      makeReport({
        exitCode: 6,
        resources: [
          makeResourceReport({
            counts,
            unreadScopes: [{ scope: 'acme', state: 'denied', reason: '403' }],
            incomplete: ['acme: denied: 403'],
          }),
          makeResourceReport({ index: 1, kind: 'group', skipped: true }),
        ],
        stale: { deleted: [{ blueprint: 'service', count: 3 }], withheld: [], refused: [] },
        routes: [{ service: 'GitLab', route: 'GET /projects', ...traffic }],
      }),
    );

    const [headline = ''] = text.split('\n');
    expect(headline).toBe('## ⚠️ GitLab to Port: partial, exit code 6');
    expect(text).toContain(
      [
        '- ❌ `resources[0] (project)`',
        '  - `acme: denied: 403`',
        "  - What to do: `give the token's user a role where it is denied, or leave that out of the mapping`",
      ].join('\n'),
    );
    expect(text).toContain(
      [
        '| Resource | Read | Filtered | Mapped | Created | Updated | Unchanged | Failed |',
        '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
        '| 0 project | 1,234 | 0 | 1,230 | 30 | 5 | 0 | 2 |',
        '| 1 group | left out |  |  |  |  |  |  |',
        '| Total | 1,234 | 0 | 1,230 | 30 | 5 | 0 | 2 |',
      ].join('\n'),
    );
    expect(text).toContain('Deleted: 3 (`service` 3)');
    expect(text).toContain('GitLab: 7 requests, 1 retry.');
    expect(text.indexOf('403')).toBeLessThan(text.indexOf('1,234'));
  });

  it('mentions below the figures what is no problem', () => {
    const withheld = [{ blueprint: 'group', count: 3, cause: 'referenced', reason: 'needed' } as const];

    const text = summarize(makeReport({ stale: { deleted: [], withheld, refused: [] } }));

    expect(text).not.toContain('To look at');
    expect(text).toContain('Deleted: 0\n\nKept: `3 of group, which GitLab did not give but other entities point at`');
  });

  it('says of a dry run that nothing was written, and what would be', () => {
    const plan = { prepared: [], blueprints: [], missing: [] };
    const stale = { deleted: [{ blueprint: 'service', count: 2 }], withheld: [], refused: [] };

    const text = summarize(makeReport({ exitCode: 10, plan, stale }, { dryRun: true }));

    expect(text).toMatch(/^## ✅ Dry run of GitLab to Port: differences, exit code 10\n/);
    expect(text).toContain('\nPlan: 0 to create, 0 to update, 0 to delete, 0 unchanged; nothing was written. ');
    expect(text).toContain('\nTo delete: 2 (`service` 2)\n');
  });

  it.each([
    ['a preview', 0, { output: '-' }, 'All that was asked for was read and mapped.'],
    ['a dry run', 0, { dryRun: true }, 'All that was asked for was read and mapped.'],
    ['a dry run', 5, { dryRun: true }, 'The deletion threshold would withhold deletions.'],
    ['a dry run', 6, { dryRun: true }, 'Partial: some resources, objects or entities failed'],
    ['a dry run', 130, { dryRun: true }, 'Stopped by SIGINT.'],
  ] as const)('never says that %s with code %i has loaded or deleted anything', (what, exitCode, choices, sentence) => {
    const text = summarize(makeReport({ exitCode }, choices));

    expect(text).toContain(`\n${sentence}`);
    expect(text).toMatch(new RegExp(`Nothing was written.*: this was ${what}\\.\n$`));
    expect(text).not.toMatch(/loaded|is deleted|was deleted|is in\b|writes in flight/);
  });

  it('tells of a failure before the run', () => {
    const error = new AuthError('GitLab refused the token', { hint: 'Check gitlab.token.' });

    const text = summarize(makeReport({ exitCode: 3, error, resources: [] }));

    expect(text).toContain('## ❌ GitLab to Port: refused, exit code 3');
    expect(text).toContain('  - `GitLab refused the token`\n  - What to do: `Check gitlab.token.`');
    expect(text).not.toContain('Resources');
  });

  it.each(HOSTILE_NAMES)('shows a name as it is and lets it do nothing: %j', (name) => {
    const text = summarize(
      makeReport({
        resources: [makeResourceReport({ incomplete: [name] })],
        unreadBlueprints: [{ blueprint: name, reason: name }],
        stale: { deleted: [{ blueprint: name, count: 1 }], withheld: [], refused: [] },
      }),
    );

    const outside = text.replace(/(`+)(?!`).*?[^`]\1(?!`)/g, '');
    expect(outside).not.toMatch(/[<>`@]|\]\(|\*\*|https?:|evil|script|planted/);
    expect(text.split('\n').filter((line) => /^\s*::/.test(line))).toEqual([]);
  });

  it('stays below the limit in bytes, and says that it was cut', () => {
    const report = makeReport({
      resources: Array.from({ length: 500 }, (_, index) =>
        makeResourceReport({ index, incomplete: ['ü'.repeat(900)] }),
      ),
    });

    const text = summarize(report, 10_000);

    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(10_000);
    expect(Buffer.byteLength(text)).toBeGreaterThan(7_000);
    expect(text).toMatch(/cut off: GitHub takes no longer summary\.\n$/);
  });
});

describe('a code span', () => {
  it.each([
    ['plain', '`plain`'],
    ['a `b` c', '``a `b` c``'],
    ['`', '`` ` ``'],
    ['``a', '``` ``a ```'],
    [' a ', '`  a  `'],
    ['', '` (empty) `'],
    ['a\nb', '`a\\u000ab`'],
  ])('of %j is %j', (text, span) => {
    expect(code(text)).toBe(span);
  });
});

describe('the outputs', () => {
  it('are the exit code, the figures and the file of the report', () => {
    const stale = { deleted: [{ blueprint: 'service', count: 3 }], withheld: [], refused: [] };

    const text = renderOutputs(
      makeReport({ exitCode: 6, resources: [makeResourceReport({ counts })], stale }),
      '/r.json',
    );

    expect(text).toBe('exit_code=6\ncreated=30\nupdated=5\ndeleted=3\nfailed=2\nreport=/r.json\n');
  });

  it('are zeros before a run, without a report where none was written', () => {
    const error = new ConfigError('Not valid', []);

    const text = renderOutputs(makeReport({ exitCode: 2, error, resources: [] }), undefined);

    expect(text).toBe('exit_code=2\ncreated=0\nupdated=0\ndeleted=0\nfailed=0\n');
  });

  it('hold a path with line breaks between delimiters', () => {
    const text = renderOutputs(makeReport(), 'a\nexit_code=9');

    const [, delimiter = '', value] = /^report<<(.+)\n([\s\S]*)\n\1\n$/m.exec(text) ?? [];
    expect(value).toBe('a\nexit_code=9');
    expect(delimiter).toMatch(/^end-[\da-f-]{36}$/);
  });
});

describe('telling GitHub', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'exporter-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  function tell(files: { readonly summaryFile?: string; readonly outputFile?: string }, isRunner = true) {
    const printed: string[] = [];
    const warnings: string[] = [];
    tellGithub(
      { isRunner, ...files },
      {
        report: makeReport(),
        problems: [makeProblem()],
        reportFile: undefined,
        print: (line) => void printed.push(line),
        warn: (message) => void warnings.push(message),
      },
    );
    return { printed, warnings };
  }

  it('adds to the files, and prints annotations', async () => {
    const files = { summaryFile: join(folder, 'summary'), outputFile: join(folder, 'output') };
    for (const file of Object.values(files)) await writeFile(file, 'before=1\n');

    const { printed, warnings } = tell(files);

    expect(printed).toHaveLength(1);
    expect(warnings).toEqual([]);
    expect(await readFile(files.summaryFile, 'utf8')).toMatch(/^before=1\n## ✅/);
    expect(await readFile(files.outputFile, 'utf8')).toMatch(/^before=1\nexit_code=0\n/);
  });

  it('prints no annotations where no runner reads them', () => {
    expect(tell({}, false).printed).toEqual([]);
  });

  it('leaves a summary that is full as it is', async () => {
    const summaryFile = join(folder, 'summary');
    await writeFile(summaryFile, 'x'.repeat(LIMIT));

    tell({ summaryFile });

    expect(await readFile(summaryFile)).toHaveLength(LIMIT);
  });

  it('warns of files that cannot be written, and writes the others', async () => {
    const outputFile = join(folder, 'output');

    const { warnings } = tell({ summaryFile: join(folder, randomUUID(), 'summary'), outputFile });

    expect(warnings).toEqual([expect.stringMatching(/^The summary for GitHub could not be written: .*ENOENT/)]);
    expect(await readFile(outputFile, 'utf8')).toContain('exit_code=0');
  });
});
