import createOpenApiClient, { type Client } from 'openapi-fetch';
import type { paths } from './paths.ts';

export type { components, paths } from './paths.ts';

/** Where a Sojourn runs, and the key that this program has for it. */
export interface ClientOptions {
  /** `https://sojourn.example` */
  url: string;
  key: string;
  /** In place of the global one. */
  fetch?: (request: Request) => Promise<Response>;
}

/** Every operation of the API by method and path, its parameters, bodies and JSON answers typed. */
export type SojournClient = Client<paths, 'application/json' | 'application/problem+json'>;

/**
 * A client of the API. An answer that is no 2xx is not thrown: it is the `error`, a problem document.
 *
 *     const sojourn = createClient({ url: 'https://sojourn.example', key });
 *     const { data, error } = await sojourn.POST('/v1/sites/{site}/reports/funnel', {
 *       params: { path: { site: 'shop' } },
 *       body: { steps: [{ event: 'view_item' }, { event: 'purchase' }], window: 'P7D' },
 *     });
 */
export function createClient({ url, key, fetch }: ClientOptions): SojournClient {
  return createOpenApiClient<paths, 'application/json' | 'application/problem+json'>({
    baseUrl: url,
    headers: { authorization: `Bearer ${key}` },
    ...(fetch && { fetch }),
  });
}
