import { createExecutionContext, env } from 'cloudflare:test';
import { expect, test } from 'vitest';
import { live, type LiveOptions } from '../../worker/api/live/stream.ts';
import worker from '../../worker/index.ts';
import { HOST, makeKey, makeSite, OPERATOR } from '../support/api.ts';
import { newSite, visit } from '../reports/store.ts';
import { FOUR, fourDatabases, sessionsIn, shardsOf, spread, tellTo } from '../shards/several.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const [SECOND, MINUTE] = [1_000, 60_000];
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';

interface Message {
  event: string;
  id: string;
  data: Record<string, unknown>;
}

/** Messages of a piece of the stream; comments are none. */
function messagesIn(text: string): Message[] {
  return text
    .split('\n\n')
    .filter((block) => block.startsWith('event:'))
    .map((block) => {
      const field = (name: string): string =>
        new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? '';
      return {
        event: field('event'),
        id: field('id'),
        data: JSON.parse(field('data')) as Record<string, unknown>,
      };
    });
}

let loads = 0;

/** A page's batch: names of events with how long ago they happened. */
async function send(
  site: string,
  visitor: string,
  events: [name: string, at: number, more?: object][],
  { agent = FIREFOX, at = NOW }: { agent?: string; at?: number } = {},
): Promise<void> {
  const load = `load${++loads}`;
  const request = new Request(`${HOST}/e`, {
    method: 'POST',
    headers: { origin: 'https://shop.example', 'user-agent': agent },
    body: JSON.stringify({
      v: 1, site, batch: load, sent_at: at, visitor, page_load: load,
      events: events.map(([name, time, more], seq) => ({ seq, at: time, name, page: '/', ...more })),
    }),
  }); // prettier-ignore
  const bound = { ...env, SOJOURN_CLOCK: String(at) };
  const response = await worker.fetch(request, bound, createExecutionContext());
  expect(response.status).toBe(204);
}

async function numberOf(id: string): Promise<number> {
  const statement = env.DB.prepare('select site from sites where id = ?1').bind(id);
  return (await statement.first<{ site: number }>())?.site ?? 0;
}

/** A stream whose clock and waits are the test's own. */
class Listener {
  clock = NOW;
  readonly waits: number[] = [];
  readonly #messages: AsyncGenerator<string>;

  constructor(site: number, more: Partial<LiveOptions> = {}) {
    this.#messages = live({
      databases: { db: env.DB },
      site,
      masked: false,
      every: 5_000,
      clock: () => this.clock,
      wait: (ms) => {
        this.waits.push(ms);
        this.clock += ms;
        return Promise.resolve();
      },
      ...more,
    });
  }

  async text(): Promise<string | undefined> {
    const { done, value } = await this.#messages.next();
    return done ? undefined : value;
  }

  async next(): Promise<Message[]> {
    return messagesIn((await this.text()) ?? '');
  }
}

test('tells who is there and what they do, each event once, as long as they are there', async () => {
  const site = await makeSite();
  await send(site, 'ann', [['page_view', NOW - 2 * MINUTE, { page: { url: '/mugs', title: 'Mugs' } }], ['search', NOW - MINUTE, { page: '/search', properties: { search_term: 'blue' } }]]); // prettier-ignore
  await send(site, 'bob', [['page_view', NOW - 30 * SECOND, { page: '/search' }]]);
  await send(site, 'left', [['page_view', NOW - 6 * MINUTE]]);
  await send(site, 'bot', [['page_view', NOW - SECOND]], { agent: 'Googlebot/2.1' });
  const listener = new Listener(await numberOf(site));
  expect(await listener.text()).toBe('retry: 1000\n\n');
  const first = await listener.next();
  expect(first.map(({ event, data }) => [event, data['name'], data['visitor']])).toEqual([
    ['event', 'page_view', 'ann'],
    ['event', 'search', 'ann'],
    ['event', 'page_view', 'bob'],
    ['now', undefined, undefined],
  ]);
  expect(first[1]?.data).toMatchObject({
    at: new Date(NOW - MINUTE).toISOString(), page: '/search', title: 'Searched for blue', user: null,
    channel: 'Direct', device: 'desktop',
  }); // prettier-ignore
  expect(first[3]?.data).toMatchObject({
    visitors: 2,
    pages: [{ page: '/search', visitors: 2 }],
    channels: [{ channel: 'Direct', visitors: 2 }],
    truncated: false,
  });
  // Nothing has happened: a comment, so that the line lives.
  expect(await listener.text()).toBe(':\n\n');
  // In a session that is known something is new: that alone is told.
  const at = listener.clock;
  await send(site, 'bob', [['identify', at - 2, { properties: { user_id: 'u-bob' } }], ['page_view', at, { page: '/cart' }]], { at }); // prettier-ignore
  const second = await listener.next();
  expect(second.map(({ event, data }) => [event, data['name'], data['user']])).toEqual([
    ['event', 'identify', 'u-bob'],
    ['event', 'page_view', 'u-bob'],
    ['now', undefined, undefined],
  ]);
  expect(second.at(-1)?.data['pages']).toEqual([
    { page: '/cart', visitors: 1 },
    { page: '/search', visitors: 1 },
  ]);
  // Four minutes later Ann is no longer there.
  listener.clock = NOW + 4 * MINUTE;
  const [now] = await listener.next();
  expect(now?.data).toMatchObject({ visitors: 1, pages: [{ page: '/cart', visitors: 1 }] });
  expect(listener.waits.every((ms) => ms === 5_000)).toBe(true);
});

