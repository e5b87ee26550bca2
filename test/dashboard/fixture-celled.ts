import type * as pages from '../../dashboard/api/report-shapes.ts';
import type { CellAttribution } from '../../worker/api/answers/attribution.ts';
import type { CellCarts } from '../../worker/api/answers/carts.ts';
import type { CellDiff } from '../../worker/api/answers/diff.ts';
import type { CellExplain } from '../../worker/api/answers/explain.ts';
import type { CellFriction } from '../../worker/api/answers/friction.ts';
import type { CellLifecycle } from '../../worker/api/answers/lifecycle.ts';
import type { CellPaths } from '../../worker/api/answers/paths.ts';
import type { CellRetention } from '../../worker/api/answers/retention.ts';
import type { CellRevenue } from '../../worker/api/answers/revenue.ts';
import type { CellSearchTerms } from '../../worker/api/answers/search-terms.ts';
import type { CellStages } from '../../worker/api/answers/stages.ts';
import type { Account } from '../../worker/reports/index.ts';
import { differenceOf } from '../../worker/reports/difference.ts';
import { broughtBy } from '../../worker/reports/explain-parts.ts';
import { Sum } from '../../worker/reports/explain-units.ts';
import { rateOf } from '../../worker/reports/rate.ts';

// Each answer is both: what the Worker's own type says, and what the pages read. The compiler holds it.

const DAYS = ['2026-10-26', '2026-11-02', '2026-11-09', '2026-11-16'];
const NEVER = { p25: null, p50: null, p75: null, p95: null };

function euros(minor: number): { currency: string; amount: string; minor: number }[] {
  return minor === 0 ? [] : [{ currency: 'EUR', amount: (minor / 100).toFixed(2), minor }];
}

export function retentionOf(empty: boolean): CellRetention & pages.Retention {
  const cohorts = DAYS.map((day, row) => {
    const people = empty ? 0 : 300 + row * 20;
    const cells = Array.from({ length: 5 }, (_, period) => {
      const running = row + period >= 3;
      const n = row + period > 3 ? 0 : period === 0 ? people : Math.round(people / (3 + period));
      const returned = running ? { value: null, n, of: people, ci95: null } : rateOf(n, people);
      const cell = n > 0 ? `cell-${day}-${period}` : null;
      return { period, returned, in_progress: running, open: false, cell };
    });
    return { day, at: `${day}T00:00:00.000Z`, people, cells };
  });
  const mean = [1, 2, 3, 4].map((period) => ({
    period,
    returned: period < 3 ? rateOf(50, 640) : rateOf(0, 0),
    cohorts: 2,
  }));
  return { cohorts, mean: [{ period: 0, returned: rateOf(640, 640), cohorts: 2 }, ...mean] };
}

export function lifecycleOf(): CellLifecycle & pages.Lifecycle {
  const periods = DAYS.map((day, row) => {
    const running = row === DAYS.length - 1;
    return {
      day,
      at: `${day}T00:00:00.000Z`,
      active: 400,
      new: 280,
      returning: 120 - row,
      resurrecting: row,
      dormant: running ? null : 60,
      in_progress: running,
      cells: {
        active: `a-${day}`,
        new: `n-${day}`,
        returning: `r-${day}`,
        resurrecting: row === 0 ? null : `s-${day}`,
        dormant: running ? null : `d-${day}`,
      },
    };
  });
  return { periods, stickiness: [], active: 900 };
}

const LONG = '/collections/autumn/a-rather-long-address-of-a-page-that-goes-on-and-on/';

export function pathsOf(empty: boolean, body: unknown): CellPaths & pages.Paths {
  const { direction } = body as { direction: string };
  const [edge, end] =
    direction === 'backward' ? ['(session end)', '(entry)'] : ['(session start)', '(exit)'];
  const node = (name: string, people: number, step: number): pages.PathNode => ({
    node: name,
    people,
    share: rateOf(people, 900),
    conversion: rateOf(Math.floor(people / 20), people),
    cell: people === 0 ? null : `node-${step}-${name}`,
  });
  const ways: [step: number, from: string, to: string, people: number][] = [
    [0, edge, '/', 500],
    [0, edge, LONG, 100],
    [0, edge, '(other)', 300],
    [1, '/', LONG, 200],
    [1, '/', end, 300],
    [1, LONG, '(other)', 100],
    [1, '(other)', end, 300],
  ];
  const at = (step: number): pages.PathNode[] => {
    const sums = new Map<string, number>();
    for (const [, , to, people] of ways.filter(([from]) => from === step - 1)) {
      sums.set(to, (sums.get(to) ?? 0) + people);
    }
    return [...sums].map(([name, people]) => node(name, people, step));
  };
  return {
    steps: [
      { step: 0, nodes: [node(edge, empty ? 0 : 900, 0)] },
      { step: 1, nodes: empty ? [] : at(1) },
      { step: 2, nodes: empty ? [] : at(2) },
    ],
    edges: ways.map(([step, from, to, people]) => {
      const { node: _, ...counted } = node(to, people, step);
      return { step, from, to, ...counted };
    }),
    paths: [
      { ...pathOf([edge, '/', end], 300), cell: 'path-1' },
      { ...pathOf(['(other)'], 600), cell: 'path-2' },
    ],
    in_progress: 3,
  };
}

