import { createExecutionContext, env } from 'cloudflare:test';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import worker from '../../worker/index.ts';
import { archive } from '../../worker/jobs/archive/archive.ts';
import type { Env } from '../../worker/env.ts';
import { ask, HOST, makeKey, makeSite, OPERATOR } from '../support/api.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const [HOUR, DAY] = [3_600_000, 86_400_000];

// None of the late batches that are written down for others, but where a test says so.
beforeEach(() => void vi.spyOn(Math, 'random').mockReturnValue(0.9));
afterEach(() => vi.restoreAllMocks());

interface Check {
  check: string;
  status: string;
  value: number | null;
  detail: string;
  advice: string | null;
}
interface Health {
  status: string;
  last_event_at: string | null;
  checks: Check[];
}

async function healthOf(site: string, at = NOW, more: Partial<Env> = {}): Promise<Health> {
  const request = new Request(`${HOST}/v1/sites/${site}/health`, {
    headers: { authorization: `Bearer ${OPERATOR}` },
  });
  const bound = { ...env, SOJOURN_CLOCK: String(at), ...more };
  const response = await worker.fetch(request, bound, createExecutionContext());
  expect(response.status).toBe(200);
  return response.json<Health>();
}

/** What is not well. */
async function troubleOf(
  site: string,
  at = NOW,
  more: Partial<Env> = {},
): Promise<Record<string, string>> {
  const { status, checks } = await healthOf(site, at, more);
  const bad = checks.filter((check) => check.status !== 'ok');
  expect(bad.every(({ advice }) => advice !== null && advice.length > 20)).toBe(true);
  if (bad.length === 0) expect(status).toBe('ok');
  return Object.fromEntries(bad.map((check) => [check.check, check.status]));
}

let made = 0;

interface Sent {
  at?: number;
  sentAt?: number;
  agent?: string;
  origin?: string;
  lost?: Record<string, number>;
  events?: object[];
  batch?: string;
  context?: object;
}

/** A page's batch, by default of ten good events now. */
async function send(site: string, about: Sent = {}): Promise<number> {
  const { at = NOW, sentAt = NOW, lost, batch = `b${++made}`, context } = about;
  const events =
    about.events ??
    Array.from({ length: 10 }, (_, seq) => ({
      seq,
      at: at - (10 - seq) * 100,
      name: 'page_view',
      page: '/',
    }));
  const request = new Request(`${HOST}/e`, {
    method: 'POST',
    headers: {
      origin: about.origin ?? 'https://shop.example',
      'user-agent':
        about.agent ?? 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
    },
    body: JSON.stringify({
      v: 1, site, batch, sent_at: sentAt, visitor: `v-${batch}`, page_load: `p-${batch}`, events,
      ...(lost && { lost }), ...(context && { context }),
    }),
  }); // prettier-ignore
  const bound = { ...env, SOJOURN_CLOCK: String(NOW) };
  return (await worker.fetch(request, bound, createExecutionContext())).status;
}

test('a site of which nothing ever came says how to put the tag into its pages', async () => {
  const site = await makeSite();
  const { status, last_event_at, checks } = await healthOf(site);
  expect([status, last_event_at]).toEqual(['fail', null]);
  expect(checks[0]).toMatchObject({
    check: 'events',
    status: 'fail',
    detail: 'No event has ever come.',
  });
  expect(checks[0]?.advice).toContain(`src="${HOST}/s.js" data-site="${site}"`);
  expect(checks.slice(1).every((check) => check.status === 'ok')).toBe(true);
});

