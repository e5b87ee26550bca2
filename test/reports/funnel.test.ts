import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Properties } from '../../schema/index.ts';
import { sessionFrom, type Item, type Session } from '../../worker/history/item.ts';
import type { Funnel } from '../../worker/reports/answers.ts';
import { FunnelFold } from '../../worker/reports/funnel.ts';
import type { FunnelQuery, Step } from '../../worker/reports/query.ts';
import { sharedJson } from '../support/shared-data.ts';
import { ga360Sessions } from './ga360.ts';
import { naiveLevel, type Done } from './naive-funnel.ts';
import { someone } from './people.ts';

const ALWAYS = { from: 0, to: Number.MAX_SAFE_INTEGER };
const DAY = 86_400_000;

type Seed = [at: number, name: string, props?: Properties];

function visit(customer: string, seeds: readonly Seed[], channel = 'Direct'): Session {
  const events = seeds.map(([at, name, props], i) => ({
    id: `${customer}.${i}`,
    at,
    name,
    context: {},
    ...(props && { props }),
  }));
  return sessionFrom({ ...someone(customer), visitor: customer, events, channel });
}

function run(
  items: readonly Item[],
  steps: readonly (string | Step)[],
  more: Partial<FunnelQuery> = {},
  dataUntil = Number.MAX_SAFE_INTEGER,
): Funnel {
  const fold = new FunnelFold(
    {
      range: ALWAYS,
      steps: steps.map((step) => (typeof step === 'string' ? { event: step } : step)),
      ...more,
    },
    { dataUntil },
  );
  for (const item of items) fold.step(item);
  return fold.result();
}

const people = (funnel: Funnel): number[] => funnel.steps.map((step) => step.people);

