import { describe, expect, test } from 'vitest';
import type { Properties } from '../../schema/index.ts';
import type { Item, OrderFact, Touchpoint } from '../../worker/history/item.ts';
import { JourneyMapFold } from '../../worker/reports/journey-map.ts';
import type {
  JourneyMap,
  JourneyMapPick,
  MapStage,
} from '../../worker/reports/journey-map-query.ts';
import { signsOf, type Sign } from '../../worker/reports/sentiment.ts';
import { SentimentSums } from '../../worker/reports/sentiment-sums.ts';
import { DEFAULT_RULES, type SiteRules } from '../../worker/reports/site-rules.ts';
import { StageTimes } from '../../worker/reports/stage-times.ts';
import { StagesFold, type StagesOptions } from '../../worker/reports/stages-fold.ts';
import { studentT } from '../../worker/reports/student-t.ts';
import { people } from './people.ts';
import { contacted, ordered, visited } from './visits.ts';

const DAY = 86_400_000;
const MONDAY = Date.parse('2026-11-02T00:00Z');
const WEEK = { from: MONDAY, to: MONDAY + 7 * DAY };

interface Known {
  items: readonly Item[];
  orders?: readonly OrderFact[];
  rules?: Partial<SiteRules>;
  limit?: number;
  opened?: JourneyMapPick;
}

function fold({ items, orders = [], limit = 5, opened, ...known }: Known): {
  map: JourneyMapFold;
  data: JourneyMap;
} {
  const rules = { ...DEFAULT_RULES, ...known.rules };
  const dataUntil = MONDAY + 400 * DAY;
  const times = new StageTimes();
  const options: StagesOptions = {
    dataUntil,
    rules: rules.stages,
    orders,
    people,
    onLife: (life) => times.add(life),
  };
  const stages = new StagesFold({ range: WEEK }, options);
  for (const item of items) stages.step(item);
  for (const item of items) stages.rate(item);
  const counted = stages.result();
  const map = new JourneyMapFold(
    { range: WEEK, limit },
    { dataUntil, stages: times, rules, orders, people, ...(opened && { opened }) },
  );
  for (const item of items) map.step(item);
  for (const order of orders) map.order(order);
  return { map, data: map.result(counted, true) };
}

const columnOf = ({ stages }: JourneyMap, name: string): MapStage | undefined =>
  stages.find(({ stage }) => stage === name);

