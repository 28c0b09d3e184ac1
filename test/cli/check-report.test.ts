import { describe, expect, it } from 'vitest';
import { failed, ok, skipped, warning } from '../../src/check/result.ts';
import { renderChecks } from '../../src/cli/check-report.ts';
import { renderAnnotations } from '../../src/cli/github/annotations.ts';
import { problemsOf } from '../../src/cli/problems.ts';
import { HOSTILE_NAMES, makeReport } from './make-report.ts';

const plain = (_format: unknown, text: string) => text;

const checks = [
  { name: 'GitLab', results: [ok('address', 'answers'), failed('token', 'it is hunter2', 'refused', 'Make one.')] },
  { name: 'Port', results: [warning('token', 'ends soon'), skipped('blueprints', 'not read')] },
];

describe('the lines of a check', () => {
  it('stand under their headings, with a sign and what to do, without secrets', () => {
    expect(renderChecks(makeReport({ checks, exitCode: 3, resources: [] }), plain, true)).toBe(
      `GitLab
  ✓ address: answers
  ✗ token: it is [REDACTED]
    What to do: Make one.

Port
  ! token: ends soon
  - blueprints: not read

1 check failed, 1 warning, 1 skipped: exit code 3 (refused). Nothing was
written.
`,
    );
  });

  it('have words where signs do not show, and are no longer than 80 columns', () => {
    const long = [{ name: 'Mapping', results: [failed('a', 'word '.repeat(40), 'usage')] }];

    const lines = renderChecks(makeReport({ checks: long, exitCode: 2 }), plain, false).split('\n');

    expect(lines[1]).toMatch(/^ {2}FAILED {2}a: word/);
    expect(lines[2]).toMatch(/^ {10}word/);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
  });

  it.each(HOSTILE_NAMES)('show %j as text', (name) => {
    const named = [{ name: 'Port', results: [ok(name, name)] }];

    const text = renderChecks(makeReport({ checks: named }), plain, true);

    // biome-ignore lint/suspicious/noControlCharactersInRegex: that none of them comes through is the point.
    expect(text.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u202e]/);
  });

  it('are problems of the run as well, for annotations', () => {
    const problems = problemsOf(makeReport({ checks, exitCode: 3, resources: [] }));

    expect(problems).toEqual([
      { severity: 'error', isUrgent: true, where: 'GitLab: token', texts: ['it is [REDACTED]'], remedy: 'Make one.' },
      { severity: 'warning', isUrgent: true, where: 'Port: token', texts: ['ends soon'] },
    ]);
    expect(renderAnnotations(problems)).toEqual([
      '::error title=GitLab%3A token::it is [REDACTED]%0AWhat to do: Make one.',
      '::warning title=Port%3A token::ends soon',
    ]);
  });

  it('are none in a run', () => {
    expect(renderChecks(makeReport(), plain, true)).toBe('');
  });
});
