import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Item, OrderFact } from '../../worker/history/item.ts';
import { AttributionFold, attributionNeeds } from '../../worker/reports/attribution.ts';
import {
  MODELS,
  type Attribution,
  type AttributionQuery,
  type Model,
} from '../../worker/reports/attribution-query.ts';
import { atOnce } from '../../worker/reports/turns.ts';
import { someone } from './people.ts';
import { contacted, ordered, visited, type Did } from './visits.ts';

const DAY = 86_400_000;
const START = Date.parse('2026-09-01T00:00Z');
const range = { from: START, to: START + 60 * DAY };
const day = (n: number): number => START + n * DAY;

const usual: AttributionQuery = {
  range,
  conversion: { event: 'purchase' },
  touch: { by: 'channel', limit: 9 },
  lookback: 'P30D',
  models: ['first', 'last', 'last_non_direct', 'linear', 'markov'],
  bootstrap: 0,
};

interface Known {
  orders?: readonly OrderFact[];
  silence?: number;
  now?: number;
}

function foldOf(
  items: readonly Item[],
  asked: Partial<AttributionQuery> = {},
  { orders = [], silence = 90 * DAY, now = day(200) }: Known = {},
): { fold: AttributionFold; data: Attribution } {
  const fold = new AttributionFold(
    { ...usual, ...asked },
    {
      dataUntil: now,
      rules: { silence, currency: 'EUR' },
      orders,
      numberOf: (id) => someone(id).person,
    },
  );
  for (const item of items) fold.step(item);
  return { fold, data: atOnce(fold.results()) };
}

/** Visits of somebody on given days, each by its channel. */
const came = (who: string, ...visits: [at: number, channel: string][]): Item[] =>
  visits.map(([at, channel]) => visited(who, [[day(at), '/']], { channel }));

const credits = ({ rows }: Attribution, model: Model): Record<string, number | undefined> =>
  Object.fromEntries(rows.map(({ touch, models }) => [touch, models[model]?.conversions]));

