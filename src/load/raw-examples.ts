import { endpoint } from '../http/endpoint.ts';
import { isCredentialName, maskSuspects } from '../log/credentials.ts';
import type { Mask } from '../log/mask.ts';
import { redact } from '../log/redact.ts';
import type { RawBatch, RawObject } from '../raw-object.ts';
import type { Tell } from './tell.ts';

export interface RawExamplesOptions {
  readonly tell: Tell;
  /** Root of Port's API. */
  readonly baseUrl: string;
  /** Identifier of the integration. */
  readonly integration: string;
  readonly mask: Mask;
}

/** Sends the first raw objects of each resource, for the mapping editor (Port: "Raw examples and logs"). */
export interface RawExamples {
  add(index: number, kind: string, batch: RawBatch): void;
  /** Says that nothing more comes of any resource; resolves once all is sent. */
  finish(): Promise<void>;
}

interface Collected {
  readonly kind: string;
  readonly objects: RawObject[];
}

const EXAMPLES = 5;
/** Port: "Sizes"; less a margin for what surrounds the examples. */
const MAX_BYTES = 1_048_576 - 1024;
const MAX_TEXT_LENGTH = 16_384;
const MAX_EXAMPLE_LENGTH = 150_000;

export function createRawExamples({ tell, baseUrl, integration, mask }: RawExamplesOptions): RawExamples {
  const collected = new Map<number, Collected>();
  const sending: Promise<boolean>[] = [];

  function send(kind: string, objects: readonly RawObject[]): void {
    const { path, route } = endpoint`integration/${integration}/kinds/${kind}/examples`;
    const url = new URL(`${baseUrl}/v1/${path}`);
    const body = { examples: toExamples(objects, mask) };
    sending.push(tell({ subject: 'raw data examples', method: 'POST', url, route, body }));
  }

  return {
    add(index, kind, batch) {
      const { objects }: Collected = collected.get(index) ?? { kind, objects: [] };
      if (objects.length === EXAMPLES || batch.length === 0) return;
      objects.push(...batch.slice(0, EXAMPLES - objects.length));
      collected.set(index, { kind, objects });
      if (objects.length === EXAMPLES) send(kind, objects);
    },
    async finish() {
      for (const { kind, objects } of collected.values()) if (objects.length < EXAMPLES) send(kind, objects);
      await Promise.all(sending);
    },
  };
}

/** Copies that show nobody's credentials and fit into one request; what is too large loses its last objects. */
export function toExamples(objects: readonly RawObject[], mask: Mask): readonly unknown[] {
  const examples = objects.map((object) =>
    redact(object, {
      mask: (text) => maskSuspects(mask(text)),
      isSecretName: isCredentialName,
      maxTextLength: MAX_TEXT_LENGTH,
      maxLength: MAX_EXAMPLE_LENGTH,
    }),
  );
  while (examples.length > 1 && Buffer.byteLength(JSON.stringify(examples)) > MAX_BYTES) examples.pop();
  return examples;
}
