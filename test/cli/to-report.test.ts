import { describe, expect, it } from 'vitest';
import { Report } from '../../src/cli/report-format.ts';
import { AuthError, ConfigError, EXIT_CODES } from '../../src/errors.ts';
import { makeResourceReport } from '../factories/resource-report.ts';
import { HOSTILE_NAMES, makeReport } from './make-report.ts';

const counts = { ...makeResourceReport().counts, read: 10, mapped: 9, created: 4, updated: 3, unchanged: 2, failed: 1 };

const everything = {
  exitCode: 6,
  resources: [
    makeResourceReport({
      counts,
      incomplete: ['acme: denied: 403'],
      unreadScopes: [{ scope: 'acme', state: 'denied', reason: '403' }],
      fieldErrors: [{ field: 'properties.url', count: 2, message: 'no' }],
      loadFailures: [{ blueprint: 'service', identifier: 'a', message: '422', count: 1 }],
      warnings: ['a warning'],
    }),
    makeResourceReport({ index: 1, kind: 'group', counts }),
  ],
  unreadBlueprints: [{ blueprint: 'job', reason: '503' }],
  stale: {
    deleted: [
      { blueprint: 'service', count: 3 },
      { blueprint: 'job', count: 4 },
    ],
    withheld: [{ blueprint: 'group', count: 5, cause: 'threshold', reason: 'too many' }],
    refused: [{ blueprint: 'job', identifier: 'x', message: '409' }],
    failure: '500',
  },
  routes: ['GET /a', 'GET /b'].map((route) => ({
    service: 'GitLab',
    route,
    requests: 2,
    retries: 1,
    failures: 0,
    bytes: 10,
    totalMs: 1500.4,
    waitedMs: 250,
  })),
} as const;

describe('the report', () => {
  it('has the documented shape, whatever happened', () => {
    const error = new ConfigError('Not valid', [{ path: 'kinds', message: 'wrong' }], { hint: 'Look.' });
    const reports = [makeReport(), makeReport(everything), makeReport({ exitCode: 2, error, resources: [] })];

    expect(reports.map((report) => Report.parse(report))).toEqual(reports);
  });

  it('sums up resources, deletions and requests', () => {
    const { totals, requests } = makeReport(everything);

    expect(totals).toMatchObject({ read: 20, mapped: 18, created: 8, updated: 6, unchanged: 4, failed: 2 });
    expect(totals).toMatchObject({ deleted: 7, withheld: 5 });
    expect(requests.services).toEqual([
      { service: 'GitLab', requests: 4, retries: 2, failures: 0, bytes: 20, answerSeconds: 3.001, waitedSeconds: 0.5 },
    ]);
    expect(requests.routes.map(({ route }) => route)).toEqual(['GET /a', 'GET /b']);
  });

  it.each(EXIT_CODES)('calls exit code $code $name', ({ code, name }) => {
    expect(makeReport({ exitCode: code })).toMatchObject({ exitCode: code, outcome: name });
  });

  it('tells what ended the run, why, and what to do', () => {
    const cause = new Error('outer', { cause: new Error('inner') });

    const { error } = makeReport({ exitCode: 3, error: new AuthError('Refused', { cause, hint: 'Check.' }) });

    expect(error).toEqual({
      code: 'CREDENTIALS_REFUSED',
      message: 'Refused',
      hint: 'Check.',
      causes: ['outer', 'inner'],
      issues: [],
    });
  });

  it('holds no secret, and a mask does not break it', () => {
    const key = '-----BEGIN RSA PRIVATE KEY-----\nMIIE';
    const warnings = ['password hunter2', key, 'after it', ...HOSTILE_NAMES];

    const { resources } = makeReport({ resources: [makeResourceReport({ warnings })] });

    expect(resources[0]?.warnings).toEqual(['password [REDACTED]', '[REDACTED]', 'after it', ...HOSTILE_NAMES]);
  });
});
