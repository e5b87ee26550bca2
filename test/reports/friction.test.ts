import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sessionFrom, type Item } from '../../worker/history/item.ts';
import { compareRows, FrictionFold, frictionNeeds } from '../../worker/reports/friction.ts';
import {
  SIGNALS,
  type Friction,
  type FrictionPick,
  type FrictionQuery,
} from '../../worker/reports/friction-query.ts';
import { Dice } from '../../worker/reports/poisson.ts';
import { atOnce } from '../../worker/reports/turns.ts';
import { people, someone } from './people.ts';
import { contacted, ordered, visited, type Did } from './visits.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.parse('2026-11-02T00:00Z');
const range = { from: START, to: START + 20 * DAY };

const usual: FrictionQuery = {
  range,
  steps: [{ event: 'begin_checkout' }],
  conversion: { event: 'purchase' },
  window: 'P1D',
  exposure: 'PT30M',
  signals: SIGNALS,
  by: 'page',
  limit: 20,
};

function foldOf(
  items: readonly Item[],
  asked: Partial<FrictionQuery> = {},
  { seenBefore = [] as string[], now = START + 60 * DAY } = {},
): { fold: FrictionFold; data: Friction } {
  const orders = [ordered('a', ['x', START, 4_000]), ordered('b', ['y', START, 6_000]), ordered('c', ['z', START, 9], { currency: 'CHF' })]; // prettier-ignore
  const fold = new FrictionFold(
    { ...usual, ...asked },
    { dataUntil: now, currency: 'EUR', orders, people },
  );
  for (const item of items) fold.step(item);
  return {
    fold,
    data: atOnce(fold.results(new Set(seenBefore.map((who) => people.numberOf(who))))),
  };
}

const rage = (at: number): Did => [at, 'rage_click', { selector: '#pay' }];

/** Enough people who are alike: of `met` the first 10 convert, of as many others 20. */
function crowd(met: (who: string, at: number) => readonly Did[], size = 40): Item[] {
  return Array.from({ length: 2 * size }, (_, i): Item => {
    const who = `${i < size ? 'met' : 'other'}${i}`;
    const at = START + i * MINUTE;
    const converts = i < size ? i < 10 : i < size + 20;
    return visited(who, [
      [at, 'begin_checkout'],
      ...(i < size ? met(who, at) : []),
      ...(converts ? [[at + 20 * MINUTE, 'purchase'] as Did] : []),
    ]);
  });
}

