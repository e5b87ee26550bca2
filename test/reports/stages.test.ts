import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Item, OrderFact } from '../../worker/history/item.ts';
import { SILENCE, stageRulesOf } from '../../worker/reports/stage-rules.ts';
import { days, reasonsOfMany } from '../../worker/reports/stage-words.ts';
import { StagesFold } from '../../worker/reports/stages-fold.ts';
import type { StageName, Stages, StagesQuery } from '../../worker/reports/stages-query.ts';
import { StageFacts } from '../../worker/reports/stages.ts';
import { people } from './people.ts';
import { contacted, ordered, visited, type Did } from './visits.ts';

const DAY = 86_400_000;
const MONDAY = Date.parse('2026-11-02T00:00Z');
const WEEK = { from: MONDAY, to: MONDAY + 7 * DAY };

interface Known {
  items: readonly Item[];
  orders?: readonly OrderFact[];
  silence?: number;
  dataUntil?: number;
}

function fold(
  { items, orders = [], silence = SILENCE, dataUntil = MONDAY + 400 * DAY }: Known,
  query: StagesQuery = { range: WEEK },
): StagesFold {
  const rules = stageRulesOf(silence);
  const stages = new StagesFold(query, { dataUntil, rules, orders, people });
  for (const item of items) stages.step(item);
  for (const item of items) if (stages.raters.has(item.customer)) stages.rate(item);
  return stages;
}

const run = (known: Known, query?: StagesQuery): Stages => fold(known, query).result();

const peopleIn = ({ stages }: Stages): unknown =>
  Object.fromEntries(
    stages.flatMap(({ stage, people }) => (people === 0 ? [] : [[stage, people]])),
  );

const flowOf = ({ flow }: Stages): string[] =>
  flow.map(({ from, to, moves, people }) => `${from ?? 'new'} > ${to}: ${moves}/${people}`);