describe('funnel', () => {
  test('lets other events come between steps, and stops at the window from the first', () => {
    const anna = visit('anna', [
      [0, 'a'],
      [5, 'x'],
      [10, 'b'],
      [2_000, 'c'],
    ]);
    expect(people(run([anna], ['a', 'b', 'c'], { window: 'PT2S' }))).toEqual([1, 1, 1]);
    expect(people(run([anna], ['a', 'b', 'c'], { window: 'PT1S' }))).toEqual([1, 1, 0]);
  });

  test('never resets the window, but tries every start and takes the deepest', () => {
    const anna = visit('anna', [
      [0, 'a'],
      [500, 'b'],
      [900, 'a'],
      [1_200, 'b'],
      [1_700, 'c'],
    ]);
    const funnel = run([anna], ['a', 'b', 'c'], { window: 'PT1S' });
    expect(people(funnel)).toEqual([1, 1, 1]);
    expect(funnel.steps[1]?.time_from_previous.p50).toBe(0.3);
  });

  test('takes the earliest of attempts that get equally deep', () => {
    const anna = visit('anna', [
      [0, 'a'],
      [400, 'b'],
      [900, 'a'],
      [1_000, 'b'],
    ]);
    const { steps } = run([anna], ['a', 'b', 'c'], { window: 'PT1S' });
    expect(steps[1]?.time_from_previous.p50).toBe(0.4);
  });

  test('wants two distinct events for the same event as two steps', () => {
    expect(people(run([visit('anna', [[0, 'a']])], ['a', 'a']))).toEqual([1, 0]);
    const twice = visit('anna', [
      [0, 'a'],
      [0, 'a'],
    ]);
    expect(people(run([twice], ['a', 'a']))).toEqual([1, 1]);
  });

  test('counts equal times as in order', () => {
    const anna = visit('anna', [
      [7, 'b'],
      [7, 'a'],
    ]);
    expect(people(run([anna], ['a', 'b']))).toEqual([1, 1]);
  });

  test('strict: allows nothing between', () => {
    const anna = visit('anna', [
      [0, 'a'],
      [1, 'x'],
      [2, 'b'],
    ]);
    const ben = visit('ben', [
      [0, 'x'],
      [1, 'a'],
      [2, 'b'],
    ]);
    expect(people(run([anna, ben], ['a', 'b'], { order: 'strict' }))).toEqual([2, 1]);
  });

  test('any order: wants all steps within the window', () => {
    const anna = visit('anna', [
      [0, 'b'],
      [900, 'a'],
      [2_500, 'c'],
    ]);
    const any = { order: 'any', window: 'PT1S' } as const;
    expect(people(run([anna], ['a', 'b', 'c'], any))).toEqual([1, 1, 0]);
    expect(people(run([anna], ['a', 'b', 'c'], { ...any, window: 'PT3S' }))).toEqual([1, 1, 1]);
  });

  test('holds a property, inside items too', () => {
    const anna = visit('anna', [
      [0, 'view_item', { items: [{ item_id: 'shoe' }] }],
      [1, 'view_item', { item_id: 'hat' }],
      [2, 'add_to_cart', { items: [{ item_id: 'sock' }, { item_id: 'hat' }] }],
      [3, 'purchase', { items: [{ item_id: 'shoe' }, { item_id: 'sock' }] }],
    ]);
    const steps = ['view_item', 'add_to_cart', 'purchase'];
    expect(people(run([anna], steps))).toEqual([1, 1, 1]);
    expect(people(run([anna], steps, { hold: ['item_id'] }))).toEqual([1, 1, 0]);
  });

  test('removes a person entirely who did the excluded event between the steps', () => {
    const anna = visit('anna', [
      [0, 'a'],
      [1, 'x'],
      [2, 'b'],
    ]);
    const ben = visit('ben', [
      [0, 'x'],
      [1, 'a'],
      [2, 'b'],
      [3, 'x'],
    ]);
    const funnel = run([anna, ben], ['a', 'b'], { exclude: [{ event: 'x' }] });
    expect([people(funnel), funnel.excluded]).toEqual([[1, 1], 1]);
    const later = run([anna, ben], ['a', 'b', 'c'], {
      exclude: [{ event: 'x', after: 2, before: 3 }],
    });
    expect([people(later), later.excluded]).toEqual([[1, 1, 0], 1]);
  });

  test('takes filters and unions as steps', () => {
    const anna = visit('anna', [
      [0, 'view_item', { price: 5 }],
      [1, 'begin_checkout'],
    ]);
    const dear: Step = {
      event: 'view_item',
      filter: { field: 'prop.price', op: 'gt', value: 10 },
    };
    const late: Step = { any: [{ event: 'purchase' }, { event: 'begin_checkout' }] };
    expect(people(run([anna], [dear, late]))).toEqual([0, 0]);
    expect(people(run([anna], ['view_item', late]))).toEqual([1, 1]);
  });

  test('reports open windows apart', () => {
    const anna = visit('anna', [[0, 'a']]);
    const ben = visit('ben', [[DAY, 'a']]);
    const [first, second] = run([anna, ben], ['a', 'b'], { window: 'P1D' }, 1.5 * DAY).steps;
    expect([first?.people, second?.people, second?.dropped, second?.in_progress]).toEqual([
      2, 0, 1, 1,
    ]);
  });

  test('counts sessions where asked to, and starts only within the range', () => {
    const items = [
      visit('anna', [[0, 'a']]),
      visit('anna', [
        [5 * DAY, 'a'],
        [5 * DAY + 1, 'b'],
      ]),
    ];
    expect(people(run(items, ['a', 'b'], { unit: 'session' }))).toEqual([2, 1]);
    expect(people(run(items, ['a', 'b']))).toEqual([1, 1]);
    const early = { range: { from: 0, to: DAY } };
    expect(people(run(items, ['a', 'b'], early))).toEqual([1, 1]);
    expect(people(run(items, ['a', 'b'], { ...early, window: 'P2D' }))).toEqual([1, 0]);
  });

  test('agrees with the window funnels of another engine', async () => {
    const data = await sharedJson<{
      cases: {
        events: [number, number | string][];
        steps: (number | string)[];
        window: number;
        expected_level: number;
      }[];
    }>('semantics/window_funnel_default_cases.json');
    for (const { events, steps, window, expected_level } of data?.cases ?? []) {
      const anna = visit(
        'anna',
        events.map(([at, name]) => [at * 1_000, String(name)]),
      );
      const funnel = run([anna], steps.map(String), { window: `PT${window}S` });
      expect(people(funnel).filter((count) => count > 0).length).toBe(expected_level);
    }
    if (data) expect(data.cases.length).toBeGreaterThan(10);
  });

  test('gives the figures of a real shop', async () => {
    const sessions = await ga360Sessions();
    if (sessions === undefined) return;
    expect(sessions.length).toBe(1_278);
    const steps = ['view_item', 'add_to_cart', 'begin_checkout', 'purchase'];
    const of = (window: string): number[] => people(run(sessions, steps, { window }));
    expect(of('P30D')).toEqual([196, 67, 36, 16]);
    expect(of('PT30M')).toEqual([196, 66, 35, 15]);
    expect(of('PT5M')).toEqual([196, 66, 28, 6]);
  });

  test('gets as deep as trying every choice of events does', () => {
    const name = fc.constantFrom('a', 'b', 'c', 'x');
    const events = fc.array(
      fc.record({ at: fc.oneof(fc.nat(7), fc.nat(40)).map((s) => s * 1_000), name }),
      { maxLength: 8 },
    );
    const step = fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 2 });
    const steps = fc.array(step, { minLength: 1, maxLength: 4 });
    const order = fc.constantFrom<('ordered' | 'any')[]>('ordered', 'any');
    const window = fc.oneof(fc.nat(6), fc.nat(40));
    fc.assert(
      fc.property(events, steps, order, window, (list, unions, rule, seconds) => {
        const done: Done[] = [...list].sort((a, b) => a.at - b.at);
        const session = visit(
          'anna',
          done.map((event): Seed => [event.at, event.name]),
        );
        const funnel = run(
          done.length === 0 ? [] : [session],
          unions.map((names) => ({ any: names.map((event) => ({ event })) })),
          { order: rule, window: `PT${seconds}S` },
        );
        expect(people(funnel).filter((count) => count > 0).length).toBe(
          naiveLevel(done, unions, { window: seconds * 1_000, order: rule }),
        );
      }),
      { numRuns: 3_000 },
    );
  });

  test('gives a breakdown whose rows add up to the whole', () => {
    const seeds = fc.array(fc.tuple(fc.nat(9), fc.constantFrom('a', 'b')), {
      minLength: 1,
      maxLength: 6,
    });
    const visits = fc.array(
      fc.tuple(fc.constantFrom('anna', 'ben', 'cy'), fc.constantFrom('p', 'q', 'r', 's'), seeds),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(visits, fc.integer({ min: 1, max: 3 }), (list, limit) => {
        const sessions = list
          .map(([customer, channel, events]) =>
            visit(
              customer,
              [...events].sort((a, b) => a[0] - b[0]),
              channel,
            ),
          )
          .sort((a, b) => a.start - b.start);
        const query = { breakdown: { by: 'channel', limit } } as const;
        const funnel = run(sessions, ['a', 'b'], query);
        const rows = funnel.rows ?? [];
        expect(rows.length).toBeLessThanOrEqual(limit + 1);
        expect(
          [0, 1].map((i) => rows.reduce((sum, row) => sum + (row.steps[i]?.people ?? 0), 0)),
        ).toEqual(people(funnel));
      }),
    );
  });

  test('gives a trend whose periods add up to the whole, each person where it started', () => {
    const DAY = 86_400_000;
    const seeds = fc.array(fc.tuple(fc.nat(40), fc.constantFrom('a', 'b')), { minLength: 1 });
    const visits = fc.array(fc.tuple(fc.constantFrom('anna', 'ben', 'cy'), seeds), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(visits, fc.constantFrom('day', 'week', 'month'), (list, trend) => {
        const sessions = list
          .map(([customer, events]) =>
            visit(
              customer,
              events.map(([day, name]): Seed => [day * DAY, name]).sort((a, b) => a[0] - b[0]),
            ),
          )
          .sort((a, b) => a.start - b.start);
        const range = { from: 0, to: 41 * DAY };
        const funnel = run(sessions, ['a', 'b'], { range, trend, window: 'P3D' });
        const periods = funnel.trend ?? [];
        const sum = (of: 'people' | 'converted' | 'in_progress'): number =>
          periods.reduce((total, period) => total + period[of], 0);
        const [first, last] = funnel.steps;
        expect([sum('people'), sum('converted')]).toEqual([first?.people, last?.people]);
        expect(sum('in_progress')).toBe(last?.in_progress);
        expect(periods.length).toBe({ day: 41, week: 7, month: 2 }[trend]);
      }),
    );
  });

  test('a trend puts a person where the attempt that counts began', () => {
    const DAY = 86_400_000;
    const sessions = [
      visit('anna', [[DAY, 'a']]),
      visit('anna', [
        [9 * DAY, 'a'],
        [9 * DAY + 1, 'b'],
      ]),
    ];
    const range = { from: 0, to: 14 * DAY };
    const { trend } = run(sessions, ['a', 'b'], { range, trend: 'week', window: 'P1D' });
    // 1970 began on a Thursday: the week of its first day, and the two after it.
    expect(trend?.map(({ day, people: some, converted }) => [day, some, converted])).toEqual([
      ['1969-12-29', 0, 0],
      ['1970-01-05', 1, 1],
      ['1970-01-12', 0, 0],
    ]);
  });
});