test('shows nobody to a key that may not see customers', async () => {
  const site = await makeSite();
  await send(site, 'ann', [['search', NOW - MINUTE, { properties: { search_term: 'my name' } }], ['identify', NOW - MINUTE + 1, { properties: { user_id: 'u-ann' } }]]); // prettier-ignore
  const listener = new Listener(await numberOf(site), { masked: true });
  await listener.text();
  const text = (await listener.text()) ?? '';
  expect(text).not.toMatch(/"ann"|u-ann|my name/);
  expect(messagesIn(text)[0]?.data).toMatchObject({
    name: 'search',
    visitor: null,
    user: null,
    title: null,
  });
});

test('reads a row of each session that is new enough, and of what changed the rest', async () => {
  const site = await makeSite();
  const at = (i: number): number => NOW - 4 * MINUTE + i * SECOND;
  for (let i = 0; i < 40; i++) await send(site, `v${i}`, [['page_view', at(i)]]);
  const listener = new Listener(await numberOf(site));
  await listener.text();
  const rowsOf = (messages: Message[]): number =>
    (messages.at(-1)?.data['cost'] as { rows_read: number } | undefined)?.rows_read ?? 0;
  const first = rowsOf(await listener.next());
  await send(site, 'new', [['page_view', NOW]]);
  const second = rowsOf(await listener.next());
  expect(first).toBeGreaterThan(79);
  expect(second - first).toBeLessThan(41 + 6);
});

test('tells who comes back what came meanwhile, and nothing of long ago', async () => {
  const site = await makeSite();
  const number = await numberOf(site);
  await send(site, 'old', [['page_view', NOW - 4 * MINUTE]]);
  const listener = new Listener(number);
  await listener.text();
  const id = (await listener.next()).at(-1)?.id;
  expect(id).toBe(String(NOW));
  // Happened before that, as a page keeps events for some seconds.
  await send(site, 'ann', [['page_view', NOW - 10 * SECOND]]);
  const again = new Listener(number, { lastId: id });
  again.clock = NOW + 2 * SECOND;
  await again.text();
  const told = await again.next();
  expect(told.map(({ event, data }) => [event, data['visitor'] ?? data['visitors']])).toEqual([
    ['event', 'ann'],
    ['now', 2],
  ]);
  const odd = new Listener(number, { lastId: "1'; drop table sites; --" });
  await odd.text();
  expect(await odd.next()).toHaveLength(3);
});

test('ends by itself after some looks', async () => {
  const listener = new Listener(await numberOf(await makeSite()));
  let pieces = 0;
  while ((await listener.text()) !== undefined) pieces++;
  expect(pieces).toBe(17);
  expect(listener.waits).toHaveLength(15);
});

test('ends within two minutes, however rarely it looks', async () => {
  const listener = new Listener(await numberOf(await makeSite()), { every: 60_000 });
  while ((await listener.text()) !== undefined);
  expect(listener.clock - NOW).toBe(2 * MINUTE);
});

test('sees a spread site in all of its databases, nobody twice', async () => {
  const several = await fourDatabases();
  const site = newSite();
  const names = Array.from({ length: 12 }, (_, i) => `visitor-${i}`);
  await tellTo(several, site, { lines: names.map((name) => visit(name, [[NOW, 'page_view']])) });
  // What has moved stands where it was for an hour.
  await spread(shardsOf(several, site), FOUR, NOW);
  const counts = Object.values(await sessionsIn(several, site));
  expect(counts.reduce((sum, n) => sum + n, 0)).toBeGreaterThan(12);
  const listener = new Listener(site.number, { databases: several });
  await listener.text();
  const told = await listener.next();
  const visitors = told.flatMap(({ event, data }) => (event === 'event' ? [data['visitor']] : []));
  expect(visitors).toHaveLength(12);
  expect(new Set(visitors)).toEqual(new Set(names));
  expect(told.at(-1)?.data['visitors']).toBe(12);
});

test('answers as a stream that ends when the client leaves', async () => {
  const site = await makeSite();
  const { key } = await makeKey(site, 'read:reports');
  const ctx = createExecutionContext();
  const ask = (path: string, headers: Record<string, string>): Promise<Response> =>
    Promise.resolve(worker.fetch(new Request(HOST + path, { headers }), env, ctx));
  const response = await ask(`/v1/sites/${site}/live?every=60`, { authorization: `Bearer ${key}` });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  expect(response.headers.get('cache-control')).toBe('no-store');
  const reader = response.body?.getReader();
  const text = new TextDecoder();
  expect(text.decode((await reader?.read())?.value)).toBe('retry: 1000\n\n');
  expect(messagesIn(text.decode((await reader?.read())?.value))[0]?.data).toMatchObject({
    visitors: 0,
  });
  // The next look is a minute away: leaving does not wait for it.
  const waiting = reader?.read();
  await reader?.cancel();
  expect((await waiting)?.done).toBe(true);
  const refused = await ask(`/v1/sites/${site}/live?every=0`, {
    authorization: `Bearer ${OPERATOR}`,
  });
  expect(refused.status).toBe(422);
});
