import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  attribution,
  customerBy,
  explain,
  funnel,
  lifecycle,
  listCustomers,
  MODELS,
  overview,
  paths,
  peopleBehind,
  retention,
  revenue,
  timelineOf,
  type AttributionPick,
  type AttributionQuery,
  type ExplainQuery,
  type Filter,
  type Money,
  type PathsQuery,
  type RetentionQuery,
} from '../../worker/reports/index.ts';
import type { OverviewFigure, OverviewPick } from '../../worker/reports/overview-pick.ts';
import { moneyOf } from '../../worker/reports/money.ts';
import type { Line } from '../../worker/stitch/event.ts';
import { HOUR, nobodysOrders, NOW, RANGE, START, told, world } from './random-world.ts';
import { visit } from './store.ts';

/** Amounts by currency; none of nothing. */
function sum(lists: readonly (readonly Money[])[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const { currency, minor } of lists.flat()) {
    total[currency] = (total[currency] ?? 0) + minor;
  }
  return Object.fromEntries(Object.entries(total).filter(([, minor]) => minor !== 0));
}

test('takes a refund off the channel of its order, however long ago that was', async () => {
  const order = { transaction_id: 'old', currency: 'EUR', value: 30 };
  const source = { source: 'news', medium: 'email' };
  const back = { props: { ...order, value: 12 } };
  const context = await told({
    lines: [
      visit('v1', [[START, 'purchase', { source, props: order }]]),
      visit('v1', [[RANGE.from + HOUR, 'refund', back]]),
      visit('v2', [[RANGE.from, 'purchase', { props: { ...order, transaction_id: 'new' } }]]),
    ],
    edges: [],
  });
  const query = { range: RANGE, period: 'day', breakdown: { by: 'channel', limit: 5 } } as const;
  const { rows } = (await revenue(context, query)).data;
  expect(rows?.map((row) => [row.key, row.orders, row.net[0]?.minor])).toEqual([
    ['Direct', 1, 3_000],
    ['Email', 0, -1_200],
  ]);
});