describe('the touches of a conversion', () => {
  test('are what came since the conversion before, and within the lookback', () => {
    const items = came(
      'ann',
      [0, 'Email'],
      [5, 'Direct'],
      [6, 'Referral'],
      [40, 'Display'],
      [41, 'SMS'],
    );
    const orders = [ordered('a', ['ann', day(5), 900]), ordered('b', ['ann', day(41), 100])];
    const { data } = foldOf(items, {}, { orders });
    expect(credits(data, 'first')).toEqual({
      Email: 1, Display: 1, Direct: 0, SMS: 0, Referral: 0,
    }); // prettier-ignore
    expect(credits(data, 'last')).toMatchObject({ Direct: 1, SMS: 1 });
    expect(credits(data, 'last_non_direct')).toMatchObject({ Email: 1, SMS: 1 });
    // What was before the lookback led to nothing.
    expect(data.journeys).toEqual({ converted: 2, lapsed: 1, in_progress: 0 });
  });

  test('include one exactly as old as the lookback, and none older', () => {
    const lookback = 'P10D';
    const at = (ms: number): Attribution => {
      const items = [...came('ann', [0, 'Email']), ...came('ann', [9, 'Direct'])];
      return foldOf(items, { lookback }, { orders: [ordered('a', ['ann', day(10) + ms, 5])] }).data;
    };
    expect(credits(at(0), 'linear')).toEqual({ Direct: 0.5, Email: 0.5 });
    expect(credits(at(1), 'linear')).toEqual({ Direct: 1 });
  });

  test('are none where nothing was there: such a conversion is named', () => {
    const orders = [
      ordered('a', ['ann', day(50), 700]),
      ordered('b', ['ben', day(3), 300], { visitor: '' }),
    ];
    const { data, fold } = foldOf(came('ann', [1, 'Email']), {}, { orders });
    expect(data.rows).toMatchObject([
      { touch: 'Email', participation: 0, customers: 0 },
      { touch: '(no touch)', participation: 2, customers: 2, disagreement: 0 },
    ]);
    expect(data.rows[1]?.models['markov']).toMatchObject({
      conversions: 2,
      value: [{ currency: 'EUR', minor: 1_000 }],
    });
    expect(fold.peopleOf({ touch: '(no touch)' })).toEqual(['ann', 'ben']);
  });

  test('are those of all devices of a customer, in order of time', () => {
    const items = [
      visited('ann', [[day(2), '/']], { visitor: 'phone', channel: 'Email' }),
      visited('ann', [[day(1), '/']], { visitor: 'laptop', channel: 'Display' }),
    ];
    const orders = [ordered('a', ['ann', day(3), 5], { visitor: 'phone' })];
    expect(credits(foldOf(items, {}, { orders }).data, 'first')).toEqual({ Display: 1, Email: 0 });
  });

  test('are the session again where it converts again', () => {
    const around = { visitor: 'phone', channel: 'Email' };
    const long = visited(
      'ann',
      [
        [day(1), '/'],
        [day(1) + 60_000, '/b'],
      ],
      around,
    );
    const orders = [
      ordered('a', ['ann', day(1) + 10_000, 5], { visitor: 'phone' }),
      ordered('b', ['ann', day(1) + 60_000, 5], { visitor: 'phone' }),
    ];
    const { data } = foldOf([long], {}, { orders });
    expect(credits(data, 'last')).toEqual({ Email: 2 });
  });

  test('are contacts too, but not what tells of the conversion itself', () => {
    const items = [
      contacted('ann', day(1), 'Support Call'),
      contacted('ann', day(2), 'email_click'),
      contacted('ann', day(3), 'purchase'),
      contacted('ann', day(4), 'refund'),
      contacted('ann', day(5), 'sign_up'),
    ];
    const orders = [ordered('a', ['ann', day(3), 5], { visitor: '' })];
    const { data } = foldOf(items, {}, { orders });
    expect(credits(data, 'linear')).toEqual({ Call: 0.5, Email: 0.5 });
    expect(data.journeys).toEqual({ converted: 1, lapsed: 0, in_progress: 0 });
  });

  test('that are called as the rows of the rest are belong to the rest', () => {
    const items = [
      ...came('ann', [1, '(no touch)']),
      ...came('ben', [1, '(other)']),
      ...came('cy', [1, 'Email']),
    ];
    const orders = ['ann', 'ben', 'cy', 'dee'].map((who) => ordered(who, [who, day(2), 5]));
    const { data, fold } = foldOf(items, { models: MODELS }, { orders });
    expect(data.rows.map(({ touch, customers }) => [touch, customers])).toEqual([
      ['Email', 1],
      ['(no touch)', 1],
      ['(other)', 2],
    ]);
    expect(fold.peopleOf({ touch: '(no touch)' })).toEqual(['dee']);
    expect(fold.peopleOf({ touch: '(other)' })).toEqual(['ann', 'ben']);
  });

  test('may be very many', () => {
    const calls = Array.from({ length: 150_000 }, (_, i) => contacted('ann', day(1) + i, 'call'));
    const items = [...came('ann', [0, 'Email']), ...calls, ...came('ann', [2, 'Direct'])];
    const orders = [ordered('a', ['ann', day(2), 5])];
    const { data } = foldOf(items, { models: MODELS }, { orders });
    expect(credits(data, 'shapley')).toEqual({ Call: 0.333334, Direct: 0.333333, Email: 0.333333 });
    expect(credits(data, 'u_shaped')).toEqual({ Call: 0.2, Direct: 0.4, Email: 0.4 });
  });

  test('go by what is asked for', () => {
    const orders = [ordered('a', ['ann', day(3), 5])];
    const items = [visited('ann', [[day(1), '/lamp'], [day(1), '/']]), visited('ann', [[day(3), '/']])]; // prettier-ignore
    const touch = { by: 'landing_page', limit: 9 } as const;
    expect(credits(foldOf(items, { touch }, { orders }).data, 'last')).toEqual({
      '/': 1,
      '/lamp': 0,
    });
  });
});

