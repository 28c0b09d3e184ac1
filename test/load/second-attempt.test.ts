import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderByRelations, targetsOf, WaitingEntities } from '../../src/load/second-attempt.ts';
import { makeBody } from './make-body.ts';

const name = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const bodies = fc.uniqueArray(
  fc
    .tuple(name, fc.array(name, { maxLength: 3 }))
    .map(([identifier, uses]) => makeBody(identifier, { relations: { uses } })),
  { selector: ({ identifier }) => identifier },
);

describe('the order of second attempts', () => {
  it('writes each entity whole once, after all that it points at or in a step with a circle', () => {
    fc.assert(
      fc.property(bodies, (waiting) => {
        const steps = orderByRelations(waiting);

        const whole = steps.filter(({ complete }) => complete).flatMap((step) => step.bodies);
        expect(new Set(whole)).toEqual(new Set(waiting));
        expect(whole).toHaveLength(waiting.length);
        const there = new Set(
          ['a', 'b', 'c', 'd', 'e'].filter((one) => !waiting.some(({ identifier }) => identifier === one)),
        );
        for (const step of steps) {
          for (const body of step.bodies) {
            const others = targetsOf(body).filter((target) => target !== body.identifier);
            expect(others.every((target) => there.has(target))).toBe(true);
          }
          for (const { identifier } of step.bodies) there.add(String(identifier));
        }
      }),
    );
  });
});

describe('an entity that waits', () => {
  const failed = { body: makeBody('a', { properties: { x: 1 } }), resource: 0, isPartial: false };
  const later = { body: makeBody('a', { properties: { y: 2 } }), resource: 1, isPartial: false };
  const united = { ...failed, body: makeBody('a', { properties: { x: 1, y: 2 } }) };

  it.each([
    [true, united],
    [false, later],
  ])('that fails again is what both say or what the later says (merge: %s)', (merge, expected) => {
    const waiting = new WaitingEntities(merge);

    waiting.add(failed);
    waiting.add(later);

    expect([...waiting.take().values()]).toEqual([expected]);
  });

  it.each([
    ['united with what was written since', true, later, [united]],
    ['dropped when something else took its place', false, later, []],
    ['united with what was written beside it', false, { ...later, isPartial: true }, [united]],
  ])('is %s', (_, merge, written, expected) => {
    const waiting = new WaitingEntities(merge);

    waiting.add(failed);
    waiting.follow(written);

    expect([...waiting.take().values()]).toEqual(expected);
  });

  it('is handed out once; what does not wait is not followed', () => {
    const waiting = new WaitingEntities(true);

    waiting.add(failed);
    waiting.follow({ ...later, body: makeBody('b') });

    expect(waiting.take().size).toBe(1);
    expect(waiting.take().size).toBe(0);
  });
});