describe('reports of a random site', () => {
  test('show one revenue: overview, days, channels, products, customers and timelines', async () => {
    await fc.assert(
      fc.asyncProperty(
        world,
        fc.constantFrom('channel', 'product', 'campaign'),
        async (all, by) => {
          const context = await told(all);
          const breakdown = { by: by as 'channel', limit: 2 };
          for (const range of [RANGE, { from: START, to: NOW }]) {
            const [whole, broken, byDay] = await Promise.all([
              overview(context, { range, breakdown: { by: 'channel', limit: 2 } }),
              revenue(context, { range, period: 'day', breakdown }),
              revenue(context, { range, period: 'week' }),
            ]);
            const figures = broken.data;
            expect(figures.orders).toBe(whole.data.orders);
            expect(figures.revenue).toEqual(whole.data.revenue);
            const { series: days, rows: _, ...alone } = figures;
            const { series: weeks, ...plain } = byDay.data;
            expect(alone).toEqual(plain);
            for (const key of ['revenue', 'refunds', 'net'] as const) {
              const total = sum([figures[key]]);
              for (const parts of [days, weeks, figures.rows ?? []]) {
                expect(sum(parts.map((part) => part[key]))).toEqual(total);
              }
            }
            if (by === 'channel') {
              const rowOf = (row: { key: string; orders: number; revenue: Money[] }): unknown => [
                row.key,
                row.orders,
                row.revenue,
              ];
              const known = new Map((whole.data.rows ?? []).map((row) => [row.key, rowOf(row)]));
              for (const row of figures.rows ?? []) {
                const sameRow = known.get(row.key);
                if (sameRow && row.key !== '(other)') expect(rowOf(row)).toEqual(sameRow);
              }
            }
          }
          const range = { from: START, to: NOW };
          const { data } = await revenue(context, { range, period: 'month' });
          const list = await listCustomers(context, { sort: 'last_seen', limit: 1_000 });
          const customers = list.data.data;
          // What was done without consent is an order, and no customer's.
          const nobodys = await nobodysOrders(context, range);
          const apart = nobodys.map(({ currency, value }) => moneyOf(value, currency));
          const apartNet = nobodys.map((one) => moneyOf(one.value - one.refunded, one.currency));
          const values = customers.map(({ value }) => value);
          expect(sum([...values, apart])).toEqual(sum([data.revenue]));
          const profiles = await Promise.all(customers.map(({ id }) => customerBy(context, id)));
          const nets = profiles.map((one) => one?.data.net_value ?? []);
          expect(sum([...nets, apartNet])).toEqual(sum([data.net]));
          const timelines = await Promise.all(
            customers.map(({ id }) => timelineOf(context, id, { kinds: ['order'], limit: 1_000 })),
          );
          const ids = timelines.flatMap((one) =>
            (one?.data.data ?? []).map(({ object }) => object?.id),
          );
          expect(new Set(ids).size + nobodys.length).toBe(data.orders);
        },
      ),
      { numRuns: 15, seed: 11 },
    );
  });

  test('credit the orders and the money of the revenue report, by every model, and open the buyers', async () => {
    const by = fc.constantFrom<('channel' | 'campaign' | 'device')[]>(
      'channel',
      'campaign',
      'device',
    );
    const filter = fc.constantFrom<(Filter | undefined)[]>(undefined, {
      field: 'channel',
      op: 'in',
      value: ['Direct', 'Email'],
    });
    await fc.assert(
      fc.asyncProperty(world, by, filter, async (all, facet, only) => {
        const context = await told(all);
        const asked = { range: RANGE, ...(only && { filter: only }) };
        const query: AttributionQuery = {
          ...asked,
          conversion: { event: 'purchase' },
          touch: { by: facet, limit: 2 },
          lookback: 'P5D',
          models: MODELS,
          bootstrap: 5,
        };
        const [{ data }, money] = await Promise.all([
          attribution(context, query),
          revenue(context, { ...asked, period: 'day' }),
        ]);
        expect(data.conversions).toBe(money.data.orders);
        expect(data.customers).toBe(money.data.customers);
        expect(sum([data.value])).toEqual(sum([money.data.revenue]));
        for (const model of MODELS) {
          const credits = data.rows.flatMap(({ models }) => models[model] ?? []);
          expect(sum(credits.map(({ value }) => value))).toEqual(sum([money.data.revenue]));
          const conversions = credits.reduce((total, one) => total + one.conversions, 0);
          expect(conversions).toBeCloseTo(money.data.orders, 9);
        }
        const open = async (pick: AttributionPick): Promise<string[]> =>
          peopleBehind(context, { report: 'attribution', query, pick });
        const buyers = await open({});
        expect(buyers.length).toBe(data.customers);
        const ordered = await peopleBehind(context, {
          report: 'revenue',
          query: { ...asked, period: 'day' },
          pick: { of: 'all' },
        });
        expect(ordered).toEqual(buyers.toSorted());
        for (const { touch, customers } of data.rows) {
          const people = await open({ touch });
          expect(people.length).toBe(customers);
          expect(people.filter((id) => !buyers.includes(id))).toEqual([]);
        }
      }),
      { numRuns: 12, seed: 16 },
    );
  });

  test('explain the change of the overview’s conversion, and open who is in each row', async () => {
    const by = fc.constantFrom<ExplainQuery['by'][]>('channel', 'landing_page', undefined);
    await fc.assert(
      fc.asyncProperty(world, by, fc.nat(2), async (all, facet, limit) => {
        const context = await told(all);
        const before = { from: START - HOUR, to: RANGE.from };
        const query: ExplainQuery = {
          range: RANGE,
          before,
          unit: 'customer',
          measure: 'conversion',
          conversion: { event: 'purchase' },
          limit: limit + 1,
          ...(facet && { by: facet }),
        };
        const [{ data }, now, then] = await Promise.all([
          explain(context, query),
          overview(context, { range: RANGE }),
          overview(context, { range: before }),
        ]);
        expect([data.now, data.before]).toEqual([now.data.conversion, then.data.conversion]);
        const spent = await explain(context, { ...query, measure: 'revenue' });
        const own = now.data.revenue.find(({ currency }) => currency === 'EUR');
        const nobodys = await nobodysOrders(context, RANGE);
        const apart = nobodys.filter(({ currency }) => currency === 'EUR');
        const ofNobody = apart.reduce((total, { value }) => total + value, 0);
        expect((spent.data.now.revenue?.minor ?? 0) + ofNobody).toBe(own?.minor ?? 0);
        const opened = { ...query, by: data.by };
        const whole = { key: undefined, now: data.now, before: data.before };
        for (const { key, now: row, before: old } of [whole, ...data.rows.slice(0, 1)]) {
          const open = async (at: 'now' | 'before', of: 'all' | 'converted'): Promise<number> =>
            (
              await peopleBehind(context, {
                report: 'explain',
                query: opened,
                pick: { at, of, ...(key !== undefined && { key }) },
              })
            ).length;
          expect([await open('now', 'all'), await open('now', 'converted')]).toEqual([
            row.of,
            row.n,
          ]);
          expect(await open('before', 'all')).toBe(old.of);
        }
      }),
      { numRuns: 6, seed: 17 },
    );
  });

  test('open the people behind every figure of the overview, its rows and its days', async () => {
    const unit = fc.constantFrom<('customer' | 'session')[]>('customer', 'session');
    await fc.assert(
      fc.asyncProperty(world, unit, async (all, asked) => {
        const context = await told(all);
        const breakdown = { by: 'channel', limit: 1 } as const;
        const query = { range: RANGE, unit: asked, breakdown };
        const { data } = await overview(context, query);
        const list = await listCustomers(context, { sort: 'last_seen', limit: 1_000 });
        const known = new Set(list.data.data.map(({ id }) => id));
        const open = async (pick: OverviewPick): Promise<string[]> => {
          const people = await peopleBehind(context, { report: 'overview', query, pick });
          expect(new Set(people).size).toBe(people.length);
          expect(people.filter((id) => !known.has(id))).toEqual([]);
          return people.sort();
        };
        for (const { key, ...row } of [{ ...data, key: undefined }, ...(data.rows ?? [])]) {
          const of = async (figure: OverviewFigure): Promise<string[]> =>
            open({ figure, ...(key !== undefined && { key }) });
          const customers = await of('customers');
          const [fresh, returning] = [await of('new_customers'), await of('returning_customers')];
          expect(customers.length).toBe(row.customers);
          expect([fresh.length, returning.length]).toEqual([
            row.new_customers,
            row.returning_customers,
          ]);
          expect([...fresh, ...returning].sort()).toEqual(customers);
          const converted = await of('converted');
          if (asked === 'customer') expect(converted.length).toBe(row.conversion.n);
          const buyers = await of('buyers');
          expect(buyers.length > 0).toBe(row.orders > 0);
          expect(buyers.length).toBeLessThanOrEqual(row.orders);
          // Nothing converts here but orders.
          expect(buyers).toEqual(converted);
        }
        for (const { day, customers } of data.series)
          expect([day, (await open({ day })).length]).toEqual([day, customers]);
      }),
      { numRuns: 4, seed: 15 },
    );
  });

  test('start paths with the people of the first step, and open them', async () => {
    const start = fc.constantFrom('view_item', 'purchase', 'page_view');
    const unit = fc.constantFrom<('customer' | 'session')[]>('customer', 'session');
    const direction = fc.constantFrom<('forward' | 'backward')[]>('forward', 'backward');
    const nodes = fc.constantFrom<PathsQuery['nodes'][]>('page', 'event', 'stage');
    const asked = fc.record({ start, unit, direction, nodes });
    await fc.assert(
      fc.asyncProperty(world, asked, async (all, { start: event, ...more }) => {
        const context = await told(all);
        const steps = [{ event }];
        const query: PathsQuery = {
          ...more,
          range: RANGE,
          start: { event },
          occurrence: 'first',
          groups: [{ name: 'Products', pattern: '/p/*' }],
          steps: 3,
          limit: 2,
          window: 'P3D',
          conversion: { event: 'purchase' },
        };
        const [{ data }, one] = await Promise.all([
          paths(context, query),
          funnel(context, { range: RANGE, steps, unit: more.unit }),
        ]);
        const people = data.steps[0]?.nodes[0]?.people;
        expect(people).toBe(one.data.steps[0]?.people);
        expect(data.paths.reduce((total, path) => total + path.people, 0)).toBe(people);
        if (more.unit === 'session') return;
        const node = data.steps[0]?.nodes[0]?.node ?? '';
        const pick = { step: 0, node };
        const behind = await peopleBehind(context, { report: 'paths', query, pick });
        const funnelQuery = { range: RANGE, steps };
        expect(behind).toEqual(
          await peopleBehind(context, { report: 'funnel', query: funnelQuery, step: 1 }),
        );
        expect(behind.length).toBe(people);
        for (const { step, from, to, people: count } of data.edges.slice(0, 4)) {
          const edge = { step, from, to };
          const some = await peopleBehind(context, { report: 'paths', query, pick: edge });
          expect(some.length).toBe(count);
        }
      }),
      { numRuns: 20, seed: 12 },
    );
  });

  test('know the same people as new, active and back', async () => {
    const period = fc.constantFrom<('day' | 'week')[]>('day', 'week');
    await fc.assert(
      fc.asyncProperty(world, period, async (all, unit) => {
        // The overview counts a buyer at the order's time, even where only another copy names them.
        const context = await told({ ...all, lines: all.lines.flatMap(withoutOrders) });
        // Whole weeks from Monday, so that days and weeks cover the same time.
        const range = { from: START - 24 * HOUR, to: START + 13 * 24 * HOUR + HOUR };
        const [whole, life, cohorts, byEvent] = await Promise.all([
          overview(context, { range }),
          lifecycle(context, { range, period: unit }),
          retention(context, retentionOf(range, { period: unit })),
          lifecycle(context, { range: RANGE, period: 'day', event: { event: 'view_item' } }),
        ]);
        const { periods, active } = life.data;
        expect(active).toBe(whole.data.customers);
        if (unit === 'day') {
          expect(periods.map((one) => one.active)).toEqual(
            whole.data.series.map((one) => one.customers),
          );
        }
        const fresh = periods.reduce((total, one) => total + one.new, 0);
        expect(fresh).toBe(whole.data.new_customers);
        expect(cohorts.data.cohorts.map(({ people }) => people)).toEqual(
          periods.map((one) => one.new),
        );
        for (const list of [periods, byEvent.data.periods]) {
          list.forEach((one, i) => {
            expect(one.new + one.returning + one.resurrecting).toBe(one.active);
            const before = list[i - 1];
            if (before) expect(one.returning + (one.dormant ?? 0)).toBe(before.active);
          });
        }
        const [first] = cohorts.data.cohorts;
        const pick = { day: first?.day ?? '', period: 1 };
        const query = retentionOf(range, { period: unit });
        const behind = await peopleBehind(context, { report: 'retention', query, pick });
        expect(behind.length).toBe(first?.cells[1]?.returned.n);
      }),
      { numRuns: 15, seed: 13 },
    );
  });

  test('know who did it for the first time from what came before the range', async () => {
    await fc.assert(
      fc.asyncProperty(world, fc.constantFrom('view_item', undefined), async (all, name) => {
        const context = await told(all);
        const range = { from: START, to: RANGE.to };
        const event = name === undefined ? {} : { event: { event: name } };
        const start = name === undefined ? {} : { start: { event: name } };
        const [whole, late] = await Promise.all([
          retention(context, retentionOf(range, start)),
          retention(context, retentionOf(RANGE, start)),
        ]);
        const known = new Map(whole.data.cohorts.map(({ day, people }) => [day, people]));
        for (const { day, people } of late.data.cohorts) expect(people).toBe(known.get(day));
        const [early, later] = await Promise.all([
          lifecycle(context, { range, ...event, period: 'day' }),
          lifecycle(context, { range: RANGE, ...event, period: 'day' }),
        ]);
        expect(later.data.periods).toEqual(early.data.periods.slice(-later.data.periods.length));
      }),
      { numRuns: 15, seed: 14 },
    );
  });
});

function withoutOrders(line: Line): Line[] {
  const events = line.events.filter(({ name }) => name !== 'purchase' && name !== 'refund');
  return events.length === 0 ? [] : [{ ...line, events }];
}

function retentionOf(
  range: RetentionQuery['range'],
  more: Partial<RetentionQuery>,
): RetentionQuery {
  return {
    range,
    cohort: 'first_ever',
    kind: 'bounded',
    clock: 'calendar',
    period: 'day',
    periods: 2,
    ...more,
  };
}
