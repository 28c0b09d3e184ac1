import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '../../src/cli/program.ts';
import { SETTING_NAMES, settingOf } from '../../src/config/settings.ts';
import { ConfigError } from '../../src/errors.ts';

function parse(...argv: string[]) {
  const shown: string[] = [];
  const invocation = parseCommandLine(argv, { version: '1.2.3', stdout: (text) => shown.push(text) });
  return { invocation, shown: shown.join('') };
}

describe('the command line', () => {
  it('hands over only the flags that are given', () => {
    const { invocation } = parse('--kinds', 'project', '--log-level=debug', '--quiet');

    expect(invocation).toEqual({ shown: false, flags: { kinds: 'project', logLevel: 'debug', quiet: true } });
  });

  it('takes a list in several parts, too', () => {
    const { invocation } = parse('--kinds', 'project,group', '--kinds', 'issue');

    expect(invocation).toMatchObject({ flags: { kinds: 'project,group,issue' } });
  });

  it('calls what --no-delete asks for by the name of the setting', () => {
    expect(parse('--no-delete').invocation).toEqual({ shown: false, flags: { noDelete: true } });
    expect(parse().invocation).toEqual({ shown: false, flags: {} });
  });

  it('lists the flag of every setting in its help, and no secret', () => {
    const { invocation, shown } = parse('--help');

    expect(invocation).toEqual({ shown: true });
    for (const name of SETTING_NAMES) {
      const { flag } = settingOf(name);
      if (flag !== undefined) expect(shown).toContain(flag);
    }
  });

  it('does not show the value of a flag that there is not', () => {
    const parsing = () => parse("--port-client-secret=it's=hunter2\n");

    expect(parsing).toThrow(
      expect.objectContaining({
        issues: [{ path: 'command line', message: expect.stringMatching(/^unknown option '--port-client-secret'$/) }],
      }),
    );
  });

  it.each([
    [['--print-mapping-schema'], { text: 'mapping-schema' }],
    [['--completion', 'zsh'], { text: 'completion', shell: 'zsh' }],
  ])('asks with %j for a text in place of a run', (argv, print) => {
    expect(parse(...argv).invocation).toEqual({ shown: false, flags: {}, print });
  });

  it('shows the version', () => {
    expect(parse('--version')).toEqual({ invocation: { shown: true }, shown: '1.2.3\n' });
  });

  it.each([
    [['--dryrun'], /unknown option '--dryrun'/],
    [['export'], /too many arguments/],
    [['--kinds'], /argument missing/],
    [['--completion', 'tcsh'], /argument is invalid\. Allowed choices are bash, zsh, fish/],
    [['--no-delete=false'], /^the flag --no-delete takes no value$/],
    [['--dry-run=true'], /^the flag --dry-run takes no value$/],
  ])('refuses %j', (argv, message) => {
    const refusal = (() => {
      try {
        parse(...argv);
      } catch (error) {
        return error;
      }
    })();

    expect(refusal).toBeInstanceOf(ConfigError);
    expect((refusal as ConfigError).issues[0]?.message).toMatch(message);
  });
});
