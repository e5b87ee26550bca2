import { beforeAll, expect, test } from 'vitest';
import type { CellDiff } from '../../worker/api/answers/diff.ts';
import type { CellExplain } from '../../worker/api/answers/explain.ts';
import { ask, makeKey, makeSite } from '../support/api.ts';

const DAY = 86_400_000;
const now = Date.now();
const range = { preset: 'last_7d' };

let site = '';
let key = '';

/** Sixty people of last week and as many of the week before; of those on phones now few order. */
beforeAll(async () => {
  site = await makeSite({ time_zone: 'UTC' });
  ({ key } = await makeKey(site, 'read:customers'));
  const { key: server } = await makeKey(site, 'server');
  const track = (who: string, days: number, [event, minute]: [string, number]): object => ({
    type: event === 'page_view' ? 'page' : 'track',
    anonymousId: who,
    messageId: `${who}-${event}`,
    timestamp: new Date(now - days * DAY + minute * 60_000).toISOString(),
    event,
    context: {
      page: { url: 'https://shop.example/', path: '/' },
      userAgent: who.includes('phone')
        ? 'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36'
        : 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
    },
    properties: event === 'purchase' ? { order_id: who, revenue: 20, currency: 'EUR' } : {},
  });
  const of = (days: number, device: string, [buy, come]: [number, number]): object[] =>
    Array.from({ length: come }, (_, i) => {
      const who = `${device}-${days}-${i}`;
      const did: [string, number][] = [['page_view', 0], ['begin_checkout', 1]]; // prettier-ignore
      return [...did, ...(i < buy ? [['purchase', 2] as [string, number]] : [])].map((one) =>
        track(who, days, one),
      );
    }).flat();
  for (const batch of [
    [...of(3, 'phone', [3, 40]), ...of(3, 'desk', [16, 32])],
    [...of(10, 'phone', [20, 40]), ...of(10, 'desk', [16, 32])],
  ]) {
    const { status } = await ask('/v1/batch', { key: server, body: { batch } });
    if (status !== 200) throw new Error(`The batch was answered ${status}`);
  }
});

interface Reported<Data> {
  data: Data;
  query: Record<string, unknown>;
  totals: object;
  links: { people: string | null };
  meta: { warnings: string[]; cost: { rows_read: number; usd: number } };
}

async function report<Data>(name: string, body: object): Promise<Reported<Data>> {
  const response = await ask(`/v1/sites/${site}/reports/${name}`, { key, body });
  expect(response.status).toBe(200);
  return response.json();
}

async function people(cell: string | null | undefined): Promise<number> {
  const path = `/v1/sites/${site}/customers?limit=200&cell=${encodeURIComponent(cell ?? '')}`;
  return (await (await ask(path, { key })).json<{ data: unknown[] }>()).data.length;
}

test('explain finds by itself what the change is concentrated in, and opens who that is', async () => {
  const { data, query, totals, links } = await report<CellExplain>('explain', { range });
  expect(query).toMatchObject({ measure: 'conversion', unit: 'customer', limit: 10, conversion: { event: 'purchase' } }); // prettier-ignore
  expect(query).not.toHaveProperty('by');
  expect(totals).toMatchObject({ now: { n: 19, of: 72 }, before: { n: 36, of: 72 } });
  expect(['device', 'browser', 'os']).toContain(data.by);
  expect(data.dimensions).toHaveLength(12);
  const { data: byDevice } = await report<CellExplain>('explain', { range, by: 'device' });
  const [row] = byDevice.rows;
  expect(row).toMatchObject({
    key: 'mobile',
    now: { n: 3, of: 40 },
    before: { n: 20, of: 40 },
    mix: 0,
    stands: { difference: true, beyond: true },
  });
  expect(row?.contribution.value).toBeCloseTo(-17 / 72, 12);
  const { now: here, now_converted: bought, before } = row?.cells ?? {};
  expect([await people(here), await people(bought), await people(before)]).toEqual([40, 3, 40]);
  expect(await people(links.people?.split('cell=')[1])).toBe(72);
  const { data: spent } = await report<CellExplain>('explain', { range, measure: 'revenue', by: 'device', compare: 'year_before' }); // prettier-ignore
  expect(spent).toMatchObject({ now: { revenue: { amount: '380.00' } }, change: null, rows: [] });
});

test('diff holds one segment against everybody else, or a time against the one before', async () => {
  const phones = { field: 'device', op: 'eq', value: 'mobile' };
  const asked = { range, window: 'P1D', nodes: 'event', a: { filter: phones } };
  const { data, query, totals } = await report<CellDiff>('diff', asked);
  expect(query).toMatchObject({
    a: { filter: phones },
    b: { filter: { not: phones } },
    states: 20,
  });
  expect(data.a).toMatchObject({ journeys: 40, converted: { n: 3, of: 40 }, in_progress: 0 });
  expect(data.b).toMatchObject({ journeys: 32, converted: { n: 16, of: 32 } });
  const [row] = data.rows;
  expect(row).toMatchObject({ from: 'begin_checkout', stands: true });
  expect(totals).toEqual({ tested: 4, stand: 2 });
  // All of the difference goes by where the checkout leads.
  expect(row?.effect).toBeCloseTo(3 / 40 - 0.5, 9);
  const bought = data.rows.find(({ to }) => to === '(conversion)');
  expect([await people(bought?.cells.a), await people(bought?.cells.b)]).toEqual([3, 16]);
  expect([await people(data.a.cells.journeys), await people(data.b.cells.converted)]).toEqual([40, 16]); // prettier-ignore
  const { data: times, query: shown } = await report<CellDiff>('diff', { range, window: 'P1D' });
  expect(times).toMatchObject({ a: { converted: { n: 19, of: 72 } }, b: { converted: { n: 36 } } });
  expect((shown['b'] as { range: object }).range).not.toEqual(shown['range']);
  const others = await report<CellDiff>('diff', { range, window: 'P1D', b: { filter: phones } });
  expect([others.data.a.journeys, others.data.b.journeys]).toEqual([32, 40]);
});