describe('friction', () => {
  test('goes by the first time that somebody entered a step', () => {
    const again = Array.from({ length: 40 }, (_, i): Item => {
      const at = START + 2 * HOUR + i * MINUTE;
      return visited(`met${i}`, [[at, 'begin_checkout'], rage(at + 1)]);
    });
    const { data } = foldOf([...crowd(() => []), ...again]);
    expect([data.steps[0]?.people, data.rows, data.untested]).toEqual([80, [], 0]);
  });

  test('is what people met with after entering a step and before converting', () => {
    const within = foldOf(crowd((_, at) => [rage(at + MINUTE)]));
    expect(within.data).toMatchObject({
      steps: [{ step: 'begin_checkout', people: 80, converted: { n: 30, of: 80 }, in_progress: 0 }],
      mean_order: [{ currency: 'EUR', minor: 5_000 }],
      tested: 1,
      untested: 0,
      rows: [
        {
          step: 'begin_checkout',
          nth: 1,
          signal: 'rage_click',
          key: '(not set)',
          exposed: 40,
          compared: 40,
          converted: { exposed: { n: 10, of: 40 }, others: { n: 20, of: 40 } },
          stands: true,
        },
      ],
    });
    const [row] = within.data.rows;
    expect(row?.difference.value).toBeCloseTo(-0.25, 12);
    expect(row?.missing.conversions).toBeCloseTo(10, 9);
    expect(row?.missing.conversions_at_least).toBeCloseTo(-40 * (row?.difference.ci95[1] ?? 0), 9);
    expect(row?.missing.value).toMatchObject([{ currency: 'EUR', minor: 50_000 }]);
    expect(within.fold.peopleOf({ nth: 1, signal: 'rage_click', key: '(not set)', of: 'exposed' })).toHaveLength(40); // prettier-ignore
    expect(within.fold.peopleOf({ nth: 1, signal: 'rage_click', key: '(not set)', of: 'missing' })).toHaveLength(30); // prettier-ignore
    // Before the step, after the window, after the conversion of those who converted.
    expect(foldOf(crowd((_, at) => [rage(at - 1)])).data.rows).toEqual([]);
    expect(foldOf(crowd((_, at) => [rage(at + 30 * MINUTE + 1)])).data.rows).toEqual([]);
    const late = foldOf(crowd((_, at) => [rage(at + 25 * MINUTE)])).data;
    expect(late.rows[0]).toMatchObject({ exposed: 30, converted: { exposed: { n: 0, of: 30 } } });
    const atEnd = foldOf(crowd((_, at) => [rage(at + 30 * MINUTE)])).data;
    expect(atEnd.rows[0]?.exposed).toBe(30);
  });

  test('is compared among those alike alone: device, channel, new or not, and pages seen', () => {
    const at = (i: number): number => START + i * MINUTE;
    const of = (i: number, met: boolean, channel: string): Item =>
      visited(`${channel}${i}`, [[at(i), 'begin_checkout'], ...(met ? [rage(at(i) + 1)] : [])], { channel }); // prettier-ignore
    const people = (channel: string, met: boolean): Item[] =>
      Array.from({ length: 30 }, (_, i) => of(i + (met ? 100 : 0), met, channel));
    const alike = [...people('Email', true), ...people('Email', false)];
    expect(foldOf(alike).data.rows[0]).toMatchObject({ exposed: 30, compared: 30 });
    const apart = foldOf([...people('Email', true), ...people('SMS', false)]).data;
    expect(apart).toMatchObject({ tested: 0, untested: 1, rows: [] });
    const known = Array.from({ length: 30 }, (_, i) => `Email${i}`);
    expect(foldOf(alike, {}, { seenBefore: known }).data.untested).toBe(1);
    const earlier = known.map((who) => visited(who, [[START - 3 * DAY, '/']]));
    expect(foldOf([...earlier, ...alike]).data.untested).toBe(1);
    const views = (who: string, count: number, met: boolean, i: number): Item =>
      visited(who, [...Array.from({ length: count }, (_, k): Did => [at(i) - 9 + k, '/p']), [at(i), 'begin_checkout'], ...(met ? [rage(at(i) + 1)] : [])]); // prettier-ignore
    const seen = (few: number, many: number): Friction =>
      foldOf(Array.from({ length: 60 }, (_, i) => views(`w${i}`, i < 30 ? few : many, i < 30, i)))
        .data;
    expect(seen(5, 6).tested).toBe(1);
    expect(seen(6, 7).tested).toBe(0);
    expect(seen(3, 4).tested).toBe(0);
    expect(seen(30, 90).tested).toBe(1);
  });

  test('needs 30 people who can be compared; the rare of a kind are taken together', () => {
    const twentyNine = crowd((who, at) => (who === 'met0' ? [] : [rage(at + 1)]), 30);
    expect(foldOf(twentyNine).data).toMatchObject({ tested: 0, untested: 1 });
    const pages = crowd((who, at) => [
      [at + 1, 'error', { message: `m${who.length}`, source: '/a.js:1' }],
      [at + 2, 'exception', { description: who }],
    ]);
    const { data, fold } = foldOf(pages, { by: 'target' });
    expect(data.rows.map(({ signal, key, exposed }) => [signal, key, exposed])).toEqual([
      ['error', 'm5 · /a.js:1', 30],
      ['error', '(other)', 40],
    ]);
    const pick: FrictionPick = { nth: 1, signal: 'error', key: '(other)', of: 'exposed' };
    expect(new Set(fold.peopleOf(pick)).size).toBe(40);
    const bySignal = foldOf(pages, { by: 'signal' }).data;
    expect(bySignal.rows.map(({ key, exposed }) => [key, exposed])).toEqual([['(any)', 40]]);
    const chosen = foldOf(pages, { signals: ['rage_click'] }).data;
    expect(chosen.rows).toEqual([]);
  });

  test('leaves out who still has time, and what happened before or after the range', () => {
    const items = crowd((_, at) => [rage(at + 1)]);
    const { data } = foldOf(items, {}, { now: START + DAY + 39 * MINUTE });
    expect(data.steps[0]).toMatchObject({ people: 40, in_progress: 40 });
    const part = foldOf(items, { range: { from: START + 10 * MINUTE, to: START + 40 * MINUTE } });
    expect(part.data.steps[0]).toMatchObject({ people: 30, converted: { n: 0, of: 30 } });
  });

  test('looks at each step by itself, at filters, and at what servers tell', () => {
    const items = [
      visited('ann', [[START, 'view_item'], [START + 1, 'begin_checkout']], { channel: 'Email' }),
      visited('ben', [[START, 'view_item', { price: 5 }]]),
      contacted('ben', START + HOUR, 'purchase'),
    ]; // prettier-ignore
    const steps = [
      { event: 'view_item' },
      { event: 'begin_checkout' },
      { filter: { field: 'prop.price', op: 'gt' as const, value: 4 } },
    ];
    const { data } = foldOf(items, { steps });
    expect(data.steps.map(({ people, converted }) => [people, converted.n])).toEqual([
      [2, 1],
      [1, 0],
      [1, 1],
    ]);
    const filter = { field: 'channel', op: 'eq' as const, value: 'Email' };
    expect(foldOf(items, { steps, filter }).data.steps.map(({ people }) => people)).toEqual([1, 1, 0]); // prettier-ignore
  });
});

