import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withoutCommands } from '../../src/log/without-commands.ts';

const part = fc.constantFrom(':', '::', '#', '[', 'vso[', '\n', '\r', ' ', '\t', 'error', 'x');
const text = fc.array(part).map((parts) => parts.join(''));

describe('withoutCommands', () => {
  it.each([
    ['::error::planted', '\\u003a:error::planted'],
    ['first\n  ::add-mask::x', 'first\n  \\u003a:add-mask::x'],
    ['a ##[group]b', 'a \\u0023#[group]b'],
    ['a ##vso[task.complete]b', 'a \\u0023#vso[task.complete]b'],
  ])('makes %j visible instead of letting it act', (command, shown) => {
    expect(withoutCommands(command)).toBe(shown);
  });

  it.each(['std::vector', 'C# [a]', '## Title', 'a: b'])('leaves %j alone', (ordinary) => {
    expect(withoutCommands(ordinary)).toBe(ordinary);
  });

  it('leaves nothing that a CI system takes for a command, whatever the text', () => {
    fc.assert(
      fc.property(text, (given) => {
        const lines = withoutCommands(given).split(/[\r\n]/);

        expect(lines.filter((line) => line.trimStart().startsWith('::') || /##(vso)?\[/.test(line))).toEqual([]);
      }),
    );
  });

  it('changes no value of a JSON text', () => {
    fc.assert(
      fc.property(text, (given) => {
        expect(JSON.parse(withoutCommands(JSON.stringify([given], undefined, 2)))).toEqual([given]);
      }),
    );
  });
});
