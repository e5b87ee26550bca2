import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { keyOf } from '../../worker/api/auth.ts';
import { hashOf } from '../../worker/api/key.ts';
import { ask, HOST, makeKey, makeSite, OPERATOR } from '../support/api.ts';

test('shows a key once and stores its hash alone', async () => {
  const site = await makeSite();
  const made = await makeKey(site, 'server');
  expect(made.key).toMatch(/^sk_[\w-]{32}$/);
  const list = await ask(`/v1/sites/${site}/keys`, { key: OPERATOR });
  expect(await list.clone().json()).toMatchObject({ data: [{ id: made.id, revoked_at: null }] });
  expect(await list.text()).not.toContain(made.key);
  const { results } = await env.DB.prepare('select * from keys where id = ?1').bind(made.id).all();
  expect(results).toMatchObject([{ hash: await hashOf(made.key) }]);
  expect(JSON.stringify(results)).not.toContain(made.key);
});

test('begins a key with its kind', async () => {
  const site = await makeSite();
  const kinds = ['write', 'server', 'read:reports', 'read:customers', 'admin'];
  const keys = await Promise.all(kinds.map((kind) => makeKey(site, kind)));
  expect(keys.map(({ key }) => key.slice(0, 3))).toEqual(['wk_', 'sk_', 'rr_', 'rc_', 'ak_']);
});

test('refuses a revoked key at once, in the words for an unknown one', async () => {
  const site = await makeSite();
  const { id, key } = await makeKey(site, 'read:reports');
  expect((await ask(`/v1/sites/${site}`, { key })).status).toBe(200);
  const path = `/v1/sites/${site}/keys/${id}`;
  expect((await ask(path, { method: 'DELETE', key: OPERATOR })).status).toBe(204);
  const answers = await Promise.all(
    [key, 'rr_never_existed', 'x'.repeat(10_000), undefined].map(async (tried) => {
      const response = await ask(`/v1/sites/${site}`, tried === undefined ? {} : { key: tried });
      return [response.status, response.headers.get('www-authenticate'), await response.text()];
    }),
  );
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(answers[0]?.[0]).toBe(401);
  expect((await ask(path, { method: 'DELETE', key: OPERATOR })).status).toBe(404);
});

test('refuses a kind of key that does not exist and names the nearest', async () => {
  const site = await makeSite();
  const body = { kind: 'read:report', label: 'x' };
  const response = await ask(`/v1/sites/${site}/keys`, { key: OPERATOR, body });
  expect(response.status).toBe(422);
  expect(await response.json()).toMatchObject({
    errors: [{ pointer: '/kind', nearest: 'read:reports' }],
  });
});

test('lets an admin key make and revoke keys of its site', async () => {
  const site = await makeSite();
  const { key } = await makeKey(site, 'admin');
  const made = await ask(`/v1/sites/${site}/keys`, { key, body: { kind: 'write', label: 'tag' } });
  const { id } = await made.json<{ id: string }>();
  const revoked = await ask(`/v1/sites/${site}/keys/${id}`, { method: 'DELETE', key });
  expect(revoked.status).toBe(204);
});

test('finds the key where Segment’s clients put it', () => {
  const asked = (authorization?: string): Request =>
    new Request(HOST, authorization === undefined ? {} : { headers: { authorization } });
  expect(keyOf(asked('Bearer wk_1'))).toBe('wk_1');
  expect(keyOf(asked(`Basic ${btoa('wk_2:')}`))).toBe('wk_2');
  expect(keyOf(asked(), { writeKey: 'wk_3' })).toBe('wk_3');
  expect(keyOf(asked('Basic %%%'), { writeKey: 7 })).toBeUndefined();
  expect(keyOf(asked(`Basic ${btoa(':password')}`), [])).toBeUndefined();
});
