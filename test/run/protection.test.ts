import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JudgedResource, mayWrite, protectionOf } from '../../src/run/protection.ts';

/** A resource that writes these blueprints; undefined is one that jq computes. */
function makeResource(
  index: number,
  blueprints: readonly (string | undefined)[],
  report: Partial<JudgedResource['report']> = {},
): JudgedResource {
  return {
    targets: blueprints.map((blueprint) => ({ blueprint })),
    report: { index, kind: 'project', skipped: false, cutShort: false, incomplete: [], ...report },
  };
}

const incomplete = { incomplete: ['groups/1: failed: 500'] };

describe('a blueprint', () => {
  it('is not protected where all that writes it is complete, whatever else is not', () => {
    const resources = [makeResource(0, ['service']), makeResource(1, ['group'], incomplete)];

    expect(protectionOf('service', resources)).toBeUndefined();
  });

  it.each([
    ['is incomplete', incomplete],
    ['was left out', { skipped: true }],
    ['was read in part, as --limit says', { cutShort: true }],
  ])('is protected where a resource that writes it %s, which is named', (reason, report) => {
    const resources = [makeResource(0, ['service']), makeResource(1, ['group', 'service'], report)];

    expect(protectionOf('service', resources)).toBe(`resources[1] (project) ${reason}`);
  });

  it('is protected where a resource whose blueprint is computed is incomplete', () => {
    const resources = [makeResource(0, ['service']), makeResource(1, [undefined], incomplete)];

    expect(protectionOf('service', resources)).toContain('resources[1]');
  });

  it('that nothing writes trusts none that is incomplete', () => {
    const resources = [makeResource(0, ['service'], incomplete), makeResource(1, ['group'])];

    expect(protectionOf('old', resources)).toMatch(/^no resource of the mapping writes it, and resources\[0\]/);
    expect(protectionOf('old', [makeResource(1, ['group'])])).toBeUndefined();
  });

  it('without protection can be written by no incomplete resource, ever', () => {
    const blueprint = fc.constantFrom('a', 'b', undefined);
    const resource = fc
      .tuple(fc.array(blueprint, { minLength: 1, maxLength: 3 }), fc.boolean(), fc.boolean())
      .map(([blueprints, skipped, isIncomplete]) =>
        makeResource(0, blueprints, { skipped, incomplete: isIncomplete ? ['x'] : [] }),
      );

    fc.assert(
      fc.property(fc.array(resource), fc.constantFrom('a', 'b', 'c'), (resources, name) => {
        const untrusted = resources.filter(({ report }) => report.skipped || report.incomplete.length > 0);

        if (protectionOf(name, resources) === undefined) {
          expect(untrusted.some(({ targets }) => mayWrite(targets, name))).toBe(false);
        } else {
          expect(untrusted).not.toEqual([]);
        }
      }),
    );
  });
});

describe('mayWrite', () => {
  it.each([
    ['its own', ['service'], true],
    ['another', ['group'], false],
    ['one that is computed', [undefined], true],
    ['one of several', ['group', 'service'], true],
    ['none', [], false],
  ])('judges a resource that writes %s', (_, blueprints, expected) => {
    expect(mayWrite(makeResource(0, blueprints).targets, 'service')).toBe(expected);
  });
});
