import { describe, expect, it } from 'vitest';
import { splitFrontMatter } from '../../../src/extract/content/front-matter.ts';

describe('front matter', () => {
  it('is the YAML between the first two lines of three dashes', () => {
    const text = '---\r\nname: release\r\nsince: 2024-01-02\r\n---\r\n\r\n# Release\n\n---\n\nRun it.\n';

    expect(splitFrontMatter(text)).toEqual({
      fields: { name: 'release', since: '2024-01-02' },
      body: '# Release\n\n---\n\nRun it.',
    });
  });

  it.each([
    ['there is none', '# Review\n\n---\na: 1\n---\n'],
    ['it is a script', '---js\nprocess.exit(1)\n---\nbody\n'],
    ['it does not end', '---\nname: a\n'],
    ['it is no map', '---\n- a\n---\nbody\n'],
    ['it is no YAML', '---\na: [\n---\nbody\n'],
  ])('has no fields where %s, and the text is whole', (_, text) => {
    expect(splitFrontMatter(text)).toEqual({ fields: {}, body: text.trim() });
  });

  it('may be empty', () => {
    expect(splitFrontMatter('---\n---\nbody')).toEqual({ fields: {}, body: 'body' });
  });
});
