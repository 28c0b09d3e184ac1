import { describe, expect, it } from 'vitest';
import { renderPlan } from '../../src/cli/plan.ts';
import type { Report } from '../../src/cli/report-format.ts';
import type { PlanReport, StaleReport } from '../../src/run/report.ts';
import { HOSTILE_NAMES, makeReport } from './make-report.ts';

const plain = (_format: unknown, text: string) => text;
const tagged = (format: unknown, text: string) => `<${String(format)}>${text}</>`;

type BlueprintPlan = PlanReport['blueprints'][number];

function makeBlueprint(given: Partial<BlueprintPlan> = {}): BlueprintPlan {
  return {
    blueprint: 'service',
    created: [],
    stubs: [],
    updated: [],
    deleted: [],
    dependents: [],
    unchanged: 0,
    failed: 0,
    ...given,
  };
}

function report(
  blueprints: readonly BlueprintPlan[],
  plan: Partial<PlanReport> = {},
  stale: Partial<StaleReport> = {},
): Report {
  return makeReport(
    {
      plan: { prepared: [], blueprints, missing: [], ...plan },
      stale: { deleted: [], withheld: [], refused: [], ...stale },
    },
    { dryRun: true },
  );
}

function render(...given: Parameters<typeof report>): string {
  return renderPlan(report(...given), plain);
}

describe('the plan', () => {
  it('names what would be done to each entity, and sums it up', () => {
    const fields = [
      { field: 'title', before: '"Old"', after: '"New"' },
      { field: 'relations.group', after: '"acme"' },
    ];
    const service = makeBlueprint({
      created: ['acme/a', 'acme/stub'],
      stubs: ['acme/stub'],
      updated: [{ identifier: 'acme/b', fields }, { identifier: 'acme/c' }],
      deleted: ['acme/d', 'other'],
      dependents: ['other'],
      unchanged: 1234,
    });
    const withheld = [{ blueprint: 'service', count: 2, cause: 'referenced', reason: 'others stay' } as const];

    const text = render(
      [service, makeBlueprint({ blueprint: 'group', unchanged: 5 })],
      { prepared: ['integration mine'] },
      { withheld },
    );

    expect(text).toBe(
      [
        'to prepare',
        '  + create  integration mine',
        '',
        'service: 2 to create, 2 to update, 2 to delete, 1,234 unchanged',
        '  + create  acme/a',
        '  + create  acme/stub (empty: others point at it)',
        '  ~ update  acme/b',
        '      title: "Old" → "New"',
        '      relations.group: nothing → "acme"',
        '  ~ update  acme/c',
        '  - delete  acme/d',
        '  - delete  other (of another source: goes with its target)',
        '  ! withheld  2: others stay',
        '',
        'Plan: 2 to create, 2 to update, 2 to delete, 1,239 unchanged; nothing was written.',
        '',
      ].join('\n'),
    );
  });

  it('shows so many entities of a sort and the number of the rest', () => {
    const created = Array.from({ length: 143 }, (_, index) => `a${index}`);

    const lines = render([makeBlueprint({ created })]).split('\n');

    expect(lines.filter((line) => line.includes('+ create'))).toHaveLength(20);
    expect(lines).toContain('  … and 123 more (all of them with --report)');
  });

  it('shows long values in 80 columns, where they differ', () => {
    const before = JSON.stringify(`${'a'.repeat(150)} old`);
    const after = JSON.stringify(`${'a'.repeat(150)} new`);
    const updated = [{ identifier: 'a', fields: [{ field: 'properties.readme', before, after }] }];

    const lines = render([makeBlueprint({ updated })]).split('\n');

    expect(Math.max(...lines.slice(0, -2).map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines.slice(2, 5)).toEqual([
      '      properties.readme:',
      expect.stringMatching(/^ {10}….* old"$/),
      expect.stringMatching(/^ {8}→ ….* new"$/),
    ]);
  });

  it('says so where there are no differences, and why nothing is deleted', () => {
    const nothing = makeBlueprint({ unchanged: 3 });

    expect(render([nothing])).toBe('No differences. Port is up to date.\n');
    expect(render([nothing], {}, { notSought: '--no-delete' })).toMatch(/^Nothing is deleted: --no-delete\.\nNo diff/);
    expect(render([nothing], {}, { failure: 'Port: 500' })).toMatch(/^What is to delete is not known: Port: 500\n/);
  });

  it.each([
    ['an entity that would fail', [makeBlueprint({ failed: 1 })], {}, /service: 1 would fail/],
    [
      'a related entity that is missing',
      [],
      { missing: [{ blueprint: 'group', identifier: 'g' }] },
      /! missing {2}group g/,
    ],
  ])('does not call Port up to date with %s', (_, blueprints, plan, shown) => {
    const text = render(blueprints, plan);

    expect(text).toMatch(shown);
    expect(text).toMatch(/\nPlan: 0 to create/);
  });

  it('is empty where the dry run did not come to its end', () => {
    expect(renderPlan(makeReport({}, { dryRun: true }), plain)).toBe('');
  });

  it('has a word beside each sign and colour', () => {
    const text = renderPlan(report([makeBlueprint({ created: ['a'], deleted: ['b'] })]), tagged);

    expect(text).toContain('<green>+ create</>  a');
    expect(text).toContain('<red>- delete</>  b');
  });

  it.each(HOSTILE_NAMES)('lets no name act on the terminal: %j', (name) => {
    const fields = [{ field: name, before: name, after: name }];
    const updated = [{ identifier: name, fields }];
    const missing = [{ blueprint: name, identifier: name }];

    const text = render([makeBlueprint({ blueprint: name, created: [name], updated, deleted: [name] })], { missing });

    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
  });

  it('holds no secret', () => {
    const fields = [{ field: 'title', before: '"hunter2"', after: '"x"' }];

    expect(render([makeBlueprint({ created: ['hunter2'], updated: [{ identifier: 'a', fields }] })])).not.toContain(
      'hunter2',
    );
  });
});
