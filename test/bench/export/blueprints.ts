import { blueprints } from './mapping.ts';

/** Creates the mapping's blueprints in a Port. */
export async function createBlueprints(
  portUrl: string,
  { clientId, clientSecret }: { readonly clientId: string; readonly clientSecret: string },
): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const post = async (path: string, body: object, authorization = ''): Promise<Response> => {
    const response = await fetch(`${portUrl}/v1/${path}`, {
      method: 'POST',
      headers: { ...headers, authorization },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`Port answered ${response.status} to ${path}: ${await response.text()}`);
    return response;
  };
  const token = await post('auth/access_token', { clientId, clientSecret });
  // Port's answer to credentials that it takes.
  const { accessToken } = (await token.json()) as { readonly accessToken: string };
  for (const blueprint of blueprints) await post('blueprints', blueprint, `Bearer ${accessToken}`);
}
