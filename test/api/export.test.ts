import { exports } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import { ask, HOST, makeKey, makeSite } from '../support/api.ts';

interface Row {
  event_id: string;
  event_at: string;
  event_name: string;
  session_id: string | null;
  visitor_id: string | null;
  customer_id: string | null;
  user_id: string | null;
  properties: Record<string, unknown> | null;
}

const now = Date.now();
const DAY = 86_400_000;
let site = '';
const keys = { reports: '', customers: '' };

/** Two visitors on two days, one of them known and with a call on the phone, and a bot. */
beforeAll(async () => {
  site = await makeSite({ time_zone: 'UTC' });
  keys.reports = (await makeKey(site, 'read:reports')).key;
  keys.customers = (await makeKey(site, 'read:customers')).key;
  const server = (await makeKey(site, 'server')).key;
  const at = (day: number, minute: number): string =>
    new Date(Math.floor(now / DAY) * DAY - day * DAY + minute * 60_000).toISOString();
  const page = { url: 'https://shop.example/mug?utm_source=news&utm_medium=email' };
  const messages = [
    { type: 'page', anonymousId: 'v-1', properties: page, timestamp: at(2, 1) },
    { type: 'track', anonymousId: 'v-1', event: '=sum(a1)', properties: { email: 'a@b.example', size: 'L' }, timestamp: at(2, 2) },
    { type: 'identify', anonymousId: 'v-1', userId: 'ann', traits: { name: 'Ann' }, timestamp: at(2, 3) },
    { type: 'track', userId: 'ann', event: 'call', properties: { minutes: 4 }, timestamp: at(1, 4) },
    { type: 'page', anonymousId: 'v-2', properties: page, timestamp: at(1, 5) },
    // Over midnight: it began the day before, so all of it is that day's.
    { type: 'page', anonymousId: 'v-2', properties: page, timestamp: at(1, 1_435) },
    { type: 'page', anonymousId: 'v-2', properties: page, timestamp: at(0, 2) },
    { type: 'page', anonymousId: 'bot', properties: page, timestamp: at(1, 9), context: { userAgent: 'Googlebot/2.1 (+http://www.google.com/bot.html)' } },
  ].map((message, i) => ({ messageId: `m-${i}`, ...message })); // prettier-ignore
  await send(server, messages);
});