test('finds a true effect where the shares as counted do not', () => {
  const TRUTH = -0.08;
  const dice = new Dice(11);
  const items: Item[] = [];
  const known: string[] = [];
  const seen = { met: [0, 0], others: [0, 0] };
  for (let i = 0; i < 14_000; i++) {
    const who = `p${i}`;
    const stays = dice.next();
    const [isMobile, isKnown, isPaid] = [dice.next() < 0.5, dice.next() < 0.3, dice.next() < 0.4];
    const views = Math.floor(stays * 14);
    const at = START + Math.floor(dice.next() * 15 * DAY);
    const reaches = dice.next() < 0.15 + 0.7 * stays;
    // Who stays, on a phone, meets with more; who stays or has come before buys more anyway.
    const meets = dice.next() < 0.02 + 0.65 * stays + (isMobile ? 0.15 : 0);
    const base = 0.09 + 0.55 * stays + (isKnown ? 0.15 : 0) - (isMobile ? 0.05 : 0) + (isPaid ? 0.05 : 0); // prettier-ignore
    const buys = reaches && dice.next() < base + (meets ? TRUTH : 0);
    const did: [number, string][] = Array.from({ length: views }, (_, k) => [at + k * 1_000, 'page_view']); // prettier-ignore
    const entered = at + views * 1_000;
    if (reaches) did.push([entered, 'begin_checkout']);
    if (meets) did.push([entered + MINUTE, 'rage_click']);
    // After the purchase it no longer matters.
    if (buys) did.push([entered + 5 * MINUTE, 'purchase'], [entered + 6 * MINUTE, 'rage_click']);
    const counts = meets ? seen.met : seen.others;
    counts[0] = (counts[0] ?? 0) + Number(buys);
    counts[1] = (counts[1] ?? 0) + 1;
    if (isKnown) known.push(who);
    if (did.length === 0) continue;
    const context = { device: isMobile ? ('mobile' as const) : ('desktop' as const) };
    const events = did.map(([time, name], k) => ({ id: `${who}.${k}`, at: time, name, context }));
    const channel = isPaid ? 'Paid Search' : 'Direct';
    items.push(sessionFrom({ ...someone(who), visitor: who, events, channel }));
  }
  const shareOf = ([n = 0, of = 1]: number[]): number => n / of;
  const { data } = foldOf(items, {}, { seenBefore: known });
  const [row] = data.rows;
  const { exposed, others } = row?.converted ?? {};
  // With and without among all who came, then among those who entered the step: both of the wrong sign.
  expect(shareOf(seen.met) - shareOf(seen.others)).toBeGreaterThan(0.05);
  expect((exposed?.value ?? 0) - (others?.value ?? 0)).toBeGreaterThan(0);
  expect(row?.difference.ci95[0]).toBeLessThan(TRUTH);
  expect(row?.difference.ci95[1]).toBeGreaterThan(TRUTH);
  expect(Math.abs((row?.difference.value ?? 0) - TRUTH)).toBeLessThan(0.02);
  expect(row?.stands).toBe(true);
});