describe('stages', () => {
  test('are entered one after the other, each for its time', () => {
    const items = [
      visited('anna', [
        [MONDAY, '/'],
        [MONDAY + 10_000, 'view_item'],
        [MONDAY + 70_000, 'add_to_cart'],
        [MONDAY + 100_000, 'purchase', { transaction_id: 'o' }],
      ]),
      visited('ben', [[MONDAY - DAY, '/']]),
      visited('ben', [[MONDAY + DAY, '/']]),
    ];
    const stages = run({ items, orders: [ordered('o', ['anna', MONDAY + 100_000, 1])] });
    expect(peopleIn(stages)).toEqual({ consideration: 1, purchase: 1 });
    expect(flowOf(stages)).toEqual([
      'new > awareness: 1/1',
      'awareness > consideration: 2/2',
      'consideration > intent: 1/1',
      'intent > purchase: 1/1',
    ]);
    const [awareness, consideration, intent] = stages.stages;
    expect(awareness).toMatchObject({
      before: 1,
      entered: 1,
      conversion: { n: 2, of: 2 },
      drop_off: { n: 0, of: 2 },
      time: { p25: 10 + (2 * 86_400 - 10) / 4 },
    });
    expect(consideration).toMatchObject({
      conversion: { n: 1, of: 2 },
      time: { p50: 60 },
      reasons: [
        { because: 'second_session', reason: 'Came back before looking at a product', people: 1 },
      ],
    });
    expect(intent?.time.p50).toBe(30);
    expect(stages.stages[3]?.reasons).toEqual([
      { because: 'first_order', reason: 'First order', people: 1 },
    ]);
  });

  test('lapse at the moment silence has lasted too long, and are won back', () => {
    const items = [
      visited('anna', [[MONDAY - 3 * DAY, 'view_item']]),
      visited('anna', [[MONDAY + 5 * DAY, '/']]),
      visited('ben', [[MONDAY - 3 * DAY, '/']]),
    ];
    const stages = run({ items, silence: 4 * DAY });
    expect(flowOf(stages)).toEqual([
      'awareness > lapsed: 1/1',
      'consideration > lapsed: 1/1',
      'lapsed > consideration: 1/1',
    ]);
    expect(stages.stages[1]).toMatchObject({
      before: 1,
      entered: 1,
      drop_off: { n: 1, of: 2 },
      conversion: { n: 0 },
      time: { p50: (4 * DAY + 1) / 1_000 },
    });
    expect(stages.stages[5]).toMatchObject({
      people: 1,
      conversion: { n: 1, of: 2 },
      reasons: [{ because: 'silence', reason: 'Silent for over 4 days', people: 1 }],
    });
    const until = { items, silence: 4 * DAY, dataUntil: MONDAY + DAY - 1 };
    expect(peopleIn(run({ ...until, dataUntil: MONDAY + DAY }))).toEqual({
      awareness: 1,
      consideration: 1,
    });
    expect(peopleIn(run({ ...until, dataUntil: MONDAY + DAY + 1 }))).toEqual({ lapsed: 2 });
  });

  test('name who came in, went on and lapsed, each once', () => {
    const stages = fold({
      items: [
        visited('anna', [[MONDAY - 3 * DAY, 'view_item']]),
        visited('anna', [[MONDAY + 5 * DAY, '/']]),
        visited('ben', [[MONDAY - 3 * DAY, '/']]),
        visited('cy', [[MONDAY, '/']]),
        visited('cy', [[MONDAY + DAY, 'add_to_cart']]),
      ],
      silence: 4 * DAY,
      dataUntil: MONDAY + 6 * DAY,
    });
    const data = stages.result();
    expect(stages.peopleOf({ stage: 'lapsed', because: 'silence' })).toEqual(['ben', 'cy']);
    expect(stages.peopleOf({ stage: 'lapsed', because: 'silence_beyond_rhythm' })).toEqual([]);
    const who = (name: StageName): string[][] =>
      (['entered', 'advanced', 'lapsed'] as const).map((move) =>
        stages.peopleOf({ stage: name, move }),
      );
    expect(who('awareness')).toEqual([['cy'], ['cy'], ['ben']]);
    expect(who('consideration')).toEqual([['anna'], [], ['anna']]);
    expect(who('intent')).toEqual([['cy'], [], ['cy']]);
    expect(who('lapsed')).toEqual([['anna', 'ben', 'cy'], ['anna'], []]);
    for (const { stage, entered } of data.stages) {
      expect(who(stage)[0]?.length ?? 0).toBeLessThanOrEqual(entered);
    }
  });

  test('tell a short silence to the tenth of a day', () => {
    const said = [1, 1.59, 2, 9.99, 10.9, 90].map((many) => days(many * DAY));
    expect(said).toEqual(['1 day', '1.5 days', '2 days', '9.9 days', '10 days', '90 days']);
  });

  test('say the numbers that the site has set', () => {
    const rules = { ...stageRulesOf(7 * DAY), rhythm: 3, orders: 4, nps: 8, review: 5 };
    expect(Object.values(reasonsOfMany(rules))).toEqual([
      'Came back before looking at a product',
      '4 orders or more',
      'Silent for over 7 days',
      'Bought before, silent for over 3 times the usual gap between visits, a day at least',
      'Review of 5 or more',
      'NPS of 8 or more',
    ]);
  });

  test('hear advocates from reviews on the site and contacts off it, leave out the cookieless', () => {
    const review: Did = [MONDAY, 'review', { rating: 5 }];
    const poor: Did = [MONDAY, 'review', { rating: 2 }];
    const shy = Object.assign(visited('dan', [[MONDAY, '/']]), { marks: { cookieless: true } });
    const items = [
      visited('anna', [review]),
      visited('ben', [poor]),
      contacted('cy', MONDAY, 'share'),
      shy,
    ];
    expect(peopleIn(run({ items }))).toEqual({ awareness: 1, advocacy: 2 });
    const filter = { field: 'event', op: 'eq', value: 'review' } as const;
    expect(peopleIn(run({ items }, { range: WEEK, filter }))).toEqual({
      awareness: 1,
      advocacy: 1,
    });
  });
});

