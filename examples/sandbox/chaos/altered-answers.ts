import { expectsJson } from './refusals.ts';
import type { ChaosFault, ChaosRequest } from './struck.ts';

/** Answers that arrive whole and are not what was asked for, or not quite. */
export const ALTERED_ANSWERS = {
  'html-page': {
    fits: expectsJson,
    strike: () =>
      new Response('<html><body>Please sign in</body></html>', { headers: { 'Content-Type': 'text/html' } }),
  },
  'broken-json': {
    fits: expectsJson,
    strike: async ({ answer }) => {
      const { status, headers, text } = await readText(await answer());
      return new Response(text.slice(0, Math.floor((text.length + 1) / 2)), { status, headers });
    },
  },
  'redirect-here': {
    fits: isReading,
    strike: ({ url, chance }) =>
      new Response(null, { status: chance < 0.5 ? 302 : 307, headers: { Location: `${url.pathname}${url.search}` } }),
  },
  /** To the same server by another name: whoever follows shows it by the host that is asked for. No retry helps. */
  'redirect-elsewhere': {
    strike: ({ url }) =>
      new Response(null, { status: 302, headers: { Location: url.href.replace(url.hostname, 'localhost') } }),
  },
  /** A GitLab behind a proxy that does not know its own name. */
  'wrong-link-host': {
    fits: isList,
    strike: async ({ answer, url }) => {
      const response = await answer();
      const link = response.headers.get('link') ?? '';
      const headers = new Headers(response.headers);
      headers.set('link', link.replaceAll(url.origin, 'http://gitlab.internal:8181/gitlab'));
      return new Response(response.body, { status: response.status, headers });
    },
  },
  /** A row comes twice, as when another one entered the list before it. */
  'repeated-row': {
    once: true,
    fits: isList,
    strike: async ({ answer }) => {
      const { status, headers, text } = await readText(await answer());
      const rows: unknown = JSON.parse(text);
      const body = Array.isArray(rows) ? JSON.stringify([...rows, ...rows.slice(0, 1)]) : text;
      return new Response(body, { status, headers });
    },
  },
  /** Nothing is wrong but the moment: the world goes on between two requests. */
  drift: {
    fits: isList,
    strike: ({ answer, drift, chance }) => {
      drift(chance);
      return answer();
    },
  },
} as const satisfies Readonly<Record<string, ChaosFault>>;

function isReading({ method }: ChaosRequest): boolean {
  return method === 'GET';
}

function isList({ service, method, url }: ChaosRequest): boolean {
  return service === 'gitlab' && method === 'GET' && url.searchParams.has('per_page');
}

async function readText(response: Response) {
  const headers = new Headers(response.headers);
  headers.delete('content-length');
  return { status: response.status, headers, text: await response.text() };
}
