import { expect, it } from 'vitest';
import type { Entity } from '../../src/entity.ts';
import { EntityWriter } from '../../src/load/entity-writer.ts';
import { createMask } from '../../src/log/mask.ts';

/** A writer into a list of lines. */
function createWriter() {
  const written: string[] = [];
  const output = { isClosed: false, write: async (lines: string) => void written.push(lines) };
  const writer = new EntityWriter(output, createMask(['hunter2-and-more']));
  return { writer, output, lines: () => written.join('').split('\n').slice(0, -1) };
}

async function linesOf(...entities: Entity[]): Promise<readonly string[]> {
  const { writer, lines } = createWriter();
  await writer.load(0, entities);
  return lines();
}

it('writes each entity as the body of a request would hold it', async () => {
  const lines = await linesOf(
    { blueprint: 'service', identifier: 'api', title: 7, properties: { url: null }, relations: { group: '' } },
    { blueprint: 'service', identifier: 'web' },
  );

  expect(lines).toEqual([
    '{"blueprint":"service","identifier":"api","title":"7","properties":{"url":null},"relations":{"group":null}}',
    '{"blueprint":"service","identifier":"web"}',
  ]);
});

it('leaves out an entity that Port would refuse, and counts it as a run does', async () => {
  const { writer, lines } = createWriter();

  await writer.load(2, [{ blueprint: 'service', identifier: 'a b' }]);

  expect(lines()).toEqual([]);
  expect(writer.tally(2).counts.failed).toBe(1);
  expect(writer.tally(2).failures).toMatchObject([{ blueprint: 'service', identifier: 'a b', count: 1 }]);
});

it('tells what was left out of an entity', async () => {
  const { writer } = createWriter();

  await writer.load(0, [{ blueprint: 'service', identifier: 'api', relations: { group: {} } }]);

  expect(writer.tally(0).warnings).toEqual([expect.stringContaining('relations.group: target left out')]);
});

it('shows no secret, in names neither', async () => {
  const [line] = await linesOf({
    blueprint: 'service',
    identifier: 'api',
    properties: { readme: 'the token is hunter2-and-more', nested: { 'hunter2-and-more': [1] } },
  });

  expect(line).not.toContain('hunter2');
  expect(JSON.parse(line ?? '').properties.nested).toEqual({ '[REDACTED]': [1] });
});

it('writes what a terminal or a CI system would act on in another form of the same value', async () => {
  const title = '\u001b[31mred\u202e ##vso[task.setvariable]';

  const [line] = await linesOf({ blueprint: 'service', identifier: 'api', title });

  expect(line).toMatch(/^[\x20-\x7e]+$/);
  expect(line).not.toContain('##vso[');
  expect(JSON.parse(line ?? '').title).toBe(title);
});