describe('conversions', () => {
  test('are events at their own worth where they are no orders', () => {
    const items = [
      visited('ann', [[day(1), '/'], [day(1) + 5, 'sign_up', { value: 4.5, currency: 'CHF' }], [day(1) + 6, 'sign_up']], { channel: 'Email' }), // prettier-ignore
      contacted('ben', day(2), 'sign_up'),
      visited('cy', [[day(1), 'purchase', { value: 9 }]]),
    ];
    const orders = [ordered('a', ['cy', day(1), 900])];
    const { data } = foldOf(items, { conversion: { event: 'sign_up' } }, { orders });
    expect(data).toMatchObject({
      conversions: 3,
      customers: 2,
      value: [{ currency: 'CHF', minor: 450 }],
    });
    expect(credits(data, 'last')).toEqual({ Email: 2, '(no touch)': 1, Direct: 0 });
  });

  test('may be any of several, and orders by a property of theirs', () => {
    const buys = (who: string, coupon: string): Item =>
      visited(who, [
        [day(1), '/'],
        [day(1) + 9, 'purchase', { coupon, transaction_id: who }],
      ]);
    const items = [buys('ann', 'x'), buys('ben', 'y'), visited('cy', [[day(1), 'sign_up']])];
    const orders = ['ann', 'ben'].map((who) => ordered(who, [who, day(1) + 9, 100]));
    const filter = { field: 'prop.coupon', op: 'eq', value: 'x' } as const;
    const some = { event: 'purchase', filter };
    expect(foldOf(items, { conversion: some }, { orders }).fold.peopleOf({})).toEqual(['ann']);
    const any = { any: [some, { event: 'sign_up' }] };
    expect(foldOf(items, { conversion: any }, { orders }).fold.peopleOf({})).toEqual(['ann', 'cy']);
    const { data } = foldOf(items, { conversion: { filter } }, { orders });
    expect(data.conversions).toBe(1);
  });

  test('are orders whichever of their copies tells of it, at the time and place of the order', () => {
    const copy = (id: string): { transaction_id: string } => ({ transaction_id: id });
    const items = [
      // The server was quicker than the page.
      visited('ann', [[day(1), '/'], [day(1) + 2_000, 'purchase', copy('a')]], { channel: 'Email' }),
      // The thank-you page was opened again, days later.
      visited('ben', [[day(1), '/']], { channel: 'SMS' }),
      visited('ben', [[day(3), 'purchase', copy('b')]], { channel: 'Direct' }),
      visited('cy', [[day(1), 'purchase', copy('c')]], { channel: 'Referral' }),
    ]; // prettier-ignore
    const sold = contacted('dee', day(2), 'purchase');
    sold.event.props = { ...copy('d'), shop: 'main' };
    const orders = [
      ordered('a', ['ann', day(1) + 1_000, 5]),
      ordered('b', ['ben', day(1), 5]),
      ordered('c', ['cy', day(1), 5]),
      ordered('d', ['dee', day(2), 5], { visitor: '' }),
    ];
    const filter = { field: 'prop.transaction_id', op: 'neq', value: 'c' } as const;
    const conversion = { event: 'purchase', filter };
    const { data } = foldOf([...items, sold], { conversion }, { orders });
    expect(credits(data, 'last')).toEqual({
      Email: 1,
      SMS: 1,
      '(no touch)': 1,
      Direct: 0,
      Referral: 0,
    });
    expect(attributionNeeds({ ...usual, conversion: { event: 'purchase', filter: { field: 'device', op: 'eq', value: 'mobile' } } }, { silence: DAY }).depth).toBe('whole'); // prettier-ignore
  });

  test('of one visitor may be many, each in its own session', () => {
    const items = Array.from({ length: 40 }, (_, i) =>
      visited(
        'till',
        [
          [day(i), '/'],
          [day(i) + 50, '/'],
        ],
        { channel: i % 2 ? 'Email' : 'Direct' },
      ),
    );
    const orders = Array.from({ length: 120 }, (_, i) =>
      ordered(`o${i}`, ['till', day(Math.floor(i / 3)) + ([0, 50, 51][i % 3] ?? 0), 5]),
    );
    expect(credits(foldOf(items, {}, { orders }).data, 'last')).toEqual({
      Direct: 40,
      Email: 40,
      '(no touch)': 40,
    });
  });

  test('are refused where they are more than memory holds', () => {
    const visits = Array.from({ length: 2_001 }, (_, i) => {
      const did = Array.from({ length: 50 }, (_did, k): Did => [day(1) + k, '/']);
      return visited(`p${i}`, did);
    });
    const conversion = { event: 'page_view' };
    expect(() => foldOf(visits, { conversion })).toThrow(/Over 100000 conversions/);
  });

  test('count where the filter holds for their session, whatever led to it', () => {
    const items = [
      ...came('ann', [1, 'Email'], [2, 'Direct']),
      ...came('ben', [1, 'Direct'], [2, 'Email'], [3, 'SMS']),
    ];
    const orders = [
      ordered('a', ['ann', day(2), 5]),
      ordered('b', ['ben', day(2), 5]),
      ordered('c', ['ben', day(9), 5]),
    ];
    const filter = { field: 'channel', op: 'eq', value: 'Direct' } as const;
    const { data } = foldOf(items, { filter }, { orders });
    expect(data.conversions).toBe(1);
    expect(credits(data, 'first')).toEqual({ Direct: 0, Email: 1 });
  });
});

