import { rateOf } from '../../worker/reports/rate.ts';

interface Body {
  range?: unknown;
  compare?: unknown;
  breakdown?: { by: string };
  steps?: { event: string }[];
  trend?: string;
}

export const QUERY = {
  range: { from: '2026-10-24', to: '2026-11-20' },
};

/** `whose` begins the cells; absent, as of a day, the number opens nobody by itself. */
function figures(scale: number, whose?: string): Record<string, unknown> {
  const of = (value: number): number => Math.round(value * scale);
  const minor = of(4_861_290);
  return {
    visitors: of(21_407),
    customers: of(19_862),
    sessions: of(31_240),
    engaged_sessions: of(18_903),
    page_views: of(148_211),
    events: of(302_655),
    orders: of(742),
    revenue: minor === 0 ? [] : [money('EUR', minor), money('CHF', of(213_400))],
    conversion: rateOf(of(688), of(19_862)),
    aov: minor === 0 ? [] : [money('EUR', 6551), money('CHF', 7113)],
    new_customers: of(15_230),
    returning_customers: of(4632),
    ...(whose && { cells: cellsOf(whose, of(742)) }),
  };
}

function cellsOf(whose: string, orders: number): Record<string, string | null> {
  const cells = ['customers', 'new_customers', 'returning_customers', 'converted', 'buyers'];
  return Object.fromEntries(cells.map((name) => [name, orders > 0 ? `${whose}-${name}` : null]));
}

function money(currency: string, minor: number): unknown {
  return { currency, minor, amount: (minor / 100).toFixed(2) };
}

const KEYS: Record<string, [key: string, share: number][]> = {
  channel: [
    ['Organic Search', 0.34],
    ['Direct', 0.21],
    ['Paid Search', 0.14],
    ['Email', 0.11],
    ['Organic Social', 0.08],
    ['Referral', 0.05],
    ['Paid Social', 0.03],
    ['AI Assistants', 0.02],
    ['(other)', 0.02],
  ],
  page: [
    ['/', 0.4],
    [
      '/blog/a-rather-long-address-of-a-page-that-goes-on-and-on/and-on-and-on-until-nobody-reads-it',
      0.3,
    ],
    ['/collections/<b>sale</b>', 0.2],
    ['(other)', 0.1],
  ],
  country: [
    ['DE', 0.6],
    ['CH', 0.2],
    ['', 0.2],
  ],
  device: [
    ['mobile', 0.62],
    ['desktop', 0.33],
    ['tablet', 0.05],
  ],
  campaign: [['autumn-mailing-2026', 0.1]],
};

/** Of the report and of what it is compared with; the figures of that are a fifth less. */
function asked(body: unknown, dataOf: (scale: number) => object): object {
  const { compare, range } = body as Body;
  // Of the fixture's ranges this month alone is not over.
  const partial = JSON.stringify(range) === '{"preset":"this_month"}';
  const meta = { warnings: [], partial };
  if (compare === undefined) return { query: QUERY, data: dataOf(1), meta };
  const isYear = compare === 'year_before_so_far';
  const whole = isYear
    ? { from: '2025-10-24', to: '2025-11-20' }
    : { from: '2026-09-26', to: '2026-10-23' };
  const other = partial
    ? { from: '2026-09-25T22:00:00.000Z', to: '2026-10-23T13:16:00.000Z' }
    : whole;
  return {
    query: { ...QUERY, compare: other },
    data: { ...dataOf(1), compare: dataOf(0.8) },
    meta,
  };
}

export function overviewOf(empty: boolean, body: unknown): unknown {
  const { breakdown } = body as Body;
  return asked(body, (scale) => ({
    ...figures(empty ? 0 : scale, 'all'),
    series: seriesOf(empty ? 0 : scale),
    rows: empty
      ? []
      : (KEYS[breakdown?.by ?? 'channel'] ?? []).map(([key, share]) => ({
          key,
          ...figures(share * scale, key),
        })),
  }));
}

function seriesOf(scale: number): object[] {
  return Array.from({ length: 28 }, (_, index) => {
    const at = Date.UTC(2026, 9, 24 + index);
    const wave = 1 + 0.35 * Math.sin(index / 1.1) + index / 60;
    const day = new Date(at).toISOString().slice(0, 10);
    return { day, ...figures((wave / 36) * scale), cell: scale === 0 ? null : `on-${day}` };
  });
}

const TREND = ['2026-11-09', '2026-11-16'].map((day, index) => ({
  day,
  people: 4_556,
  converted: 300 - index * 290,
  conversion: rateOf(300 - index * 290, 4_556),
  in_progress: index * 4_546,
}));

export function funnelOf(empty: boolean, body: unknown): unknown {
  const { steps = [], breakdown, trend } = body as Body;
  const names = steps.map(({ event }) => event);
  const parts = KEYS[breakdown?.by ?? ''] ?? [];
  const rows = parts.map(([key, share]) => ({ key, steps: stepsFrom(names, 9112 * share) }));
  return asked(body, (scale) => ({
    steps: stepsFrom(names, empty ? 0 : 9112 * scale),
    excluded: 0,
    ...(breakdown ? { rows } : {}),
    ...(trend ? { trend: TREND } : {}),
  }));
}

function stepsFrom(names: string[], start: number): unknown[] {
  const people = names.map((_, index) =>
    Math.round(start * ([1, 0.342, 0.187, 0.081, 0.02].at(Math.min(index, 4)) ?? 0)),
  );
  return names.map((event, index) => {
    const [here = 0, before = here] = [people[index], people[index - 1]];
    const time = { p25: 41 * index, p50: 186 * index, p75: 1240 * index, p95: 172_800 * index };
    return {
      event,
      people: here,
      from_start: rateOf(here, people[0] ?? 0),
      from_previous: rateOf(here, before),
      dropped: before - here,
      in_progress: index === 3 ? 12 : 0,
      cell: `step-${index + 1}`,
      time_from_previous: index === 0 ? { p25: null, p50: null, p75: null, p95: null } : time,
    };
  });
}
