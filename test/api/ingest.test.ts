import { beforeAll, expect, test } from 'vitest';
import { EXAMPLE_BATCH } from '../../worker/api/batch-schema.ts';
import { ask, HOST, makeKey, makeSite, OPERATOR, send } from '../support/api.ts';

// The collector has tests of its own; these hold its answers against the API's description.

const ORIGIN = 'https://shop.example';
let site = '';

beforeAll(async () => {
  site = await makeSite();
});

async function collect(change: object, headers: Record<string, string> = {}): Promise<Response> {
  const now = Date.now();
  const events = EXAMPLE_BATCH.events.map((event) => ({ ...event, at: now }));
  const body = JSON.stringify({ ...EXAMPLE_BATCH, site, sent_at: now, events, ...change });
  return send(
    new Request(`${HOST}/e`, { method: 'POST', body, headers: { origin: ORIGIN, ...headers } }),
  );
}

test('answers a good batch, a partly bad one and those that can never be stored', async () => {
  expect((await collect({})).status).toBe(204);
  const partly = await collect({
    page_load: 'p-2',
    events: [
      { seq: 0, at: Date.now(), name: 'page_view' },
      { seq: 1, at: 0, name: 'page_view' },
    ],
  });
  expect(partly.status).toBe(200);
  expect(await partly.json()).toMatchObject({ stored: 1, quarantined: [{ reason: 'too_old' }] });
  expect((await collect({ v: 2 })).status).toBe(422);
  expect((await collect({ site: 'nowhere' })).status).toBe(404);
  expect((await collect({}, { origin: 'https://shop.example.evil' })).status).toBe(403);
});

test('takes a page that cannot tell its origin where the site says so, and no other more', async () => {
  const setting = async (value: boolean): Promise<void> => {
    const body = { settings: { opaque_origins: value } };
    await ask(`/v1/sites/${site}`, { method: 'PATCH', key: OPERATOR, body });
  };
  expect((await collect({}, { origin: 'null' })).status).toBe(403);
  await setting(true);
  expect((await collect({}, { origin: 'null' })).status).toBe(204);
  expect((await collect({}, { origin: 'https://shop.example.evil' })).status).toBe(403);
  await setting(false);
  expect((await collect({}, { origin: 'null' })).status).toBe(403);
});

test('tells senders of Segment’s format what was wrong, by success and not by the status', async () => {
  const { key } = await makeKey(site, 'write');
  const track = async (message: object, headers: Record<string, string>): Promise<unknown> => {
    const answer = await ask('/v1/track', { body: message, key, headers });
    expect(answer.status).toBe(200);
    return answer.json();
  };
  const app = { 'user-agent': 'okhttp/4.12.0' };
  const good = { userId: 'ann', event: 'Opened', properties: {} };
  expect(await track(good, app)).toEqual({ success: true });
  expect(await track(good, { 'user-agent': 'Googlebot/2.1' })).toEqual({
    success: true,
    bots: { user_agent: 1 },
  });
  expect(await track({ userId: 'ann', evnt: 'Opened' }, app)).toEqual({
    success: false,
    stored: 0,
    duplicates: 0,
    quarantined: [{ reason: 'name_missing', detail: '/event' }],
    warnings: ['"evnt" is not read; did you mean "event"?'],
  });
  const slips = { ...good, event: 'Closed', propertis: {}, anonymousID: 'v', zzzzzzzz: 1 };
  expect(await track(slips, app)).toEqual({
    success: true,
    warnings: [
      '"propertis" is not read; did you mean "properties"?',
      '"anonymousID" is not read; did you mean "anonymousId"?',
    ],
  });
  expect(await track({ userId: 'null', event: 'Opened' }, app)).toMatchObject({
    success: false,
    quarantined: [{ reason: 'user_id_invalid', detail: '/userId names nobody' }],
  });
});

test('answers what is no batch at all', async () => {
  const post = async (body: BodyInit): Promise<number> =>
    (await send(new Request(`${HOST}/e`, { method: 'POST', body, headers: { origin: ORIGIN } })))
      .status;
  expect(await post('')).toBe(400);
  expect(await post('{')).toBe(400);
  expect(await post('[]')).toBe(422);
  expect(await post(' '.repeat(1_048_577))).toBe(413);
});

test('lets a page of any site read whether its batch was taken, without credentials', async () => {
  const answers = [
    await collect({}),
    await collect({ v: 2 }),
    await send(new Request(`${HOST}/e`, { method: 'OPTIONS', headers: { origin: ORIGIN } })),
  ];
  for (const { headers } of answers) {
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    expect(headers.get('access-control-max-age')).toBe('86400');
  }
});

test('answers Segment’s routes by the kind of key', async () => {
  const message = { type: 'track', event: 'Seen', userId: 'ann', messageId: 'm-1' };
  const track = async (key?: string): Promise<number> => {
    const headers = key === undefined ? {} : { authorization: `Basic ${btoa(`${key}:`)}` };
    return (await ask('/v1/track', { body: message, headers })).status;
  };
  for (const kind of ['write', 'server', 'admin']) {
    expect(await track((await makeKey(site, kind)).key), kind).toBe(200);
  }
  for (const kind of ['read:reports', 'read:customers']) {
    expect(await track((await makeKey(site, kind)).key), kind).toBe(403);
  }
  expect([await track(), await track('wk_unknown')]).toEqual([401, 401]);
});

test('answers every route that is described for Segment’s clients', async () => {
  const { key } = await makeKey(site, 'write');
  const messages: Record<string, object> = {
    batch: { batch: [{ type: 'track', event: 'Seen', userId: 'ann', messageId: 'm-2' }] },
    page: { userId: 'ann', messageId: 'm-3' },
    screen: { userId: 'ann', messageId: 'm-4', name: 'Home' },
    identify: { userId: 'ann', messageId: 'm-5', traits: { plan: 'free' } },
    group: { userId: 'ann', messageId: 'm-6', groupId: 'acme' },
    alias: { userId: 'ann', messageId: 'm-7', previousId: 'anne' },
  };
  for (const [name, message] of Object.entries(messages)) {
    const body = { ...message, writeKey: key };
    expect((await ask(`/v1/${name}`, { body })).status, name).toBe(200);
  }
  expect((await ask(`/v1/projects/${key}/settings`)).status).toBe(200);
});

test('refuses a table instead of filling quarantine with its lines, and says who takes it', async () => {
  const { key } = await makeKey(site, 'server');
  const request = (type: string): Request =>
    new Request(`${HOST}/v1/sites/${site}/imports`, {
      method: 'POST',
      body: 'time,name\n2026-11-01T10:00:00Z,view_item\n',
      headers: { authorization: `Bearer ${key}`, 'content-type': type },
    });
  const refused = await send(request('text/csv; charset=utf-8'));
  expect(refused.status).toBe(415);
  expect(await refused.json()).toMatchObject({ detail: expect.stringContaining('npm run import') });
  expect((await send(request('multipart/form-data; boundary=x'))).status).toBe(415);
  expect((await send(request('text/plain'))).status).toBe(200);
});

test('tells a key of another kind which kinds may', async () => {
  const { key } = await makeKey(site, 'write');
  const answer = await ask(`/v1/sites/${site}/customers`, { key });
  expect(answer.status).toBe(403);
  expect(await answer.json()).toMatchObject({
    detail:
      'A key of kind "write" may not do that; the operator, "admin", and "read:customers" may.',
  });
});