async function send(key: string, batch: object[]): Promise<void> {
  const response = await exports.default.fetch(`${HOST}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: JSON.stringify({ batch }),
  });
  expect(await response.json()).toMatchObject({ success: true });
}

async function exported(what: string, query = '', key = keys.customers): Promise<string> {
  const response = await ask(`/v1/sites/${site}/export/${what}?${query}`, { key });
  expect(response.status).toBe(200);
  // As bytes: workerd doubts that NDJSON is text.
  return new TextDecoder().decode(await response.arrayBuffer());
}

async function rowsOf<R = Row>(what: string, query = '', key = keys.customers): Promise<R[]> {
  const text = await exported(what, query, key);
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as R]));
}

describe('the export of events', () => {
  test('holds as many as the ledger has stored, of every range', async () => {
    const days = [2, 1, 0].map((ago) => new Date(now - ago * DAY).toISOString().slice(0, 10));
    const ids: string[] = [];
    for (const [i, from] of days.entries()) {
      const range = `from=${from}&to=${from}`;
      const rows = await rowsOf('events', range);
      const ledger = await ask(`/v1/sites/${site}/ledger?${range}`, { key: keys.reports });
      const { totals } = await ledger.json<{ totals: { stored: number } }>();
      expect(rows).toHaveLength([3, 5, 0][i] ?? -1);
      expect(totals.stored).toBe(rows.length);
      ids.push(...rows.map(({ event_id }) => event_id));
    }
    const whole = await rowsOf('events');
    expect(whole.map(({ event_id }) => event_id)).toEqual(ids);
    expect(new Set(ids).size).toBe(8);
  });

  test('shows who and where from to those who may see customers', async () => {
    const [view, custom, identify, call] = await rowsOf('events');
    expect(view).toMatchObject({ event_name: 'page_view', visitor_id: 'v-1', customer_id: 'ann' });
    expect(view).toMatchObject({ channel: 'Email', source: 'news', page: '/mug' });
    expect(custom?.properties).toEqual({ email: 'a@b.example', size: 'L' });
    expect(identify).toMatchObject({ user_id: 'ann', session_id: view?.session_id });
    expect(call).toMatchObject({ event_name: 'call', visitor_id: null, session_id: null });
  });

  test('keeps persons from a key for reports', async () => {
    const rows = await rowsOf('events', '', keys.reports);
    expect(rows).toHaveLength(8);
    for (const { customer_id, user_id } of rows)
      expect([customer_id, user_id]).toEqual([null, null]);
    expect(rows[1]?.properties).toEqual({ size: 'L' });
    expect(JSON.stringify(rows)).not.toMatch(/"ann"|a@b\.example/i);
  });

  test('has the same columns in CSV, where no cell is a formula', async () => {
    const [row] = await rowsOf<Record<string, unknown>>('events');
    const [head = '', ...lines] = (await exported('events', 'format=csv')).trimEnd().split('\r\n');
    expect(head.split(',')).toEqual(Object.keys(row ?? {}));
    expect(lines).toHaveLength(8);
    expect(lines[1]).toContain(",'=sum(a1),");
  });

  test('is a Parquet file where that is asked for', async () => {
    const response = await ask(`/v1/sites/${site}/export/events?format=parquet`, {
      key: keys.reports,
    });
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="${site}-events.parquet"`,
    );
    const bytes = new Uint8Array(await response.arrayBuffer());
    const ends = [bytes.slice(0, 4), bytes.slice(-4)].map((end) => new TextDecoder().decode(end));
    expect(ends).toEqual(['PAR1', 'PAR1']);
  });
});

test('exports sessions with their landing, bots marked', async () => {
  const rows = await rowsOf<Record<string, unknown>>('sessions');
  expect(rows.map(({ visitor_id, events }) => [visitor_id, events])).toEqual([
    ['v-1', 3], ['v-2', 1], ['bot', 1], ['v-2', 2],
  ]); // prettier-ignore
  expect(rows[0]).toMatchObject({
    customer_id: 'ann',
    seconds: 120,
    landing_page: '/mug',
    is_bot: false,
  });
  expect(rows[2]).toMatchObject({ is_bot: true });
  const masked = await rowsOf<Record<string, unknown>>('sessions', '', keys.reports);
  expect(masked.map(({ customer_id }) => customer_id)).toEqual([null, null, null, null]);
});

test('exports customers by when they were last seen, once each, for those who may', async () => {
  const rows = await rowsOf<Record<string, unknown>>('customers');
  expect(rows.map(({ customer_id }) => customer_id)).toEqual(['v-2', 'ann']);
  expect(rows[1]).toMatchObject({ display_name: 'Ann', users: ['ann'], visitors: ['v-1'] });
  const today = new Date(now).toISOString().slice(0, 10);
  expect(await rowsOf('customers', `from=${today}`)).toHaveLength(1);
  expect(
    await rowsOf('customers', `to=${new Date(now - DAY).toISOString().slice(0, 10)}`),
  ).toHaveLength(1);
  const refused = await ask(`/v1/sites/${site}/export/customers`, { key: keys.reports });
  expect(refused.status).toBe(403);
});

test.each([
  'format=xml',
  'from=yesterday',
  'from=2026-02-01&to=2026-01-01',
  'from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z',
  'from=2026-01-10T00:00:00Z&to=2026-01-09',
  'from=2026-01-01&to=2026-01-09T00:00:00Z',
  'since=2026-01-01',
])('refuses %s', async (query) => {
  const response = await ask(`/v1/sites/${site}/export/events?${query}`, { key: keys.customers });
  expect(response.status).toBe(422);
});