test('a site whose events all come in is well, until it falls silent', async () => {
  const site = await makeSite();
  expect(await send(site)).toBe(204);
  expect(await troubleOf(site)).toEqual({});
  expect((await healthOf(site)).last_event_at).toBe(new Date(NOW - 100).toISOString());
  expect(await troubleOf(site, NOW + 23 * HOUR)).toEqual({});
  expect(await troubleOf(site, NOW + 25 * HOUR)).toEqual({ events: 'warn' });
  expect(await troubleOf(site, NOW + 8 * DAY)).toEqual({ events: 'fail' });
  const { checks } = await healthOf(site, NOW + 8 * DAY);
  // Nothing came in the days that the shares are of.
  expect(checks.find(({ check }) => check === 'refused')).toMatchObject({
    value: null,
    status: 'ok',
  });
});

test('pages of an origin that the site does not know are what it says to mend', async () => {
  const site = await makeSite();
  for (let i = 0; i < 3; i++)
    expect(await send(site, { origin: 'https://other.example' })).toBe(403);
  expect(await troubleOf(site)).toEqual({ events: 'fail', refused: 'fail' });
  const { checks } = await healthOf(site);
  expect(checks[0]?.detail).toBe('Requests came, but no event could be stored.');
  expect(checks[1]).toMatchObject({
    value: 1,
    advice: expect.stringContaining('PATCH {"origins"'),
  });
  for (let i = 0; i < 40; i++) await send(site);
  expect(await troubleOf(site)).toEqual({ refused: 'warn' });
  const [, refused] = (await healthOf(site)).checks;
  expect(refused?.value).toBeCloseTo(30 / 430, 6);
  expect(refused?.detail).toBe(
    '30 (7.0 %) of 430 events were refused, most as origin_not_allowed.',
  );
});

const troubles: [name: string, about: Sent, trouble: Record<string, string>][] = [
  ['events that break a rule', { events: [{ seq: 0, at: NOW, name: 'purchase', properties: { value: 'x' } }] }, { quarantined: 'fail', events: 'fail' }],
  ['events that browsers gave up', { lost: { http_403: 3 } }, { lost: 'fail' }],
  ['a clock that is hours off', { sentAt: NOW + 3 * HOUR, at: NOW + 3 * HOUR }, { clocks: 'fail' }],
  ['bots', { agent: 'Mozilla/5.0 (compatible; Googlebot/2.1)' }, { bots: 'fail' }],
]; // prettier-ignore

test.each(troubles)('notices %s', async (_, about, trouble) => {
  const site = await makeSite();
  await send(site, about);
  expect(await troubleOf(site)).toEqual(trouble);
});

test('says what bots are known by', async () => {
  const site = await makeSite();
  for (let i = 0; i < 2; i++) await send(site, { batch: `human${i}` });
  await send(site, { batch: 'bot', agent: 'curl/8.5.0' });
  expect(await checkOf(site, 'bots')).toMatchObject({
    status: 'warn',
    detail:
      '1 (33.3 %) of 3 of the newest sessions are of bots, most by a user agent of a crawler or a program. No report counts them.',
    advice: expect.stringContaining('write key'),
  });
});

/** Of one check. */
async function checkOf(site: string, name: string, at = NOW): Promise<Check | undefined> {
  return (await healthOf(site, at)).checks.find(({ check }) => check === name);
}

test('a page that is reloaded sends its last batch twice and is well; a sender that loops is not', async () => {
  const site = await makeSite();
  for (let i = 0; i < 6; i++) {
    await send(site, { batch: `reload${i}` });
    await send(site, { batch: `reload${i}` });
  }
  expect(await troubleOf(site)).toEqual({});
  expect(await checkOf(site, 'duplicates')).toMatchObject({ value: 0.5 });
  for (let i = 0; i < 10; i++) await send(site, { batch: 'loop' });
  expect(await troubleOf(site)).toEqual({ duplicates: 'warn' });
  for (let i = 0; i < 20; i++) await send(site, { batch: 'loop' });
  expect(await troubleOf(site)).toEqual({ duplicates: 'fail' });
  expect((await checkOf(site, 'duplicates'))?.detail).toMatch(
    /^350 \(83\.3 %\) of 420 events came/,
  );
});