test('ranks by what is missing at least, and says the same in whatever order things are told', () => {
  const signal = fc.constantFrom('rage_click', 'dead_click', 'error', 'quick_back', '');
  const what = fc.record({ signal, minutes: fc.nat(40), buys: fc.boolean(), page: fc.constantFrom('/a', '/b') }); // prettier-ignore
  const people = fc.array(what, { minLength: 150, maxLength: 260 });
  fc.assert(
    fc.property(people, fc.integer(), (all, seed) => {
      const items = all.map((one, i) =>
        visited(`q${i}`, [
          [START + i, 'begin_checkout'],
          ...(one.signal === '' ? [] : [[START + i + one.minutes * MINUTE, one.signal] as Did]),
          ...(one.buys ? [[START + i + 20 * MINUTE, 'purchase'] as Did] : []),
        ], { channel: one.page }),
      ); // prettier-ignore
      const { data, fold } = foldOf(items);
      const dice = new Dice(seed);
      const turned = items
        .map((item) => ({ item, key: dice.next() }))
        .sort((a, b) => a.key - b.key);
      expect(foldOf(turned.map(({ item }) => item)).data).toEqual(data);
      const least = data.rows.map((row) => row.missing.conversions_at_least);
      expect(least).toEqual(least.toSorted((a, b) => b - a));
      for (const { nth, signal: kind, key, exposed, converted, missing, difference } of data.rows) {
        const pick = { nth, signal: kind, key };
        expect(fold.peopleOf({ ...pick, of: 'exposed' }).length).toBe(exposed);
        expect(fold.peopleOf({ ...pick, of: 'missing' }).length).toBe(
          exposed - converted.exposed.n,
        );
        expect(converted.exposed.n + converted.others.n).toBe(data.steps[0]?.converted.n);
        expect(missing.conversions_at_least).toBeLessThanOrEqual(missing.conversions);
        expect(difference.ci95[0]).toBeLessThanOrEqual(difference.ci95[1]);
      }
    }),
    { numRuns: 40, seed: 41 },
  );
});

test('what surely costs something comes before what may cost much, or nothing', () => {
  const [row] = foldOf(crowd((_, at) => [rage(at + 1)])).data.rows;
  if (row === undefined) throw new Error('There is no row');
  const rowOf = (key: string, conversions: number, atLeast: number): typeof row => {
    const missing = { ...row.missing, conversions, conversions_at_least: atLeast };
    return { ...row, key, missing, difference: { ...row.difference, value: -conversions / 40 } };
  };
  const rows = [rowOf('helps', -5, 0), rowOf('may', 30, 0), rowOf('sure', 9, 4), rowOf('b', 30, 0)];
  expect(rows.sort(compareRows).map(({ key }) => key)).toEqual(['sure', 'b', 'may', 'helps']);
});

test('reads as far beyond the range as people have time', () => {
  expect(frictionNeeds(usual)).toEqual({
    from: range.from,
    to: range.to + DAY,
    depth: 'pages',
    orders: true,
  });
  expect(frictionNeeds({ ...usual, by: 'target' }).depth).toBe('whole');
  expect(frictionNeeds({ ...usual, exposure: 'P2D' }).to).toBe(range.to + 2 * DAY);
});
