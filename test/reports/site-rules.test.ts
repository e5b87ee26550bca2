import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  customerBy,
  journeyBy,
  listCustomers,
  listJourneys,
  overview,
  timelineOf,
  type ReportContext,
} from '../../worker/reports/index.ts';
import { contact, identify, newSite, tell, visit } from './store.ts';

const DAY = 86_400_000;
const MONDAY = Date.parse('2026-11-02T09:00:00Z');
const MINUTE = 60_000;
const WEEK = { from: MONDAY - DAY, to: MONDAY + 20 * DAY };

describe('a site whose conversion is a lead, and whose journeys end after a week of silence', () => {
  const settings = { conversions: ['generate_lead'], silence_days: 7 };
  const site = { ...newSite(), settings };
  const context: ReportContext = { db: env.DB, site, now: MONDAY + 20 * DAY };

  beforeAll(() =>
    tell(site, {
      lines: [
        visit('ann', [
          [MONDAY, 'page_view'],
          [MONDAY + 1_000, 'generate_lead', { props: { value: 12.5, currency: 'USD' } }],
          [MONDAY + 2_000, 'click'],
        ]),
        // Exactly a week after the last event nothing has lapsed; a millisecond later it has.
        visit('bob', [[MONDAY, 'page_view']]),
        visit('bob', [[MONDAY + 7 * DAY, 'page_view']]),
        visit('bob', [
          [MONDAY + 14 * DAY + 1, 'page_view'],
          [MONDAY + 14 * DAY + 5, 'generate_lead'],
          [MONDAY + 14 * DAY + 6, 'page_view'],
          [MONDAY + 14 * DAY + 7, 'generate_lead', { props: { value: 3 } }],
        ]),
        // An order is no conversion here.
        visit('cyd', [
          [MONDAY + 18 * DAY, 'page_view'],
          [
            MONDAY + 18 * DAY + MINUTE,
            'purchase',
            { props: { transaction_id: 'o-1', currency: 'EUR', value: 20 } },
          ],
        ]),
        contact('dan', [[MONDAY + 19 * DAY, 'generate_lead', { context: { by: 'server' } }]]),
      ],
      edges: [identify('ann', 'ann-user', MONDAY)],
      traits: [{ user: 'ann-user', at: MONDAY, traits: { email: 'ann@example.com' } }],
    }),
  );

  test('closes a journey at the event, with what the event is worth', async () => {
    const { data } = await listJourneys(context, { limit: 20 });
    const shown = data.data.map((one) => [
      one.customer_name,
      one.outcome,
      one.conversion,
      one.value,
      one.currency,
      one.seconds_to_convert,
    ]);
    expect(shown).toEqual([
      ['dan', 'converted', 'generate_lead', null, null, 0],
      ['cyd', 'open', null, null, null, null],
      ['bob', 'converted', 'generate_lead', null, null, 0.004],
      ['bob', 'converted', 'generate_lead', '3.00', 'EUR', 0.001],
      ['bob', 'lapsed', null, null, null, null],
      ['ann@example.com', 'converted', 'generate_lead', '12.50', 'USD', 1],
    ]);
    const lapsed = data.data.find(({ outcome }) => outcome === 'lapsed');
    expect(lapsed).toMatchObject({
      sessions: 2,
      closed_at: new Date(MONDAY + 14 * DAY).toISOString(),
    });
    const ann = data.data.at(-1);
    expect((await journeyBy(context, ann?.id ?? ''))?.data).toEqual(ann);
  });

  test('counts journeys of a customer, and stages, by the same rules', async () => {
    const bob = (await customerBy(context, 'bob'))?.data;
    expect(bob?.journeys).toEqual({ open: 0, converted: 2, lapsed: 1 });
    const ann = (await customerBy(context, 'ann'))?.data;
    expect(ann?.stage).toEqual({
      name: 'lapsed',
      reason: 'Silent for 19 days, over 7 days',
      because: 'silence',
    });
    expect(ann?.word).toBe('lapsed');
    const listed = await listCustomers(context, { sort: 'last_seen', limit: 9 });
    expect(listed.data.data.map(({ id, stage }) => [id, stage.name])).toEqual([
      ['dan', 'awareness'],
      ['cyd', 'purchase'],
      ['bob', 'consideration'],
      ['ann-user', 'lapsed'],
    ]);
    const steps = (await timelineOf(context, 'cyd', { limit: 9 }))?.data.data ?? [];
    expect(steps.map(({ stage }) => stage)).toEqual(['awareness', 'purchase']);
    expect(new Set(steps.map(({ journey }) => journey)).size).toBe(1);
  });

  test('converts customers and sessions in the overview, and engages a session', async () => {
    const { data } = await overview(context, {
      range: WEEK,
      breakdown: { by: 'channel', limit: 5 },
    });
    expect(data).toMatchObject({
      sessions: 5,
      orders: 1,
      conversion: { n: 3, of: 4 },
      // Ann's by its lead alone, Bob's last and Cyd's by length or views.
      engaged_sessions: 3,
    });
    expect(data.series.map(({ conversion }) => conversion.n).filter((n) => n > 0)).toEqual([
      1, 1, 1,
    ]);
    const bySession = await overview(context, { range: WEEK, unit: 'session' });
    expect(bySession.data.conversion).toMatchObject({ n: 2, of: 5 });
    const before = await overview(context, { range: { from: MONDAY, to: MONDAY + 1_000 } });
    expect(before.data.conversion).toMatchObject({ n: 0, of: 2 });
  });

  test('is another site by its settings alone', async () => {
    const both = { ...site, settings: { ...settings, conversions: ['generate_lead', 'purchase'] } };
    const shop = { ...site, settings: { conversions: ['purchase'], silence_days: 90 } };
    const converted = async (asked: typeof site): Promise<string[]> => {
      const { data } = await listJourneys({ ...context, site: asked }, { limit: 20 });
      return data.data.flatMap(({ conversion }) => conversion ?? []).sort();
    };
    const lead = 'generate_lead';
    expect(await converted(both)).toEqual([lead, lead, lead, lead, 'purchase']);
    expect(await converted(shop)).toEqual(['purchase']);
    const { data } = await overview({ ...context, site: shop }, { range: WEEK });
    expect(data).toMatchObject({ conversion: { n: 1, of: 4 }, engaged_sessions: 2 });
  });
});
