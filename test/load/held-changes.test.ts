import { describe, expect, it } from 'vitest';
import { HeldChanges } from '../../src/load/held-changes.ts';

function change(blueprint: string, identifier: string, properties: Readonly<Record<string, unknown>> = {}) {
  return { blueprint, identifier, properties };
}

describe('held changes', () => {
  it.each([
    [true, { one: 1, two: 2 }],
    [false, { two: 2 }],
  ])('of one entity become one (merge: %s)', (merge, properties) => {
    const held = new HeldChanges(merge);

    held.add(change('service', 'a', { one: 1 }));
    const now = held.add(change('service', 'a', { two: 2 }));

    expect(now.properties).toEqual(properties);
    expect(held.size).toBe(1);
    expect(held.take(() => true)).toEqual([now]);
  });

  it('are handed out once, those of the blueprints that are due', () => {
    const held = new HeldChanges(true);
    held.add(change('service', 'a'));
    held.add(change('group', 'a'));

    const due = held.take((blueprint) => blueprint === 'group');
    const again = held.take((blueprint) => blueprint === 'group');

    expect([due, again]).toEqual([[change('group', 'a')], []]);
    expect([held.size, held.has(change('service', 'a')), held.has(change('group', 'a'))]).toEqual([1, true, false]);
  });

  it('that came to nothing are forgotten, whether there were any or not', () => {
    const held = new HeldChanges(true);
    held.add(change('service', 'a'));

    held.drop(change('service', 'a'));
    held.drop(change('service', 'a'));
    held.drop(change('group', 'b'));

    expect(held.size).toBe(0);
  });
});
