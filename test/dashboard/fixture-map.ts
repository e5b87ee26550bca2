import type * as pages from '../../dashboard/api/report-shapes.ts';
import type { CellJourneyMap } from '../../worker/api/answers/journey-map.ts';
import type { CellSegments } from '../../worker/api/answers/segments.ts';
import { rateOf } from '../../worker/reports/rate.ts';
import { STAGES } from '../../worker/reports/stages-query.ts';

// Both what the Worker's own type says and what the pages read, as in fixture-celled.ts.

type MapStage = CellJourneyMap['stages'][number];

const LONG = '/collections/autumn/a-rather-long-address-of-a-page-that-goes-on-and-on/<b>';

function sentimentOf(
  mean: number | null,
  kind: 'nps' | 'rage_click',
): MapStage['sentiment']['stated'] {
  if (mean === null) return { mean, n: 0, people: 0, ci95: null, signals: [], cell: null };
  const ci95: [number, number] = [Math.max(-2, mean - 0.4), Math.min(2, mean + 0.4)];
  return { mean, n: 14, people: 11, ci95, signals: [{ kind, n: 14, mean }], cell: `felt-${kind}` };
}

function stageOf(stage: MapStage['stage'], i: number): MapStage {
  const isActive = stage !== 'lapsed';
  const people = isActive ? 900 - i * 130 : 210;
  const row = <Row>(one: Row): Row[] => (isActive ? [one] : []);
  return {
    stage,
    people,
    before: 4,
    entered: people * 2,
    conversion: rateOf(people, people * 2),
    drop_off: rateOf(1, people * 2),
    time: { p25: 310, p50: 1_204.5, p75: 90_400, p95: 432_000 },
    reasons: [],
    active: isActive ? people + 20 : 0,
    events: isActive ? 4_100 : 0,
    sessions: isActive ? 1_100 : 0,
    contacts: isActive ? 12 : 0,
    channels: [
      ...row({ key: 'Organic Search', online: true, touches: 800, people: 610, cell: 'ch-1' }),
      ...row({ key: 'Email', online: true, touches: 300, people: 210, cell: 'ch-2' }),
      ...row({ key: 'Call', online: false, touches: 12, people: 9, cell: 'ch-3' }),
    ],
    actions: [
      ...row({ key: 'add_to_cart', events: 700, touches: 500, cell: 'did-1' }),
      ...row({ key: '(other)', events: 90, touches: 80, cell: 'did-2' }),
    ],
    pages: row({ key: LONG, events: 1_900, touches: 900, cell: 'page-1' }),
    friction: row({
      signal: 'rage_click' as const,
      events: 60,
      sessions: rateOf(41, 1_100),
      per_session: 60 / 1_100,
      people: 38,
      cell: 'rage-1',
    }),
    sentiment: {
      stated: sentimentOf(i === 1 || !isActive ? null : 1.4 - i * 0.3, 'nps'),
      inferred: sentimentOf(isActive ? -0.5 : null, 'rage_click'),
    },
    questions: [
      ...row({ key: 'lamp', kind: 'search' as const, asked: 44, people: 40, cell: 'q-1' }),
      ...row({ key: 'Where is it?', kind: 'support' as const, asked: 4, people: 4, cell: 'q-2' }),
    ],
    good_moments: [
      { key: 'praise', moments: isActive ? 8 : 0, people: 8, cell: 'good-1' },
      { key: 'conversion', moments: 0, people: 0, cell: null },
      { key: 'quick_success', moments: null, people: null, cell: null },
    ],
    cells: { people: `in-${stage}`, active: isActive ? `active-${stage}` : null },
  };
}

export function journeyMapOf(empty: boolean): CellJourneyMap & pages.JourneyMap {
  return {
    people: empty ? 0 : 4_120,
    active: empty ? 0 : 2_040,
    sessions: 5_120,
    contacts: 72,
    cookieless: rateOf(310, 5_430),
    conversions: 103,
    time_to_convert: { p25: 310, p50: 1_204.5, p75: 90_400, p95: 432_000 },
    stages: STAGES.map(stageOf),
    flow: [{ from: 'awareness', to: 'lapsed', moves: 9, people: 9, cell: 'lapsed-1' }],
  };
}

export function segmentsOf(empty: boolean, body: unknown): CellSegments & pages.Segments {
  const { segments } = body as { segments?: { name: string }[] };
  const all = empty ? 0 : 4_120;
  const euros = [{ currency: 'EUR', amount: '1204.50', minor: 120_450 }];
  const figures = (people: number, name: string): CellSegments['everybody'] => ({
    visitors: people,
    customers: Math.round(people / 2),
    sessions: people,
    engaged_sessions: Math.round(people / 3),
    page_views: people * 4,
    events: people * 9,
    orders: Math.round(people / 40),
    revenue: people === 0 ? [] : euros,
    conversion: rateOf(Math.round(people / 50), Math.round(people / 2)),
    aov: people === 0 ? [] : euros,
    new_customers: 0,
    returning_customers: Math.round(people / 2),
    people,
    share: rateOf(people, all),
    cells: {
      people: `all-${name}`,
      customers: `there-${name}`,
      new_customers: null,
      returning_customers: null,
      converted: people === 0 ? null : `won-${name}`,
      buyers: people === 0 ? null : `bought-${name}`,
    },
  });
  const names = segments?.map(({ name }) => name) ?? [
    'Mail on <b>phones</b>, and a name that goes on and on and on',
    'Bought',
    'Nobody',
  ];
  const sizes = [2_100, 310, 0];
  const rows = (empty ? [] : names).map((key, i) => ({
    nth: i + 1,
    key,
    segment: null,
    ...figures(sizes[i] ?? 40, String(i + 1)),
  }));
  const exactly = (key: string, some: number[] | null, people: number) => ({
    key,
    segments: some,
    people,
    share: rateOf(people, all),
    cell: `exactly-${some?.join('-') ?? 'other'}`,
  });
  return {
    everybody: figures(all, 'everybody'),
    rows,
    intersections: empty
      ? []
      : [
          exactly(names[0] ?? '', [1], 1_900),
          exactly(`${names[0]} + ${names[1]}`, [1, 2], 200),
          exactly('(other)', null, 110),
          exactly('(none)', [], 1_910),
        ],
    pairs: empty
      ? []
      : [
          { a: 1, b: 2, people: 200, of_a: rateOf(200, 2_100), of_b: rateOf(200, 310), cell: 'ab' },
          { a: 1, b: 3, people: 0, of_a: rateOf(0, 2_100), of_b: rateOf(0, 0), cell: null },
        ],
  };
}
