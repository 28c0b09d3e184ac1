import type { Report } from '../../src/cli/report-format.ts';
import { type Ended, toReport } from '../../src/cli/to-report.ts';
import { createMask } from '../../src/log/mask.ts';
import { makeResourceReport } from '../factories/resource-report.ts';

/** A report of a run of 1.5 seconds that went well, with one resource of which nothing was read. */
export function makeReport(
  given: Partial<Ended> = {},
  { strict = false, dryRun = false, output = undefined as string | undefined, secrets = ['hunter2'] } = {},
): Report {
  const ended: Ended = {
    exitCode: 0,
    engine: 'jq 1.8.2 (embedded)',
    resources: [makeResourceReport()],
    unreadBlueprints: [],
    stale: { deleted: [], withheld: [], refused: [] },
    routes: [],
    ...given,
  };
  return toReport(ended, {
    version: '1.2.3',
    startedAt: new Date('2026-01-02T03:04:05.000Z'),
    finishedAt: new Date('2026-01-02T03:04:06.500Z'),
    settings: { strict, dryRun, output, integration: { type: 'gitlab-v2', identifier: 'mine' } },
    mask: createMask(secrets),
  });
}

/** Names as an attacker would give them. */
export const HOSTILE_NAMES = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  'a | b',
  '`code`',
  '``` fence',
  '`',
  '[text](https://evil.example)',
  '![image](https://evil.example/x.png)',
  'https://evil.example',
  '@everyone',
  '#1 **bold** _italic_ ~~gone~~',
  'line\nbreak',
  'line\r\n::set-output name=exit_code::0',
  '::error::planted',
  '  ::add-mask::a',
  '##[add-mask]a',
  '##vso[task.setvariable variable=a]b',
  '\u001b[31mred',
  '100%0Aplanted',
  'user\u202egpj.exe',
];