/** So many lines of a file of some day. */
async function importOf(site: string, day: string, count: number, at = NOW): Promise<void> {
  const lines = Array.from({ length: count }, (_, i) =>
    JSON.stringify({ at: `${day}T10:00:00Z`, name: 'page_view', visitor: `v${i}`, page: '/' }),
  );
  const request = new Request(`${HOST}/v1/sites/${site}/imports`, {
    method: 'POST',
    headers: { authorization: `Bearer ${OPERATOR}`, 'content-type': 'application/x-ndjson' },
    body: lines.join('\n'),
  });
  const bound = { ...env, SOJOURN_CLOCK: String(at) };
  expect((await worker.fetch(request, bound, createExecutionContext())).status).toBe(200);
}

test('a site that lives from imports is judged by when one came, and one may be run twice', async () => {
  const site = await makeSite();
  await importOf(site, '2026-10-25', 30);
  await importOf(site, '2026-10-25', 30);
  expect(await troubleOf(site)).toEqual({});
  expect((await checkOf(site, 'events'))?.detail).toBe(
    'Only imports fill this site: the last came on 2026-11-20 (UTC). The last event happened at 2026-10-25T10:00:00.000Z.',
  );
  expect((await checkOf(site, 'duplicates'))?.detail).toContain(
    'Of imports that were run again 30 more were there already.',
  );
  expect(await troubleOf(site, NOW + 7 * DAY)).toEqual({});
  expect(await troubleOf(site, NOW + 8 * DAY)).toEqual({ events: 'warn' });
  expect((await checkOf(site, 'events', NOW + 8 * DAY))?.detail).toContain(
    'nothing came in the last',
  );
});

test('a page that falls silent is noticed though an import comes', async () => {
  const site = await makeSite();
  await send(site);
  await importOf(site, '2026-10-25', 5, NOW + 3 * DAY);
  expect(await troubleOf(site, NOW + 3 * DAY)).toEqual({ events: 'warn' });
});

