import { beforeAll, expect, test } from 'vitest';
import { EXAMPLE_BATCH } from '../../worker/api/batch-schema.ts';
import { makeSite, send } from '../support/api.ts';

const SHOP = 'https://shop.example';
const VISITOR = 'AbCdEfGhIjKlMn_0';
let site = '';

beforeAll(async () => {
  site = await makeSite({ origins: [SHOP, 'http://shop.test'] });
});

/** What the collector's cookie becomes when a page sends a batch to the site's own host. */
const cookieAfter = async (
  change: object,
  { host = SHOP, path = '/s/e', ...headers }: Record<string, string> = {},
): Promise<string | null> => {
  const now = Date.now();
  const events = [{ seq: 0, at: now, name: 'page_view', page: '/' }];
  const batch = { ...EXAMPLE_BATCH, site, sent_at: now, visitor: VISITOR, events, ...change };
  const body = JSON.stringify(batch);
  const answer = await send(
    new Request(host + path, { method: 'POST', body, headers: { origin: host, ...headers } }),
  );
  expect(answer.status).toBe(204);
  return answer.headers.get('set-cookie');
};

test('gives a page of the very host a cookie with its visitor, for 13 months', async () => {
  const kept = `sojourn-${site}=${VISITOR}; Max-Age=34128000; Path=/; SameSite=Lax`;
  expect(await cookieAfter({})).toBe(`${kept}; Secure`);
  expect(await cookieAfter({}, { host: 'http://shop.test' })).toBe(kept);
  // The page knows better: it may have been signed out meanwhile.
  const cookie = `a=b; sojourn-${site}=0123456789abcdef`;
  expect(await cookieAfter({}, { cookie })).toBe(`${kept}; Secure`);
});

test('gives none to other hosts, elsewhere, or for what is no id of the snippet', async () => {
  expect(await cookieAfter({}, { path: '/e' })).toBeNull();
  expect(await cookieAfter({}, { origin: 'http://shop.test' })).toBeNull();
  expect(await cookieAfter({ visitor: 'x;Domain=shop.example' })).toBeNull();
});

test('gives none without consent, and deletes one that is there', async () => {
  const cookieless = { context: { ...EXAMPLE_BATCH.context, cookieless: true } };
  expect(await cookieAfter(cookieless)).toBeNull();
  expect(await cookieAfter(cookieless, { cookie: `sojourn-${site}=${VISITOR}` })).toBe(
    `sojourn-${site}=; Max-Age=0; Path=/; SameSite=Lax; Secure`,
  );
});