test.each([
  ['explain', { by: 'chanel' }, '/by'],
  ['explain', { measure: 'revenue', conversion: { event: 'purchase' } }, '/conversion'],
  ['explain', { compare: { from: '2026-02-02', to: '2026-02-01' } }, '/compare/to'],
  ['diff', { a: { segment: 'nobody' } }, '/a/segment'],
  ['diff', { b: { range: { from: '2026-02-02', to: '2026-02-01' } } }, '/b/range/to'],
  ['diff', { a: { filtre: {} } }, '/a/filtre'],
  ['diff', { nodes: 'pages' }, '/nodes'],
])('%s refuses %j and says where', async (name, wrong, pointer) => {
  const response = await ask(`/v1/sites/${site}/reports/${name}`, {
    key,
    body: { range, ...wrong },
  });
  expect(response.status).toBe(422);
  const { errors } = await response.json<{ errors: { pointer: string }[] }>();
  expect(errors.map((one) => one.pointer)).toEqual([pointer]);
});

test('diff says so where more may still go on than is over', async () => {
  const { meta } = await report<CellDiff>('diff', {
    range: { preset: 'last_28d' },
    window: 'P28D',
  });
  expect(meta.warnings).toEqual([
    expect.stringContaining('before anything was recorded'),
    'More journeys of a may still go on than are over: a shorter `window` ends them sooner.',
  ]);
});

test.each([
  ['explain', 'change', {}],
  ['diff', 'difference', { window: 'PT1H' }],
])('%s says that there is nothing before all time', async (name, figure, more) => {
  const { meta, data } = await report<object>(name, { range: { preset: 'all' }, ...more });
  expect(data).toHaveProperty(figure, null);
  expect(meta.warnings).toEqual([
    'The range begins with all time: there is nothing before that it could be compared with.',
  ]);
});

test.each([
  ['overview', (compare: object) => ({ compare })],
  ['explain', (compare: object) => ({ compare })],
  ['diff', (compare: object) => ({ b: { range: compare }, window: 'PT1H' })],
])('%s says so where it is compared with a time before anything was recorded', async (name, of) => {
  const first = now - 10 * DAY;
  const warningsFrom = async (from: number): Promise<string[]> => {
    const [start, end] = [from, now - 7 * DAY].map((at) => new Date(at).toISOString());
    return (await report(name, { range, ...of({ from: start, to: end }) })).meta.warnings;
  };
  const minute = new Date(first).toISOString().slice(0, 16).replace('T', ' ');
  expect(await warningsFrom(first - 1_001)).toEqual([
    'The period that is compared with begins before anything was recorded: the first session or touchpoint ' +
      `is of ${minute} (UTC). Changes tell of that too.`,
  ]);
  expect(await warningsFrom(first)).toEqual([]);
});

test('diff says nothing of before where others of the same time are compared', async () => {
  const asked = { range: { preset: 'last_28d' }, window: 'PT1H' };
  const b = { range: asked.range, filter: { field: 'device', op: 'eq', value: 'mobile' } };
  expect((await report('diff', { ...asked, b })).meta.warnings).toEqual([]);
});

test('a comparison costs what both periods do, and a look for the beginning', async () => {
  const [from, to] = [10 * DAY, 7 * DAY].map((ago) => new Date(now - ago).toISOString());
  const before = { from, to };
  const costOf = async (body: object): Promise<{ rows_read: number; usd: number }> =>
    (await report('overview', body)).meta.cost;
  const [one, other] = [await costOf({ range }), await costOf({ range: before })];
  const both = await costOf({ range, compare: before });
  expect(both.rows_read).toBe(one.rows_read + other.rows_read + 1);
  expect(both.usd / both.rows_read).toBeCloseTo(one.usd / one.rows_read, 12);
});

test('both stand as tables', async () => {
  const head = async (name: string, more: object = {}): Promise<string> => {
    const headers = { accept: 'text/csv' };
    const path = `/v1/sites/${site}/reports/${name}`;
    return (
      (await (await ask(path, { key, body: { range, ...more }, headers })).text()).split(
        '\r\n',
      )[0] ?? ''
    );
  };
  expect(await head('explain')).toMatch(/^key,now\.value,.*,mix,rate,contribution\.value,contribution\.ci95\.low/); // prettier-ignore
  expect(await head('diff', { window: 'P1D' })).toMatch(
    /^from,to,a\.value,.*difference\.p,effect,part,stands$/,
  );
});
