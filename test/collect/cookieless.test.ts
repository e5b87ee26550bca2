import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import type { WireBatch } from '../../schema/index.ts';
import { cookielessVisitor, type Glimpse } from '../../worker/collect/cookieless.ts';
import { HOST, makeSite, send } from '../support/api.ts';

const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0';
const NOON = Date.UTC(2026, 10, 21, 12);
const glimpse: Glimpse = {
  site: 'shop',
  address: '192.0.2.7',
  userAgent: 'Mozilla/5.0 (X11)',
  at: NOON,
};

async function salts(): Promise<number> {
  const row = await env.DB.prepare(
    "select count(*) as n from cache where key like 'salt:%'",
  ).first<{
    n: number;
  }>();
  return row?.n ?? 0;
}

test('knows a cookieless visitor again for a day, and forgets the salt with it', async () => {
  const first = await cookielessVisitor(env.DB, glimpse);
  expect(await cookielessVisitor(env.DB, { ...glimpse, at: NOON + 3_600_000 })).toBe(first);
  for (const other of [{ site: 'b' }, { address: '192.0.2.8' }, { userAgent: 'x' }]) {
    expect(await cookielessVisitor(env.DB, { ...glimpse, ...other })).not.toBe(first);
  }
  expect(await salts()).toBe(1);
  expect(await cookielessVisitor(env.DB, { ...glimpse, at: NOON + 86_400_000 })).not.toBe(first);
  expect(await salts()).toBe(1);
  // The salt of the day before is gone for good: the same glimpse is somebody else now.
  expect(await cookielessVisitor(env.DB, glimpse)).not.toBe(first);
});

test('keeps neither the address nor the id that the page sent', async () => {
  const site = await makeSite({ origins: ['*'] });
  const at = Date.now();
  const batch: WireBatch = {
    v: 1,
    site,
    batch: 'b',
    sent_at: at,
    visitor: 'made-in-memory',
    page_load: 'p',
    context: { cookieless: true },
    events: [{ seq: 0, at, name: 'page_view', page: '/' }],
  };
  const headers = { 'cf-connecting-ip': '192.0.2.7', 'user-agent': BROWSER };
  const body = JSON.stringify(batch);
  expect((await send(new Request(`${HOST}/e`, { method: 'POST', headers, body }))).status).toBe(
    204,
  );
  const { results } = await env.DB.prepare(
    'select visitor, flags & 15 as flags from sessions where site = (select site from sites where id = ?1)',
  )
    .bind(site)
    .all<{ visitor: string; flags: number }>();
  expect(results).toEqual([{ visitor: expect.stringMatching(/^c\.[\w-]{16}$/), flags: 4 }]);
  const everything = await env.DB.prepare('select * from sessions').all();
  expect(JSON.stringify(everything.results)).not.toContain('192.0.2.7');
});