describe('sentiment', () => {
  const valuesOf = (name: string, props = {}): unknown =>
    signsOf({ name, props }).map(({ kind, isStated, value }) => [kind, isStated, value]);

  test('follows NPS, CSAT and stars by their scales, and takes no other score', () => {
    const nps = (score: unknown): unknown => valuesOf('survey_answer', { type: 'nps', score });
    expect([0, 2, 6, 7, 8, 9, 10].map(nps)).toEqual(
      [-2, -1.5, -0.5, 0, 0, 1.5, 2].map((value) => [['nps', true, value]]),
    );
    const five = [1, 2, 3, 4, 5];
    const linear = [-2, -1, 0, 1, 2];
    expect(five.map((score) => valuesOf('survey_answer', { type: 'csat', score }))).toEqual(
      linear.map((value) => [['csat', true, value]]),
    );
    expect(five.map((rating) => valuesOf('product_review', { rating: `${rating}` }))).toEqual(
      linear.map((value) => [['review', true, value]]),
    );
    expect([11, -1, '', null, true, 'ten', [9], undefined].map(nps).flat()).toEqual([]);
    expect(valuesOf('survey_answer', { type: 'ces', score: 1 })).toEqual([]);
    expect(valuesOf('product_review', { rating: 9 })).toEqual([]);
    expect(valuesOf('purchase', { nps: 10, rating: 5 })).toEqual([]);
  });

  test('is inferred from cases, returns, rage clicks and errors, and from nothing else', () => {
    expect(
      [
        'support_case_opened',
        'ticket_created',
        'support_contact',
        'case_reopened',
        'case re-opened',
        'case_solved',
        'ticket_resolved',
        'item_returned',
        'rage_click',
        'error',
        'exception',
      ].map((name) => valuesOf(name)),
    ).toEqual(
      [
        ['support_opened', false, -0.5],
        ['support_opened', false, -0.5],
        ['support_opened', false, -0.5],
        ['support_reopened', false, -1],
        ['support_reopened', false, -1],
        ['support_solved', false, 0.5],
        ['support_solved', false, 0.5],
        ['return', false, -0.5],
        ['rage_click', false, -0.5],
        ['error', false, -0.5],
        ['error', false, -0.5],
      ].map((one) => [one]),
    );
    expect(valuesOf('support_case', { status: 'solved' })).toEqual([
      ['support_solved', false, 0.5],
    ]);
    for (const name of [
      'dead_click',
      'quick_back',
      'refund',
      'call',
      'case_study',
      'ticket_unsolved',
    ])
      expect([name, valuesOf(name)]).toEqual([name, []]);
  });

  test('is a mean over signs with an interval over people, and nothing where there are none', () => {
    const sumsOf = (values: readonly [person: number, value: number][]): SentimentSums => {
      const sums = new SentimentSums();
      const sign = { kind: 'nps', isStated: true } as const;
      for (const [person, value] of values) sums.add(person, { ...sign, value } satisfies Sign);
      return sums;
    };
    expect(sumsOf([]).result()).toEqual({ mean: null, n: 0, people: 0, ci95: null, signals: [] });
    expect(
      sumsOf([
        [1, 2],
        [1, -2],
      ]).result(),
    ).toMatchObject({ mean: 0, n: 2, people: 1, ci95: null });
    const values = [2, 1.5, -2, 0, 0.5, -1];
    const each = sumsOf(values.map((value, i) => [i, value])).result();
    const mean = values.reduce((sum, value) => sum + value, 0) / 6;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 5;
    // Student's t of 5 degrees of freedom, from the table.
    const half = 2.5706 * Math.sqrt(variance / 6);
    expect(each.mean).toBeCloseTo(mean, 12);
    expect(each.ci95?.[0]).toBeCloseTo(mean - half, 4);
    expect(each.ci95?.[1]).toBeCloseTo(mean + half, 4);
    // Each says the same ten times: nothing more is known of people.
    const loud = sumsOf(
      values.flatMap((value, i) => Array.from({ length: 10 }, (): [number, number] => [i, value])),
    ).result();
    expect(loud.n).toBe(60);
    expect(loud.ci95?.[0]).toBeCloseTo(each.ci95?.[0] ?? 0, 9);
    expect(
      sumsOf([
        [1, 2],
        [2, -2],
      ]).result().ci95,
    ).toEqual([-2, 2]);
  });

  test('knows Student’s t as tables have it', () => {
    const table: [number, number][] = [
      [1, 12.7062],
      [2, 4.3027],
      [5, 2.5706],
      [6, 2.4469],
      [8, 2.306],
      [10, 2.2281],
      [30, 2.0423],
      [120, 1.9799],
    ];
    for (const [degrees, t] of table) expect(Math.abs(studentT(degrees) - t)).toBeLessThan(0.0006);
  });
});

