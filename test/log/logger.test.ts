import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createLogger, type LoggerOptions, SUMMARIZED } from '../../src/log/logger.ts';
import { createMask } from '../../src/log/mask.ts';
import { createLogRecords } from '../../src/log/records.ts';

function makeLogger(changes: Partial<LoggerOptions> = {}) {
  const lines: string[] = [];
  const destination = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk));
      done();
    },
  });
  const log = createLogger({ level: 'info', format: 'json', destination, mask: createMask(['hunter2']), ...changes });
  return { log, lines };
}

describe('the JSON format', () => {
  it('is one object a line: level, moment, fields, sentence', () => {
    const { log, lines } = makeLogger();

    log.warn({ scope: 'group/a' }, 'Scope cannot be read');

    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      level: 'warn',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      scope: 'group/a',
      msg: 'Scope cannot be read',
    });
  });

  it('leaves out what is below its level', () => {
    const { log, lines } = makeLogger({ level: 'warn' });

    log.info({}, 'Not now');

    expect(lines).toEqual([]);
  });
});

describe('the pretty format', () => {
  it('is a short line', () => {
    const { log, lines } = makeLogger({ format: 'pretty' });

    log.child({ service: 'GitLab' }).info({ status: 200, name: 'a b', ids: [1] }, 'Request');

    expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d INFO: Request service=GitLab status=200 name="a b" ids=\[1\]\n$/);
  });

  it('has colours only when they are asked for', () => {
    const { log, lines } = makeLogger({ format: 'pretty', colour: true });

    log.info({}, 'Request');

    expect(lines[0]).toContain('\u001b[32mINFO\u001b[39m');
  });

  it('lets no name steer the terminal', () => {
    const { log, lines } = makeLogger({ format: 'pretty' });

    log.info({ name: '\u001b[2Jx\u009b1m\u202ey', err: new Error('a\u001b[2Jb\nc') }, 'Project\u202e');

    expect(lines[0]).toMatch(/^[^\p{Cc}\p{Cf}]+\n$/u);
  });

  it('shows where an error comes from at debug level only', () => {
    const err = new Error('broken');
    const quiet = makeLogger({ format: 'pretty' });
    const loud = makeLogger({ format: 'pretty', level: 'debug' });

    quiet.log.error({ err }, 'Kind failed');
    loud.log.error({ err }, 'Kind failed');

    expect(quiet.lines[0]).toMatch(/ERROR: Kind failed err=broken\n$/);
    expect(loud.lines[0]).toMatch(/err=broken\n {4}Error: broken\n {4} +at /);
  });
});

describe('a line that the summary repeats', () => {
  it('is for programs and for the log in Port, not for people', () => {
    const records = createLogRecords();
    const people = makeLogger({ format: 'pretty', records });
    const programs = makeLogger();

    for (const { log } of [people, programs]) log.warn({ ...SUMMARIZED }, 'unknown key');

    expect(people.lines).toEqual([]);
    expect(records.take()).toContain('unknown key');
    expect(programs.lines[0]).toContain('unknown key');
  });
});

describe('a line of JSON', () => {
  it.each(['"', '":', 'level', '1', '{"level"', ',"', '\\'])('stays JSON though a secret has %j in it', (part) => {
    const secret = `${part}${part}${part}${part}`;
    const { log, lines } = makeLogger({ mask: createMask([secret]) });

    log.info({ list: [secret, 1111], [secret]: '-----BEGIN PRIVATE KEY-----' }, secret);

    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ list: ['[REDACTED]', 1111], msg: '[REDACTED]' });
  });

  it('holds no character that acts on a terminal, and the same value all the same', () => {
    const { log, lines } = makeLogger();

    log.info({ name: 'a\u009b2Jb\u202ec\u200b\u{e0041}' }, 'Project');

    expect(lines[0]).toMatch(/^[\x20-\x7e]+\n$/);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ name: 'a\u009b2Jb\u202ec\u200b\u{e0041}' });
  });
});

describe.each(['json', 'pretty'] as const)('a secret in the %s format', (format) => {
  it('is masked in fields, sentences, errors, stacks and causes', () => {
    const { log, lines } = makeLogger({ format, level: 'debug' });
    const err = new Error('outer hunter2', { cause: new Error('inner hunter2') });

    log
      .child({ child: 'hunter2' })
      .error({ err, url: 'https://x/?token=hunter2', deep: { list: ['hunter2'] } }, 'hunter2');

    const text = lines.join('');
    expect(text).toContain('[REDACTED]');
    expect(text).not.toContain('hunter2');
  });
});