function pathOf(nodes: string[], people: number): Omit<pages.PathRow, 'cell'> {
  return { nodes, people, share: rateOf(people, 900), conversion: rateOf(9, people) };
}

export function stagesOf(empty: boolean): CellStages & pages.Stages {
  const row = (
    stage: CellStages['stages'][number]['stage'],
    people: number,
  ): CellStages['stages'][number] => ({
    stage,
    people,
    before: 4,
    entered: people * 2,
    conversion: rateOf(people, people * 2),
    drop_off: rateOf(1, people * 2),
    time: people === 0 ? NEVER : { p25: 310, p50: 1_204.5, p75: 90_400, p95: 432_000 },
    reasons:
      people === 0
        ? []
        : [{ because: 'add_to_cart', reason: 'Added a product', people, cell: `why-${stage}` }],
    cell: `stage-${stage}`,
    cells: { entered: `into-${stage}`, conversion: `on-${stage}`, drop_off: `out-${stage}` },
  });
  return {
    people: empty ? 0 : 1_500,
    stages: [row('awareness', 900), row('intent', 500), row('purchase', 100), row('advocacy', 0)],
    flow: [
      { from: null, to: 'awareness', moves: 1_000, people: 1_000, cell: 'new' },
      { from: 'awareness', to: 'intent', moves: 540, people: 500, cell: 'move' },
    ],
  };
}

export function cartsOf(empty: boolean): CellCarts & pages.Carts {
  const all = empty ? 0 : 159;
  return {
    carts: all,
    customers: all,
    value: euros(all * 4_200),
    states: (['open', 'ordered', 'abandoned'] as const).map((state, index) => ({
      state,
      carts: index * 50,
      customers: index * 48,
      value: euros(index * 210_000),
      revenue: euros(index === 1 ? 190_000 : 0),
      cell: `cart-${state}`,
    })),
    abandonment: rateOf(100, 150),
    recovery: rateOf(0, 100),
    time_to_recover: NEVER,
    rows: ['view_cart', '(other)'].map((key) => ({
      key,
      carts: 57,
      customers: 55,
      value: euros(302_850),
      recovered: 2,
      cell: `left-${key}`,
    })),
  };
}

export function searchTermsOf(empty: boolean): CellSearchTerms & pages.SearchTerms {
  const figures = {
    searches: empty ? 0 : 140,
    customers: 127,
    sessions: 135,
    followed: rateOf(109, 140),
    refined: rateOf(0, 140),
    left: rateOf(31, 140),
    without_results: rateOf(0, 0),
    conversion: rateOf(2, 127),
  };
  const keys = ['ramen', '<b>bowl</b> with a name that goes on and on and on and on', '(other)'];
  return { ...figures, terms: 12, rows: keys.map((key) => ({ ...figures, key, cell: 'term' })) };
}

export function revenueOf(empty: boolean): CellRevenue & pages.Revenue {
  const figures = (orders: number): Omit<CellRevenue, 'series' | 'rows' | 'cell'> => ({
    orders: empty ? 0 : orders,
    customers: orders,
    revenue: [...euros(orders * 3_778), { currency: 'CHF', amount: '12.50', minor: 1_250 }],
    refunds: empty ? [] : euros(1_990),
    net: euros(orders * 3_778 - 1_990),
    aov: euros(3_778),
    verified: { orders: 2, revenue: euros(7_556) },
    asserted: { orders: orders - 2, revenue: euros((orders - 2) * 3_778) },
  });
  return {
    ...figures(42),
    cell: 'revenue-all',
    series: DAYS.map((day, index) => ({
      ...figures(index * 10 + 3),
      day,
      at: `${day}T00:00:00.000Z`,
      cell: `day-${day}`,
    })),
    rows: ['Dune <b>mug</b>', '(not itemised)'].map((key, index) => ({
      ...figures(20 - index),
      key,
      quantity: 30,
      cell: `revenue-${index}`,
    })),
  };
}

