/** Which of the service's calls a request is, by its method and path. */

export type Route =
  | { readonly type: 'run'; readonly transport: 'v1' | 'v2'; readonly slug: string }
  | { readonly type: 'credits' }
  | { readonly type: 'status' | 'response'; readonly id: string }
  | { readonly type: 'output'; readonly name: string }
  | { readonly type: 'wrong-method' }
  | { readonly type: 'unknown' };

/** Names the call; a known path with another method is `wrong-method`. The query string plays no part. */
export function routeOf(method: string, url: string): Route {
  const path = url.split('?')[0] ?? '';
  const get = (route: Route): Route => (method === 'GET' ? route : { type: 'wrong-method' });
  if (path === '/v1/get-user-credits') return get({ type: 'credits' });
  const later = /^\/v2\/requests\/([A-Za-z0-9-]+)(\/status)?$/.exec(path);
  if (later !== null) return get({ type: later[2] === undefined ? 'response' : 'status', id: later[1] ?? '' });
  const output = /^\/outputs\/([A-Za-z0-9.-]+)$/.exec(path);
  if (output !== null) return get({ type: 'output', name: output[1] ?? '' });
  const run = /^\/(v1|v2)\/([A-Za-z0-9][A-Za-z0-9._-]*)$/.exec(path);
  if (run === null) return { type: 'unknown' };
  if (method !== 'POST') return { type: 'wrong-method' };
  return { type: 'run', transport: run[1] === 'v2' ? 'v2' : 'v1', slug: run[2] ?? '' };
}
