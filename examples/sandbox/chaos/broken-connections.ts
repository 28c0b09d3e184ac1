import { setTimeout as wait } from 'node:timers/promises';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { expectsJson } from './refusals.ts';
import type { ChaosFault, Struck } from './struck.ts';

/** Connections that break, and answers that come slowly or not at all. */
export const BROKEN_CONNECTIONS = {
  'reset-before': { strike: reset },
  /** The service does what was asked, then the connection breaks. */
  'reset-after': {
    strike: async (struck) => {
      await struck.answer();
      return reset(struck);
    },
  },
  'reset-in-body': {
    strike: (struck) =>
      sendHalf(struck, async () => {
        // Right behind data some kernels make a plain end of a reset.
        await wait(20);
        reset(struck);
      }),
  },
  /** Half of the announced bytes, then a proper end of the connection. */
  'cut-body': { strike: (struck) => sendHalf(struck, ({ outgoing }) => outgoing.socket?.end()) },
  'cut-chunks': { strike: (struck) => sendHalf(struck, ({ outgoing }) => outgoing.socket?.end(), { chunked: true }) },
  /** All bytes, but only half of them announced. */
  'wrong-length': {
    fits: expectsJson,
    strike: async (struck) => {
      const { status, headers, content } = await readAnswer(struck);
      struck.outgoing.writeHead(status, { ...headers, 'content-length': Math.ceil(content.byteLength / 2) });
      struck.outgoing.end(content);
      return RESPONSE_ALREADY_SENT;
    },
  },
  'slow-headers': {
    strike: async ({ answer, chance }) => {
      await wait(50 + 200 * chance);
      return answer();
    },
  },
  'slow-body': {
    strike: async (struck) => {
      const { status, headers, content } = await readAnswer(struck);
      struck.outgoing.writeHead(status, { ...headers, 'content-length': content.byteLength });
      const size = Math.max(1, Math.ceil(content.byteLength / 10));
      for (let start = 0; start < content.byteLength; start += size) {
        struck.outgoing.write(content.subarray(start, start + size));
        await wait(20);
      }
      struck.outgoing.end();
      return RESPONSE_ALREADY_SENT;
    },
  },
  /** Nothing comes until the client gives up. */
  'stalled-headers': {
    strike: async ({ outgoing }) => {
      await closed(outgoing);
      return RESPONSE_ALREADY_SENT;
    },
  },
  'stalled-body': { strike: (struck) => sendHalf(struck, ({ outgoing }) => closed(outgoing)) },
} as const satisfies Readonly<Record<string, ChaosFault>>;

function reset({ outgoing }: Struck): Response {
  outgoing.socket?.resetAndDestroy();
  return RESPONSE_ALREADY_SENT;
}

/** Sends the head and half of the body. */
async function sendHalf(
  struck: Struck,
  end: (struck: Struck) => unknown,
  { chunked = false }: { readonly chunked?: boolean } = {},
): Promise<Response> {
  const { status, headers, content } = await readAnswer(struck);
  const { outgoing } = struck;
  outgoing.writeHead(status, chunked ? headers : { ...headers, 'content-length': content.byteLength });
  outgoing.flushHeaders();
  const half = content.subarray(0, Math.floor(content.byteLength / 2));
  await new Promise((resolve) => (half.byteLength === 0 ? resolve(undefined) : outgoing.write(half, resolve)));
  await end(struck);
  return RESPONSE_ALREADY_SENT;
}

async function readAnswer({ answer }: Struck) {
  const response = await answer();
  const headers = Object.fromEntries(response.headers);
  delete headers['content-length'];
  return { status: response.status, headers, content: new Uint8Array(await response.arrayBuffer()) };
}

function closed(outgoing: Struck['outgoing']): Promise<unknown> {
  return new Promise((resolve) => outgoing.once('close', resolve));
}
