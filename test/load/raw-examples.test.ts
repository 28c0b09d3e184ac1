import { describe, expect, it } from 'vitest';
import { createRawExamples, toExamples } from '../../src/load/raw-examples.ts';
import type { Message } from '../../src/load/tell.ts';
import { createMask } from '../../src/log/mask.ts';
import { type RawObject, unread } from '../../src/raw-object.ts';

const objects = (count: number, from = 1): RawObject[] =>
  Array.from({ length: count }, (_, index) => ({ id: from + index }));

function collect() {
  const messages: Message[] = [];
  const examples = createRawExamples({
    tell: async (message) => messages.push(message) > 0,
    baseUrl: 'https://api.port.test',
    integration: 'my/run',
    mask: createMask(['hunter2']),
  });
  const sent = () => messages.map(({ url, body }) => [url.pathname, body]);
  return { examples, messages, sent };
}

const path = (kind: string) => `/v1/integration/my%2Frun/kinds/${kind}/examples`;

describe('examples of raw objects', () => {
  it('are the first five of a resource, over its batches, sent as soon as they are there', () => {
    const { examples, sent } = collect();

    for (const batch of [objects(2), objects(2, 3), objects(9, 5), objects(9, 50)]) examples.add(0, 'project', batch);

    expect(sent()).toEqual([[path('project'), { examples: objects(5) }]]);
  });

  it('are sent at the end where a resource has fewer, and not at all where it has none', async () => {
    const { examples, sent } = collect();
    examples.add(0, 'project', objects(2));
    examples.add(1, 'group', []);
    examples.add(2, 'member', objects(5));

    await examples.finish();

    expect(sent()).toEqual([
      [path('member'), { examples: objects(5) }],
      [path('project'), { examples: objects(2) }],
    ]);
  });

  it('are five of each resource, also where two are of one kind', async () => {
    const { examples, messages } = collect();

    examples.add(0, 'project', objects(9));
    examples.add(1, 'project', objects(9));

    expect(messages).toHaveLength(2);
  });

  it('show no secret: of this run, by its form, by its name', () => {
    const object = {
      description: 'hunter2',
      runners_token: 'abc',
      content: { script: 'export NPM_TOKEN=abc' },
      variables: [{ key: 'PASSWORD', value: 'abc' }],
      name: 'gitlab',
    };

    expect(toExamples([object], createMask(['hunter2']))).toEqual([
      {
        description: '[REDACTED]',
        runners_token: '[REDACTED]',
        content: { script: 'export NPM_TOKEN=[REDACTED]' },
        variables: [{ key: 'PASSWORD', value: '[REDACTED]' }],
        name: 'gitlab',
      },
    ]);
  });

  it('are not disturbed by fields that could not be read', () => {
    const object = { id: 1, [unread]: ['__languages'] };

    expect(toExamples([object], createMask([]))).toEqual([{ id: 1 }]);
  });

  it.each([
    ['a long text', (text: string) => ({ id: 1, content: text })],
    ['many texts', (text: string) => ({ id: 1, content: text.match(/.{1,20}/gsu) })],
  ])('fit into one request where they hold %s, in any writing', (_name, make) => {
    for (const sign of ['a', '\u0001', '日', '👩']) {
      const examples = toExamples(Array(5).fill(make(sign.repeat(1_000_000))), createMask([]));

      expect(Buffer.byteLength(JSON.stringify({ examples }))).toBeLessThanOrEqual(1_048_576);
      expect(examples).not.toEqual([]);
      expect(examples[0]).toMatchObject({ id: 1 });
    }
  });
});