describe('journeys without a conversion', () => {
  const at = (n: number, asked: Partial<AttributionQuery>, known: Known = {}): unknown =>
    foldOf(came('ann', [n, 'Email']), asked, known).data.journeys;

  test('end when their last touch is too old, and belong to that time', () => {
    const lapsed = { converted: 0, lapsed: 1, in_progress: 0 };
    const none = { converted: 0, lapsed: 0, in_progress: 0 };
    const running = { converted: 0, lapsed: 0, in_progress: 1 };
    expect(at(-31, {})).toEqual(none);
    expect(at(-30, {})).toEqual(lapsed);
    expect(at(29.9, {})).toEqual(lapsed);
    expect(at(30, {})).toEqual(running);
    expect(at(10, {}, { now: day(40) - 1 })).toEqual(running);
    expect(at(10, {}, { now: day(40) })).toEqual(lapsed);
    expect(at(10, { filter: { field: 'channel', op: 'eq', value: 'SMS' } })).toEqual(none);
    expect(at(-8, {}, { silence: 7 * DAY })).toEqual(none);
    expect(at(-7, {}, { silence: 7 * DAY })).toEqual(lapsed);
  });

  test('weigh in the chain alone', () => {
    const won = came('ann', [1, 'Email'], [2, 'Direct']);
    const other = came('ben', [1, 'Direct']);
    const orders = [ordered('a', ['ann', day(2), 5]), ordered('b', ['ben', day(1), 5])];
    const without = foldOf([...won, ...other], {}, { orders }).data;
    const lost = ['cy', 'dee'].flatMap((who) => came(who, [1, 'Direct']));
    const { data } = foldOf([...won, ...other, ...lost], {}, { orders });
    expect(data.journeys.lapsed).toBe(2);
    expect(credits(without, 'markov')).toEqual({ Direct: 1.333333, Email: 0.666667 });
    // A quarter begins with Email and goes on to Direct, half of which converts: 1/2, without Email 3/8.
    expect(credits(data, 'markov')).toEqual({ Direct: 1.6, Email: 0.4 });
    expect(credits(data, 'last')).toEqual(credits(without, 'last'));
  });
});

test('reads from as far back as a journey that ends in the range can begin', () => {
  const rules = { silence: 90 * DAY };
  const needs = { depth: 'names', orders: true, to: range.to };
  expect(attributionNeeds(usual, rules)).toEqual({ ...needs, from: day(-60) });
  expect(attributionNeeds(usual, { silence: 7 * DAY }).from).toBe(day(-37));
  const touch = { by: 'campaign', limit: 9 } as const;
  expect(attributionNeeds({ ...usual, touch }, rules).depth).toBe('whole');
  const landing = { ...usual, touch: { by: 'landing_page', limit: 9 } } as const;
  expect(attributionNeeds(landing, rules)).toMatchObject({ depth: 'pages' });
  const conversion = { event: 'sign_up' };
  expect(attributionNeeds({ ...usual, conversion }, rules)).toMatchObject({
    depth: 'whole',
    orders: false,
  });
});

/** A random life of few people: visits, contacts and orders in two currencies. */
const channel = fc.constantFrom('Direct', 'Email', 'Display', 'SMS', 'Referral');
const who = fc.constantFrom('ann', 'ben', 'cy', 'dee');
const when = fc.nat(800).map((hours) => START - 30 * DAY + hours * 3 * 3_600_000);
const history = fc
  .record({
    visits: fc.uniqueArray(fc.tuple(who, when, channel), {
      maxLength: 30,
      selector: ([person, at]) => `${person} ${at}`,
    }),
    contacts: fc.array(fc.tuple(who, when, fc.constantFrom('call', 'email_open')), {
      maxLength: 4,
    }),
    orders: fc.array(fc.tuple(who, when, fc.nat(5_000), fc.constantFrom('EUR', 'CHF')), {
      maxLength: 15,
    }),
  })
  .map(({ visits, contacts, orders }) => ({
    items: [
      ...visits.map(([person, at, from]) => visited(person, [[at, '/']], { channel: from })),
      ...contacts.map(([person, at, name]) => contacted(person, at, name)),
    ],
    orders: orders.map(([person, at, value, currency], i) =>
      ordered(`o${i}`, [person, at, value], { currency }),
    ),
  }));