test('a server that sends again what it was told is stored is noticed', async () => {
  const site = await makeSite();
  const { key } = await makeKey(site, 'server');
  const batch = Array.from({ length: 25 }, (_, i) => ({
    type: 'track', event: 'Called', anonymousId: `v${i}`, messageId: `m${i}`,
    timestamp: new Date(NOW - 1_000).toISOString(),
  })); // prettier-ignore
  const request = (): Request =>
    new Request(`${HOST}/v1/batch`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}` },
      body: JSON.stringify({ batch }),
    });
  const bound = { ...env, SOJOURN_CLOCK: String(NOW) };
  for (let i = 0; i < 2; i++) await worker.fetch(request(), bound, createExecutionContext());
  expect(await troubleOf(site)).toEqual({ duplicates: 'warn' });
  expect((await checkOf(site, 'duplicates'))?.detail).toMatch(/^25 \(50\.0 %\) of 50 .* servers/);
});

test('the month of the demo shop is told late on purpose, and perhaps twice', async () => {
  const site = await makeSite();
  vi.spyOn(Math, 'random').mockReturnValue(0);
  const events = Array.from({ length: 30 }, (_, seq) => ({
    seq, at: NOW - 2 * DAY, name: 'page_view', page: '/',
  })); // prettier-ignore
  for (let i = 0; i < 5; i++) await send(site, { batch: 'demo', events, context: { demo: true } });
  // While it is being told, its last event is of the past.
  expect(await troubleOf(site)).toEqual({});
  expect((await checkOf(site, 'events'))?.detail).toContain(
    'Only the demo’s month fills this site',
  );
  await send(site);
  expect(await troubleOf(site)).toEqual({});
});

test('notices events of pages that come late, whose batches it counts one in eight', async () => {
  const site = await makeSite();
  vi.spyOn(Math, 'random').mockReturnValue(0.2);
  await send(site, { at: NOW - 2 * HOUR });
  expect(await troubleOf(site)).toEqual({});
  vi.spyOn(Math, 'random').mockReturnValue(0);
  await send(site, { at: NOW - 2 * HOUR });
  await send(site, { at: NOW - 2 * DAY });
  expect(await troubleOf(site)).toEqual({ late: 'fail' });
  expect((await checkOf(site, 'late'))?.detail).toMatch(
    /^160 \(100\.0 %\) of 160 .* 80 over a day\.$/,
  );
  await importOf(site, '2026-11-19', 200);
  expect((await checkOf(site, 'late'))?.detail).toMatch(/^160 /);
});

test('notices letters that the queue could not deliver', async () => {
  const site = await makeSite();
  await send(site);
  await env.DB.prepare(
    "insert into dead_letters (site, id, reason, events, body, at) select site, 'l', 'x', 1, '{}', 0 from sites where id = ?1",
  )
    .bind(site)
    .run();
  expect(await troubleOf(site)).toEqual({ dead_letters: 'warn' });
});

test('notices closed days that nobody moves to the lake', async () => {
  const site = await makeSite({ settings: { hot_days: 2 } });
  await send(site, { at: NOW - 20 * DAY });
  await send(site);
  expect(await troubleOf(site)).toEqual({});
  expect(await troubleOf(site, NOW, { LAKE: env.TEST_LAKE })).toEqual({ archive: 'warn' });
  const { checks } = await healthOf(site, NOW, { LAKE: env.TEST_LAKE });
  expect(checks.at(-1)).toMatchObject({ check: 'archive', value: 18 });
});

test('a site that has been silent for long has its last event in the lake', async () => {
  const site = await makeSite({ settings: { hot_days: 2 } });
  await send(site, { at: NOW - 20 * DAY });
  const makeId = (): string => 'health';
  await archive({ db: env.DB, bucket: env.TEST_LAKE, now: NOW, makeId });
  const { last_event_at } = await healthOf(site, NOW, { LAKE: env.TEST_LAKE });
  expect(last_event_at).toBe(new Date(NOW - 20 * DAY - 100).toISOString());
  expect(await troubleOf(site, NOW, { LAKE: env.TEST_LAKE })).toEqual({ events: 'fail' });
});

test('is described as it is answered', async () => {
  const site = await makeSite();
  const response = await ask(`/v1/sites/${site}/health`, { key: OPERATOR });
  expect(response.status).toBe(200);
});

test('a trigger that sends nothing says why, unless somebody switched it off', async () => {
  const site = await makeSite({ origins: ['*'] });
  await send(site);
  const about = { name: 'Orders', event: 'purchase', url: 'https://hooks.example.com/x' };
  const made = await ask(`/v1/sites/${site}/triggers`, { key: OPERATOR, body: about });
  const { id } = await made.json<{ id: string }>();
  const found = async (state: object): Promise<Partial<Check>> => {
    const sql = 'update triggers set body = json_patch(body, ?2) where id = ?1';
    await env.DB.prepare(sql).bind(id, JSON.stringify(state)).run();
    const { status, value, detail } = (await healthOf(site)).checks.at(-1) as Check;
    return { status, value, detail };
  };
  const well = { status: 'ok', value: 0, detail: 'None is in trouble.' };
  expect(await found({})).toEqual(well);
  const paused = { paused: { until: NOW + 60_000, times: 1 } };
  expect(await found(paused)).toEqual({
    status: 'warn',
    value: 1,
    detail: '“Orders” waits until 2026-11-20T12:01:00.000Z, as its address failed.',
  });
  expect(await found({ paused: { until: NOW, times: 1 } })).toEqual(well);
  expect(await found({ enabled: false })).toEqual(well);
  const gone = await found({ off_because: 'gone' });
  expect(gone.detail).toContain('410');
  expect(await troubleOf(site)).toEqual({ webhooks: 'warn' });
});
