import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identifierFault, normalizeIdentifier } from '../../src/load/identifier.ts';
import { describeWithContract, readContract } from '../support/contract.ts';

describe('identifierFault', () => {
  it.each(['a', '42', 'group/project', 'größe', '日本', 'a@b_c.d+e:f\\g/h=i-j', '...', '.a', 'x'.repeat(1000)])(
    'allows %j',
    (identifier) => {
      expect(identifierFault(identifier)).toBeUndefined();
    },
  );

  it.each([
    ['', 'empty'],
    ['.', 'dot segment'],
    ['..', 'dot segment'],
    ['a b', '" "'],
    ['a#b', '"#"'],
    ['a\nb', '"\\n"'],
    ['rocket🚀', '"🚀"'],
    ['٣', '"٣"'],
    ['ok%', '"%"'],
    ['x'.repeat(1001), '1001 characters'],
  ])('refuses %j and says why', (identifier, reason) => {
    expect(identifierFault(identifier)).toContain(reason);
  });

  it('accepts a letter with a combining mark once it is normalized', () => {
    const decomposed = 'gro\u0308ße';

    expect(identifierFault(decomposed)).toBeDefined();
    expect(identifierFault(normalizeIdentifier(decomposed))).toBeUndefined();
  });
});

describeWithContract("identifierFault and Port's contract", () => {
  it('agree on every identifier', () => {
    const { pattern, maxLength } = readIdentifierRule();
    const allowed = new RegExp(pattern, 'u');
    const character = fc.oneof(
      fc.constantFrom(...'aZ09@_.+:\\/=-', ...' #!(),~%&?ä日🚀'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    );

    fc.assert(
      fc.property(fc.string({ unit: character }), (identifier) => {
        const isAllowed = allowed.test(identifier) && [...identifier].length <= maxLength;

        expect(identifierFault(identifier) === undefined).toBe(isAllowed);
      }),
      {
        examples: [
          '.',
          '..',
          '...',
          ...[maxLength, maxLength + 1].flatMap((length) => ['a'.repeat(length), '𠀀'.repeat(length)]),
        ].map((identifier) => [identifier]),
      },
    );
  });
});

function readIdentifierRule(): { pattern: string; maxLength: number } {
  const path = [
    ...['paths', '/v1/blueprints/{blueprint_identifier}/entities/bulk', 'post', 'requestBody', 'content'],
    ...['application/json', 'schema', 'properties', 'entities', 'items', 'properties', 'identifier', 'oneOf', '0'],
  ];
  let rule = readContract('port/openapi.json');
  // The contract is a tree of objects; a step that is not there fails the test.
  for (const step of path) rule = (rule as Record<string, unknown>)[step];
  return rule as { pattern: string; maxLength: number };
}
