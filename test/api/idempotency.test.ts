import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { ask, makeKey, makeSite, OPERATOR } from '../support/api.ts';

const headers = (key: string): Record<string, string> => ({ 'idempotency-key': key });

test('makes one key of a request that is sent twice, and shows it again', async () => {
  const site = await makeSite();
  const body = { kind: 'server', label: 'once' };
  const send = (): Promise<Response> =>
    ask(`/v1/sites/${site}/keys`, { key: OPERATOR, body, headers: headers(`twice-${site}`) });
  const [first, second] = [await send(), await send()];
  expect([first.status, second.status]).toEqual([201, 201]);
  expect(second.headers.get('idempotency-replayed')).toBe('true');
  expect(await second.text()).toBe(await first.text());
  const list = await ask(`/v1/sites/${site}/keys`, { key: OPERATOR });
  expect((await list.json<{ data: unknown[] }>()).data).toHaveLength(1);
});

test('makes one key of twenty requests at once', async () => {
  const site = await makeSite();
  const body = { kind: 'server', label: 'once' };
  const answers = await Promise.all(
    Array.from({ length: 20 }, () =>
      ask(`/v1/sites/${site}/keys`, { key: OPERATOR, body, headers: headers(`many-${site}`) }),
    ),
  );
  expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
  const list = await ask(`/v1/sites/${site}/keys`, { key: OPERATOR });
  expect((await list.json<{ data: unknown[] }>()).data).toHaveLength(1);
});

test('refuses the same key with another request', async () => {
  const site = await makeSite();
  const send = (label: string): Promise<Response> =>
    ask(`/v1/sites/${site}/keys`, {
      key: OPERATOR,
      body: { kind: 'write', label },
      headers: headers(`reused-${site}`),
    });
  expect((await send('a')).status).toBe(201);
  const second = await send('b');
  expect(second.status).toBe(422);
  expect(await second.json()).toMatchObject({ type: '/docs/problems/idempotency-key-reused' });
});

test('does not mix up two callers with the same key', async () => {
  const [a, b] = [await makeSite(), await makeSite()];
  const body = { kind: 'write', label: 'mine' };
  for (const site of [a, b]) {
    const { key } = await makeKey(site, 'admin');
    const about = { key, body, headers: headers('shared by chance') };
    expect(
      (await ask(`/v1/sites/${site}/keys`, { ...about, headers: headers('shared') })).status,
    ).toBe(201);
  }
});

test('lets a request that failed be tried again', async () => {
  const site = await makeSite();
  const body = { id: site, name: 'x', time_zone: 'UTC', currency: 'EUR', origins: ['*'] };
  const send = (): Promise<Response> =>
    ask('/v1/sites', { key: OPERATOR, body, headers: headers(`failed-${site}`) });
  expect([(await send()).status, (await send()).status]).toEqual([409, 409]);
});

test('keeps no key readable in what it stores', async () => {
  const site = await makeSite();
  const given = `sealed-${site}`;
  const response = await ask(`/v1/sites/${site}/keys`, {
    key: OPERATOR,
    body: { kind: 'server', label: 'secret' },
    headers: headers(given),
  });
  const { key } = await response.json<{ key: string }>();
  const { results } = await env.DB.prepare('select * from idempotency').all<{ body: string }>();
  const stored = JSON.stringify(results);
  expect(results.length).toBeGreaterThan(0);
  for (const secret of [key, given, 'secret']) expect(stored).not.toContain(secret);
  for (const { body } of results) expect(atob(body.slice(16))).not.toContain(key);
});

test('refuses a key that no header may carry', async () => {
  const site = await makeSite();
  const response = await ask(`/v1/sites/${site}/keys`, {
    key: OPERATOR,
    body: { kind: 'write', label: 'x' },
    headers: headers('k'.repeat(256)),
  });
  expect(response.status).toBe(422);
});
