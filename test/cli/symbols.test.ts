import { describe, expect, it } from 'vitest';
import { createLegible, hasUnicode } from '../../src/cli/symbols.ts';

describe('a terminal', () => {
  it.each([
    ['in a container without a locale', 'linux', {}, true],
    ['with a locale of UTF-8', 'linux', { LANG: 'de_DE.UTF-8' }, true],
    ['with LANG=C', 'linux', { LANG: 'C' }, false],
    ['with LANG=C.UTF-8', 'linux', { LANG: 'C.UTF-8' }, true],
    ['of which LC_ALL says otherwise than LANG', 'linux', { LANG: 'C', LC_ALL: 'en_US.utf8' }, true],
    ['of the Linux kernel', 'linux', { TERM: 'linux', LANG: 'C.UTF-8' }, false],
    ['of macOS', 'darwin', { LANG: 'en_US.UTF-8' }, true],
    ['of Windows, the old one', 'win32', {}, false],
    ['of Windows, the new one', 'win32', { WT_SESSION: 'id' }, true],
  ] as const)('%s', (_case, platform, environment, expected) => {
    expect(hasUnicode(platform, environment)).toBe(expected);
  });

  it('gets symbols in ASCII where it can show no others', () => {
    const text = '✗ job → gitlabJob  1 read · 2 mapped …';

    expect(createLegible('linux', { LANG: 'C' })(text)).toBe('x job -> gitlabJob  1 read | 2 mapped ...');
    expect(createLegible('linux', {})(text)).toBe(text);
  });
});