describe('a journey map', () => {
  const second = 1_000;
  const buying = [
    visited(
      'anna',
      [
        [MONDAY, '/'],
        [MONDAY + 5 * second, 'error', { message: 'x' }],
        [MONDAY + 10 * second, 'view_item'],
        [MONDAY + 20 * second, '/cart?coupon=a'],
        [MONDAY + 30 * second, 'add_to_cart'],
        [MONDAY + 31 * second, 'rage_click'],
        [MONDAY + 32 * second, 'rage_click'],
        [MONDAY + 33 * second, 'scroll'],
        [MONDAY + 60 * second, 'purchase', { transaction_id: 'o' }],
        [MONDAY + 61 * second, 'survey_answer', { type: 'csat', score: 5 }],
      ],
      { channel: 'Email' },
    ),
    visited('ben', [
      [MONDAY + DAY, '/'],
      [MONDAY + DAY + second, 'exception'],
    ]),
  ];
  const orders = [ordered('o', ['anna', MONDAY + 60 * second, 900])];

  test('parts a session by the stages it goes through: each has what happened there', () => {
    const { data } = fold({ items: buying, orders });
    expect(data).toMatchObject({ people: 2, active: 2, sessions: 2, contacts: 0, conversions: 1 });
    expect(columnOf(data, 'awareness')).toMatchObject({
      active: 2,
      events: 4,
      sessions: 2,
      pages: [{ key: '/', events: 2, touches: 2 }],
      actions: [],
      sentiment: { inferred: { mean: -0.5, n: 2, people: 2 }, stated: { mean: null } },
    });
    expect(columnOf(data, 'consideration')).toMatchObject({
      events: 2,
      channels: [{ key: 'Email', online: true, touches: 1, people: 1 }],
      pages: [{ key: '/cart', events: 1 }],
    });
    const intent = columnOf(data, 'intent');
    expect(intent).toMatchObject({ events: 4, actions: [{ key: 'add_to_cart' }] });
    expect(intent?.friction.find(({ signal }) => signal === 'rage_click')).toEqual({
      signal: 'rage_click',
      events: 2,
      sessions: { value: 1, n: 1, of: 1, ci95: expect.anything() },
      per_session: 2,
      people: 1,
    });
    expect(columnOf(data, 'purchase')).toMatchObject({
      sentiment: { stated: { mean: 2, n: 1, ci95: null }, inferred: { mean: null, n: 0 } },
      good_moments: [
        { key: 'praise', moments: 1, people: 1 },
        { key: 'conversion', moments: 1, people: 1 },
        { key: 'quick_success', moments: 0 },
      ],
    });
    expect(columnOf(data, 'retention')).toMatchObject({
      active: 0,
      sessions: 0,
      channels: [],
      sentiment: { stated: { mean: null, ci95: null } },
    });
    const errors = columnOf(data, 'awareness')?.friction.find(({ signal }) => signal === 'error');
    expect(errors).toMatchObject({ events: 2, sessions: { n: 2, of: 2 } });
    expect(columnOf(data, 'retention')?.friction[0]).toMatchObject({ per_session: null });
  });

  test('tells contacts off the site by what they are, and asks what people wanted to know', () => {
    const call = contacted('anna', MONDAY + DAY, 'phone_call');
    const { event } = call;
    const asking = { ...call, event: { ...event, props: { subject: ' Where is  it? ' } } };
    const mail = contacted('anna', MONDAY + 2 * DAY, 'email_open');
    const order = contacted('anna', MONDAY + 3 * DAY, 'refund');
    const searching = visited('anna', [
      [MONDAY + 4 * DAY, 'search', { search_term: 'Lamp' }],
      [MONDAY + 4 * DAY + 1, 'view_search_results', { search_term: 'lamp' }],
      [MONDAY + 4 * DAY + 2, 'search', { search_term: 'desk' }],
    ]);
    const items = [...buying, asking, mail, order, searching];
    const { data, map } = fold({ items, orders });
    expect(data.contacts).toBe(2);
    const bought = columnOf(data, 'purchase');
    expect(bought?.channels).toEqual([
      { key: 'Call', online: false, touches: 1, people: 1 },
      { key: 'Email', online: true, touches: 1, people: 1 },
      { key: 'Email', online: false, touches: 1, people: 1 },
    ]);
    expect(bought?.questions).toEqual([
      { key: 'Where is it?', kind: 'support', asked: 1, people: 1 },
    ]);
    expect(columnOf(data, 'retention')?.questions).toEqual([
      { key: 'desk', kind: 'search', asked: 1, people: 1 },
      { key: 'lamp', kind: 'search', asked: 1, people: 1 },
    ]);
    const ofStage = { stage: 'purchase' } as const;
    expect(map.peopleOf({ ...ofStage, of: 'contacts', key: 'Call' })).toEqual(['anna']);
    expect(map.peopleOf({ ...ofStage, of: 'questions', key: 'support Where is it?' })).toEqual([
      'anna',
    ]);
  });

  test('counts a session where it began, an event at its own time, the cookieless apart', () => {
    const late = visited('cy', [
      [MONDAY - second, '/'],
      [MONDAY + second, '/a'],
    ]);
    const shy = Object.assign(visited('dan', [[MONDAY, '/']]), { marks: { cookieless: true } });
    const { data } = fold({ items: [late, shy] });
    expect(data).toMatchObject({ active: 1, sessions: 0, cookieless: { n: 1, of: 1 } });
    expect(columnOf(data, 'awareness')).toMatchObject({
      active: 1,
      events: 1,
      sessions: 0,
      channels: [],
      pages: [{ key: '/a', events: 1, touches: 0 }],
    });
  });

  test('shows an order once among the actions, whoever tells of it, and in the stage it was made in', () => {
    const bought = (id?: string): Properties => (id === undefined ? {} : { transaction_id: id });
    const told = (customer: string, at: number, id: string): Touchpoint => {
      const contact = contacted(customer, at, 'purchase');
      return { ...contact, event: { ...contact.event, props: bought(id) } };
    };
    const items = [
      // The server was first, while the session had begun: what its page says is told again.
      visited('ann', [
        [MONDAY, '/'],
        [MONDAY + 9 * second, 'purchase', bought('o-1')],
        [MONDAY + 10 * second, 'purchase', bought('o-1')],
        [MONDAY + 20 * second, 'purchase', bought('o-2')],
        [MONDAY + 30 * second, 'purchase', bought()],
      ]),
      told('ann', MONDAY + 5 * second, 'o-1'),
      told('ann', MONDAY + 60 * second, 'o-2'),
      // Of a user whom nobody knows to be her, before she did; and of an order from before the range.
      told('u-9', MONDAY + 100 * second, 'o-3'),
      visited('bea', [
        [MONDAY + 101 * second, 'purchase', bought('o-3')],
        [MONDAY + 102 * second, 'purchase', bought('o-3')],
        [MONDAY + 103 * second, 'purchase', bought('o-4')],
      ]),
    ];
    const orders = [
      ordered('o-1', ['ann', MONDAY + 5 * second, 1]),
      ordered('o-2', ['ann', MONDAY + 20 * second, 1]),
      ordered('event:a', ['ann', MONDAY + 30 * second, 1]),
      ordered('o-3', ['bea', MONDAY + 100 * second, 1]),
      ordered('o-4', ['bea', MONDAY - DAY, 1]),
    ];
    const { data } = fold({ items, orders });
    const purchases = data.stages.flatMap(({ stage, actions }) =>
      actions.map(({ key, events, touches }) => [stage, key, events, touches]),
    );
    expect(purchases).toEqual([
      ['purchase', 'purchase', 1, 1],
      ['retention', 'purchase', 3, 2],
    ]);
    expect(data.conversions).toBe(4);
  });

  test('counts a session once among those with an order, though one of its orders is known late', () => {
    const bought = (customer: string, seconds: number, id: string): OrderFact =>
      ordered(id, [customer, MONDAY + seconds * second, 1]);
    const tells = (seconds: number, id: string): [number, string, Properties] => [
      MONDAY + seconds * second,
      'purchase',
      { transaction_id: id },
    ];
    const items = [
      // Somebody else made o-2 known a second before.
      visited('bea', [tells(1, 'o-1'), tells(10, 'o-2'), tells(20, 'o-3')]),
      visited('cy', [tells(30, 'o-4'), tells(40, 'o-5')]),
    ];
    const orders = [
      bought('bea', 1, 'o-1'),
      bought('bea', 9, 'o-2'),
      bought('bea', 20, 'o-3'),
      bought('cy', 30, 'o-4'),
      bought('cy', 40, 'o-5'),
    ];
    const { data } = fold({ items, orders });
    expect(columnOf(data, 'retention')?.actions).toEqual([
      { key: 'purchase', events: 3, touches: 2 },
    ]);
  });

  test('opens who is behind a row, and behind what is left of a list', () => {
    const items = ['/a', '/a', '/b', '/c'].map((page, i) =>
      visited(`p${i}`, [[MONDAY + i * second, page]]),
    );
    const opened = { stage: 'awareness', of: 'pages', key: '(other)' } as const;
    const { data, map } = fold({ items, limit: 1, opened });
    expect(columnOf(data, 'awareness')?.pages).toEqual([
      { key: '/a', events: 2, touches: 2 },
      { key: '(other)', events: 2, touches: 2 },
    ]);
    expect(map.peopleOf(opened)).toEqual(['p2', 'p3']);
    expect(map.peopleOf({ ...opened, key: '/a' })).toEqual(['p0', 'p1']);
    expect(map.peopleOf({ stage: 'awareness', of: 'active' })).toHaveLength(4);
  });

  test('calls a conversion quick in under half the median time', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const items = names.map((name, i) => visited(name, [[MONDAY + i, '/']]));
    const quickOf = (took: readonly number[]): string[] => {
      const { map } = fold({ items });
      map.hurry(names.map((customer, i) => ({ customer, at: MONDAY + DAY, took: took[i] ?? 0 })));
      return map.peopleOf({ stage: 'awareness', of: 'good_moments', key: 'quick_success' });
    };
    expect(quickOf([10, 19, 20, 40, 90])).toEqual([]);
    expect(quickOf([9, 19, 20, 40, 90])).toEqual(['a']);
  });
});