export function attributionOf(empty: boolean): CellAttribution & pages.Attribution {
  const credit = (conversions: number): pages.Credit & { value: CellAttribution['value'] } => ({
    conversions,
    value: euros(Math.round(conversions * 3_778)),
    ci95: [Math.max(0, conversions - 6.5), conversions + 7.25],
  });
  const row = (touch: string, all: number): CellAttribution['rows'][number] => {
    const models = {
      first: credit(all),
      last: credit(all / 2),
      last_non_direct: credit(all * 0.75),
      linear: credit(all * 0.7),
      u_shaped: credit(all * 0.72),
      time_decay: credit(all * 0.6),
      markov: credit(all * 0.801_234),
      shapley: credit(all * 0.69),
    };
    const customers = Math.ceil(all);
    const cell = customers === 0 ? null : `touch-${touch}`;
    const participation = touch === '(no touch)' ? customers : customers + 4;
    return { touch, participation, customers, models, disagreement: all / 2, cell };
  };
  const touches: [string, number][] = [
    ['Organic Search', 18],
    ['Direct', 9],
    ['Email', 6],
    ['/a/<b>page</b>/with-an-address/that-goes-on-and-on-and-on-and-on', 4],
    ['Call', 0],
    ['(no touch)', 2],
    ['(other)', 3],
  ];
  return {
    conversions: empty ? 0 : 42,
    customers: empty ? 0 : 40,
    value: empty ? [] : euros(42 * 3_778),
    journeys: { converted: empty ? 0 : 42, lapsed: 2_310, in_progress: 902 },
    bootstrap: 200,
    rows: empty ? [] : touches.map(([touch, all]) => row(touch, all)),
  };
}

export function frictionOf(empty: boolean): CellFriction & pages.Friction {
  const row = (
    signal: CellFriction['rows'][number]['signal'],
    key: string,
    [value, high]: [number, number],
  ): CellFriction['rows'][number] => ({
    step: 'begin_checkout',
    nth: 3,
    signal,
    key,
    exposed: 220,
    compared: 200,
    converted: { exposed: rateOf(80, 220), others: rateOf(400, 800) },
    difference: { value, ci95: [2 * value - high, high] },
    p: high < 0 ? 0.002 : 0.4,
    stands: high < 0,
    missing: {
      conversions: Math.max(0, -value * 200),
      conversions_at_least: Math.max(0, -high * 200),
      value: euros(Math.round(Math.max(0, -value * 200) * 3_778)),
      value_at_least: euros(Math.round(Math.max(0, -high * 200) * 3_778)),
    },
    cells: { exposed: `met-${signal}`, missing: `lost-${signal}` },
  });
  const steps = ['view_item', 'add_to_cart', 'begin_checkout'].map((step, i) => ({
    step,
    people: empty ? 0 : 4_000 - i * 1_500,
    converted: rateOf(empty ? 0 : 480, empty ? 0 : 4_000 - i * 1_500),
    in_progress: 40,
  }));
  const rows = [
    row(
      'rage_click',
      '/checkout/<b>pay</b>/with-an-address/that-goes-on-and-on-and-on',
      [-0.11, -0.04],
    ),
    row('error', '(other)', [-0.05, -0.01]),
    row('form_abandon', '/checkout', [-0.02, 0.03]),
    row('dead_click', '/', [0.04, 0.09]),
  ];
  return {
    steps,
    mean_order: euros(3_778),
    tested: empty ? 0 : 9,
    untested: empty ? 0 : 14,
    rows: empty ? [] : rows,
  };
}

type Counts = [n: number, of: number];