describe('stages of random lives', () => {
  const names = ['/', 'view_item', 'add_to_cart', 'purchase', 'search', 'review', 'share', 'click'];
  const visit = fc.record({
    who: fc.constantFrom('anna', 'ben', 'cy'),
    hours: fc.integer({ min: -300, max: 200 }),
    did: fc.array(fc.constantFrom(...names.slice(0, 6)), { minLength: 1, maxLength: 4 }),
    rare: fc.constantFrom('click', 'click', 'click', 'share'),
  });

  /** The stage after everything before `until`, event by event. */
  function naive(known: Required<Pick<Known, 'items' | 'orders'>>, who: string, until: number) {
    const facts = new StageFacts(stageRulesOf(4 * DAY));
    const beats: [at: number, rank: number, tell: () => void][] = [];
    for (const item of known.items) {
      if (item.kind !== 'session' || item.customer !== who) continue;
      beats.push([item.start, 0, () => facts.visit(item.start)]);
      for (const event of item.events()) beats.push([event.at, 1, () => facts.see(event)]);
    }
    for (const { customer, at } of known.orders) {
      if (customer === who) beats.push([at, 2, () => facts.order(at)]);
    }
    const past = beats.filter(([at]) => at < until).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    for (const [, , tell] of past) tell();
    return past.length === 0 ? undefined : facts.stage(until - 1);
  }

  test('are those of each life told event by event, and every move adds up', () => {
    fc.assert(
      fc.property(fc.array(visit, { maxLength: 14 }), (visits) => {
        const orders: OrderFact[] = [];
        const items = visits.map(({ who, hours, did, rare }, i) => {
          const at = MONDAY + hours * 3_600_000 + i * 10;
          const all = [...did, rare].map((name, n): Did => {
            if (name === 'purchase') orders.push(ordered(`o-${i}-${n}`, [who, at + n, 1]));
            return [at + n, name, { rating: 1 + ((i * 7 + n) % 5) }];
          });
          return visited(who, all, { visitor: `${who}-${i}` });
        });
        const known = { items, orders, silence: 4 * DAY };
        const stages = fold(known);
        const data = stages.result();
        const at = (time: number): Map<string, StageName> =>
          new Map(
            ['anna', 'ben', 'cy'].flatMap((who) => {
              const stage = naive(known, who, time);
              return stage === undefined ? [] : [[who, stage.name]];
            }),
          );
        const [before, after] = [at(WEEK.from), at(WEEK.to)];
        expect(data.people).toBe(after.size);
        for (const { stage, ...one } of data.stages) {
          const here = [...after].flatMap(([who, name]) => (name === stage ? [who] : []));
          expect([stage, stages.peopleOf({ stage })]).toEqual([stage, here.sort()]);
          expect(one.before).toBe([...before.values()].filter((name) => name === stage).length);
          const moved = (side: 'from' | 'to'): number =>
            data.flow.reduce((sum, way) => sum + (way[side] === stage ? way.moves : 0), 0);
          expect(one.people).toBe(one.before + moved('to') - moved('from'));
          expect(one.entered).toBe(moved('to'));
          expect(one.conversion.n + one.drop_off.n).toBe(moved('from'));
          expect(one.reasons.reduce((sum, { people }) => sum + people, 0)).toBe(one.people);
        }
        const fresh = data.flow.filter(({ from }) => from === null);
        expect(fresh.reduce((sum, { people }) => sum + people, 0)).toBe(after.size - before.size);
        for (const { from, to, people } of data.flow) {
          expect(stages.peopleOf({ from, to }).length).toBe(people);
        }
        expect(run({ ...known, items: items.toReversed() })).toEqual(data);
      }),
      { numRuns: 400, seed: 13 },
    );
  });
});