describe('every model', () => {
  const asked = fc.record({ limit: fc.integer({ min: 1, max: 7 }), lookback: fc.constantFrom('P2D', 'P30D') }); // prettier-ignore

  test('credits all conversions and all of their worth, the rest as (other)', () => {
    fc.assert(
      fc.property(history, asked, ({ items, orders }, { limit, lookback }) => {
        const touch = { by: 'channel' as const, limit };
        const query = { touch, lookback, models: MODELS, bootstrap: 20 };
        const { data, fold } = foldOf(items, query, { orders });
        const inRange = orders.filter(({ at }) => at >= range.from && at < range.to);
        expect(data.conversions).toBe(inRange.length);
        for (const model of MODELS) {
          const all = data.rows.flatMap(({ models }) => models[model] ?? []);
          const sum = all.reduce((total, one) => total + one.conversions, 0);
          expect(sum).toBeCloseTo(inRange.length, 9);
          for (const currency of ['EUR', 'CHF']) {
            const of = (list: readonly { currency: string; minor: number }[]): number =>
              list.reduce((total, one) => total + (one.currency === currency ? one.minor : 0), 0);
            const worth = inRange.map((one) => ({ currency: one.currency, minor: one.value }));
            expect(of(all.flatMap(({ value }) => value))).toBe(of(worth));
            expect(of(data.value)).toBe(of(worth));
          }
          for (const one of all) {
            // Who makes journeys convert less gets less than nothing in the game of rates.
            if (model !== 'shapley_rate') expect(one.conversions).toBeGreaterThanOrEqual(0);
            expect(one.ci95?.[0]).toBeLessThanOrEqual(one.ci95?.[1] ?? -1);
          }
        }
        for (const { touch: name, customers, models, disagreement } of data.rows) {
          expect(fold.peopleOf({ touch: name }).length).toBe(customers);
          const own = Object.values(models).map((one) => one.conversions);
          expect(disagreement).toBeCloseTo(Math.max(...own) - Math.min(...own), 5);
        }
        expect(data.rows.length).toBeLessThanOrEqual(limit + 2);
        const other = data.rows.findIndex((row) => row.touch === '(other)');
        if (other >= 0) expect(other).toBe(data.rows.length - 1);
      }),
      { numRuns: 150, seed: 21 },
    );
  });

  test('says the same in whatever order things are told', () => {
    const turned = history.chain(({ items, orders }) =>
      fc.record({
        items: fc.constant(items),
        orders: fc.constant(orders),
        others: fc.shuffledSubarray(items, { minLength: items.length }),
        otherOrders: fc.shuffledSubarray(orders, { minLength: orders.length }),
      }),
    );
    fc.assert(
      fc.property(turned, ({ items, orders, others, otherOrders }) => {
        const query = {
          touch: { by: 'channel' as const, limit: 2 },
          models: MODELS,
          bootstrap: 30,
        };
        const one = foldOf(items, query, { orders }).data;
        expect(foldOf(others, query, { orders: otherOrders }).data).toEqual(one);
      }),
      { numRuns: 60, seed: 22 },
    );
  });

  test('counts each conversion and each journey in one of ranges that follow each other', () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 1, max: 59 }), ({ items, orders }, cut) => {
        const parts = [
          { from: range.from, to: day(cut) },
          { from: day(cut), to: range.to },
        ];
        const [whole, ...both] = [range, ...parts].map(
          (part) => foldOf(items, { range: part }, { orders }).data,
        );
        const sum = (key: 'converted' | 'lapsed'): number =>
          both.reduce((total, { journeys }) => total + journeys[key], 0);
        expect(sum('converted')).toBe(whole?.journeys.converted);
        expect(sum('lapsed')).toBe(whole?.journeys.lapsed);
      }),
      { numRuns: 100, seed: 23 },
    );
  });
});
