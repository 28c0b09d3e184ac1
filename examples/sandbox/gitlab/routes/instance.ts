import type { Api, Request } from '../api.ts';
import { ApiError } from '../api-error.ts';
import { userSelf } from '../present/user.ts';
import { isSince } from '../settings.ts';

/** What a caller learns about the instance, the token and its user. */
export function instanceRoutes(api: Api): void {
  api.get('/metadata', (request) => {
    if (!isSince(request.get('viewer').world.version, 15, 2)) throw new ApiError(404, { error: '404 Not Found' });
    return metadata(request);
  });
  api.get('/version', metadata);

  api.get('/user', (request) => {
    const viewer = request.get('viewer');
    return request.json(userSelf(viewer, viewer.user));
  });

  api.get('/personal_access_tokens/self', (request) => {
    const { token, world } = request.get('viewer');
    return request.json({
      id: token.id,
      name: token.name,
      revoked: token.revoked,
      created_at: token.createdAt,
      description: null,
      scopes: token.scopes,
      user_id: token.userId,
      last_used_at: world.now.toISOString(),
      active: true,
      expires_at: token.expiresOn,
      last_used_ips: ['127.0.0.1'],
    });
  });
}

function metadata(request: Request): Response {
  const { version } = request.get('viewer').world;
  return request.json({
    version,
    revision: '6714c913625',
    kas: { enabled: false, externalUrl: null, externalK8sProxyUrl: null, version: null },
    enterprise: version.endsWith('-ee'),
  });
}