export function explainOf(empty: boolean): CellExplain & pages.Explain {
  const NOW: Counts = empty ? [0, 0] : [189, 4_500];
  const BEFORE: Counts = empty ? [0, 0] : [216, 4_000];
  const sum = ([n, of]: Counts): Sum => Object.assign(new Sum(), { n, of, sum: n, squares: n });
  const cellsOf = (name: string): pages.ExplainCells => ({
    now: `now-${name}`,
    before: `before-${name}`,
    now_converted: `bought-${name}`,
    before_converted: null,
  });
  const row = (key: string, now: Counts, before: Counts): CellExplain['rows'][number] => ({
    key,
    now: rateOf(...now),
    before: rateOf(...before),
    share: { now: rateOf(now[1], NOW[1]), before: rateOf(before[1], BEFORE[1]) },
    ...broughtBy({
      now: { part: sum(now), whole: sum(NOW) },
      before: { part: sum(before), whole: sum(BEFORE) },
    }),
    difference: differenceOf(rateOf(...now), rateOf(...before)),
    stands: { difference: key === 'Paid Search', beyond: key === 'Paid Search' },
    cells: cellsOf(key),
  });
  const rows = [
    row('Paid Search', [40, 2_000], [100, 1_800]),
    row(
      '<b>Friends</b> who tell each other about a shop in a campaign',
      [149, 2_100],
      [116, 2_200],
    ),
    row('(other)', [0, 400], [0, 0]),
  ];
  const [top] = rows;
  const total = (part: 'mix' | 'rate'): number => rows.reduce((all, one) => all + one[part], 0);
  const brought = {
    contribution: top?.contribution.value ?? 0,
    beyond: top?.beyond.value ?? 0,
  };
  const dimensions: CellExplain['dimensions'] = [
    {
      by: 'channel',
      values: 9,
      stand: 2,
      concentration: 0.018,
      top: { key: 'Paid Search', ...brought },
    },
    { by: 'country', values: 21, stand: 1, concentration: 0.007, top: { key: 'SE', ...brought } },
    { by: 'device', values: 3, stand: 0, concentration: 0, top: null },
  ];
  return {
    now: rateOf(...NOW),
    before: rateOf(...BEFORE),
    change: differenceOf(rateOf(...NOW), rateOf(...BEFORE)),
    mix: total('mix'),
    rate: total('rate'),
    by: 'channel',
    dimensions,
    rows,
    other_currencies: 0,
    cells: cellsOf('all'),
  };
}

export function diffOf(empty: boolean): CellDiff & pages.Diff {
  const side = (name: string, [n, of]: Counts): CellDiff['a'] => ({
    journeys: empty ? 0 : of,
    customers: empty ? 0 : of,
    converted: rateOf(empty ? 0 : n, empty ? 0 : of),
    in_progress: 120,
    cells: { journeys: `all-${name}`, converted: `bought-${name}` },
  });
  const row = (
    [from, to]: [string, string],
    [a, b]: [Counts, Counts],
    stands: boolean,
  ): CellDiff['rows'][number] => ({
    from,
    to,
    a: rateOf(...a),
    b: rateOf(...b),
    difference: differenceOf(rateOf(...a), rateOf(...b)) ?? { value: 0, ci95: [0, 0], p: 1 },
    stands,
    effect: -0.0098,
    part: -0.0061,
    cells: { a: `a-${from}`, b: null },
  });
  const states = ['/checkout', LONG, '(start)', '(other)'].map((state, i) => ({
    state,
    departures: { a: 310 - i, b: 290 },
    swapped: i === 3 ? null : { a: 0.0349, b: 0.0335 },
    effect: i === 3 ? null : -0.0098 / (i + 1),
  }));
  const rows = [
    row(['/checkout', '(conversion)'], [[96, 310], [140, 290]], true), // prettier-ignore
    row(['/checkout', LONG], [[31, 310], [12, 290]], true), // prettier-ignore
    row(['(start)', '(exit)'], [[900, 2_400], [740, 2_000]], false), // prettier-ignore
  ];
  const [a, b] = [side('a', [62, 2_400]), side('b', [88, 2_000])];
  return {
    a,
    b,
    difference: differenceOf(a.converted, b.converted),
    states,
    tested: 31,
    untested: 12,
    rows,
  };
}

export const accounts: (Account & pages.Account)[] = [
  {
    id: 'harbour-hotel',
    name: 'Harbour Hotel',
    traits: { plan: 'team', city: '<i>Lund</i>' },
    customers: ['c_maria', 'c_busy'],
    first_seen: '2026-10-02T08:00:00.000Z',
    last_seen: '2026-11-20T18:40:31.000Z',
    sessions: 27,
    orders: 3,
    value: euros(13_285),
  },
  {
    id: 'no-name',
    name: 'no-name',
    traits: {},
    customers: [],
    first_seen: null,
    last_seen: null,
    sessions: 0,
    orders: 0,
    value: [],
  },
];
