import { FROM, TO } from './database.ts';
import type { Row } from './engines.ts';

/** What is asked of the Worker, and how its answer is written down to be compared. */
export interface Question {
  name: string;
  /** Milliseconds that issue 5 allows for a million and for ten million events. */
  limits?: readonly [number, number];
  path: string;
  body?: unknown;
  /** Rows of the Worker's answer, as the SQL gives them. */
  rows?: (answer: Answered) => Row[];
  /** The same question to one row an event, in words both engines know. */
  sql?: string;
}

/** As much of an answer's shape as is read here. */
export interface Answered {
  data: {
    [name: string]: unknown;
  };
}

const DAY = 86_400_000;
const range = rangeOf(FROM, TO);
const MIDDLE = FROM + (TO - FROM) / 2;
/** The later half of the month against the earlier. */
const halves = { range: rangeOf(MIDDLE, TO), compare: rangeOf(FROM, MIDDLE) };
const STEPS = ['view_item', 'add_to_cart', 'begin_checkout', 'purchase'] as const;
const WINDOW = 7 * DAY;

/** Who an event is of: the user its visitor named, else the visitor; a contact is its user's. */
const PEOPLE = `
  select e.ts, e.id, e.name, e.page, e.session, e.channel, e.properties,
    coalesce(i.user_id, e.visitor, e.user_id) as customer
  from events as e left join identities as i on i.visitor = e.visitor`;

/** Questions, with the one customer that a timeline is asked of. */
export function questionsOf(user: string): Question[] {
  return [
    {
      name: 'timeline, 200 events',
      limits: [10, 10],
      path: `customers/${user}/timeline?limit=200`,
      rows: ({ data }) => listOf(data).map(({ id }) => [String(id)]),
      sql: `
        select id from events
        where site = 1 and visitor in (select visitor from identities where user_id = '${user}')
          or site = 1 and visitor is null and user_id = '${user}'
        order by ts, case when name = 'page_view' then 0 else 1 end, id limit 200`,
    },
    {
      name: 'customers by last seen',
      limits: [20, 20],
      path: 'customers?sort=last_seen&limit=50',
      rows: ({ data }) => listOf(data).map(({ id }) => [String(id)]),
      sql: `select customer from (select customer, max(ts) as seen from (${PEOPLE}) as p group by customer) as c order by seen desc, customer limit 50`,
    },
    {
      name: 'customers by first seen',
      path: 'customers?sort=first_seen&limit=50',
      rows: ({ data }) => listOf(data).map(({ id }) => [String(id)]),
      sql: `select customer from (select customer, min(ts) as seen from (${PEOPLE}) as p group by customer) as c order by seen desc, customer limit 50`,
    },
    {
      name: 'customers by value',
      limits: [400, 400],
      path: 'customers?sort=value&limit=50',
      rows: ({ data }) => listOf(data).map(({ id }) => [String(id)]),
      sql: `
        select customer from (
          select customer, sum(cast(round(cast(properties ->> '$.value' as double) * 100) as bigint)) as value
          from (${PEOPLE} where e.site = 1 and e.name = 'purchase') as p group by customer
        ) as c order by value desc, customer limit 50`,
    },
    { name: 'journeys', limits: [20, 20], path: 'journeys?limit=50' },
    funnelOf('funnel, 4 steps in 7 days', [250, 2_500], FROM),
    funnelOf('the same, 7 of the 30 days', [100, 600], TO - 7 * DAY),
    pathsOf('paths of pages', 'page'),
    pathsOf('paths of events', 'event'),
    {
      name: 'retention, by day',
      limits: [250, 2_500],
      path: 'reports/retention',
      body: { range, period: 'day', periods: 14 },
      rows: retentionRows,
      sql: `
        with days as (select distinct customer, cast(floor((ts - ${FROM}) / ${DAY}.0) as integer) as day from (${PEOPLE}) as p),
        first as (select customer, min(day) as entered from days group by customer)
        select entered, day - entered as period, count(*) as people
        from days join first using (customer)
        where day - entered <= 14 group by 1, 2 order by 1, 2`,
    },
    {
      name: 'overview',
      path: 'reports/overview',
      body: { range },
      rows: ({ data }) => [[data['events'], data['sessions'], data['customers']].map(Number)],
      sql: `select count(*), count(distinct session), count(distinct customer) from (${PEOPLE}) as p`,
    },
    {
      name: 'attribution: orders by channel',
      limits: [250, 2_500],
      path: 'reports/revenue',
      body: { range, breakdown: { by: 'channel', limit: 20 } },
      rows: channelRows,
      sql: `select channel, count(*) from (${PEOPLE} where e.site = 1 and e.name = 'purchase') as p group by channel order by channel`,
    },
    {
      name: 'attribution by eight models',
      limits: [250, 2_500],
      path: 'reports/attribution',
      body: { range, bootstrap: 200 },
    },
    {
      name: 'attribution to campaigns',
      path: 'reports/attribution',
      body: { range, bootstrap: 200, touch: { by: 'campaign' } },
    },
    {
      name: 'overview by source',
      path: 'reports/overview',
      body: { range, breakdown: { by: 'source' } },
    },
    {
      name: 'funnel over three pages',
      path: 'reports/funnel',
      body: { range, steps: ['/', '/kasse', '/kasse/danke'].map(viewOf), window: 'P7D' },
    },
    {
      name: 'explain: conversion by channel',
      path: 'reports/explain',
      body: { ...halves, by: 'channel' },
    },
    {
      name: 'explain: conversion by all fields',
      path: 'reports/explain',
      body: halves,
    },
    {
      name: 'diff of events, phones and others',
      path: 'reports/diff',
      body: {
        range,
        nodes: 'event',
        a: { filter: { field: 'device', op: 'eq', value: 'mobile' } },
      },
    },
  ];
}

/** A step that is the view of a page. */
function viewOf(page: string): { event: string; filter: object } {
  return { event: 'page_view', filter: { field: 'page', op: 'eq', value: page } };
}

function funnelOf(name: string, limits: [number, number], from: number): Question {
  return {
    name,
    limits,
    path: 'reports/funnel',
    body: { range: rangeOf(from, TO), steps: STEPS.map((event) => ({ event })), window: 'P7D' },
    rows: ({ data }) => [listOf(data['steps']).map(({ people }) => Number(people))],
    sql: funnelSql(from),
  };
}

/**
 * For each event the latest first step from which it can be reached in time: a later start has more
 * time left and never less behind it, so it is the only one that needs to be carried along.
 */
function funnelSql(from: number): string {
  const steps = STEPS.map((step) => `'${step}'`).join(', ');
  const chain = STEPS.slice(1).map((step, i) => {
    const before = `max(case when s${i} is not null and ts - s${i} <= ${WINDOW} then s${i} end)
      over (partition by customer order by ts range between unbounded preceding and current row)`;
    return `c${i + 1} as (select *, case when name = '${step}' then ${before} end as s${i + 1} from c${i})`;
  });
  const reached = STEPS.map(
    (_, i) =>
      `count(distinct case when s${i} is not null and ts - s${i} <= ${WINDOW} then customer end)`,
  );
  return `
    with c0 as (
      select customer, ts, name, case when name = '${STEPS[0]}' then ts end as s0
      from (${PEOPLE} where e.site = 1 and e.name in (${steps}) and e.ts >= ${from}) as p
    ), ${chain.join(', ')}
    select ${reached.join(', ')} from c${STEPS.length - 1}`;
}

function pathsOf(name: string, nodes: 'page' | 'event'): Question {
  const node = nodes === 'page' ? 'page' : 'name';
  const wanted =
    nodes === 'page' ? `e.name = 'page_view'` : `e.name <> 'engagement' and e.session is not null`;
  return {
    name,
    limits: [250, 2_500],
    path: 'reports/paths',
    body: { range, unit: 'session', start: { session: 'start' }, nodes, steps: 5, limit: 10 },
    rows: ({ data }) =>
      listOf(data['paths'])
        .filter(({ nodes: path }) => (path as string[])[0] !== '(other)')
        .map(({ nodes: path, people }) => [(path as string[]).slice(1).join(' '), Number(people)]),
    sql: `
      with steps as (
        select session, ts, id, ${node} as node,
          lag(${node}) over (partition by session order by ts, case when name = 'page_view' then 0 else 1 end, id) as before
        from events as e where site = 1 and ${wanted}
      ), kept as (
        select session, node, row_number() over (partition by session order by ts, id) as step
        from steps where before is null or before <> node
      ), ways as (
        select session, ${[1, 2, 3, 4, 5].map((step) => `max(case when step = ${step} then node end) as n${step}`).join(', ')}
        from kept where step <= 5 group by session
      ), named as (
        select n1 || coalesce(' ' || n2, '') || coalesce(' ' || n3, '') || coalesce(' ' || n4, '') ||
          coalesce(' ' || n5, ' (exit)') as way
        from ways
      )
      select way, count(*) as people from named group by way order by people desc, way limit 10`,
  };
}

function retentionRows({ data }: Answered): Row[] {
  const cohorts = listOf(data['cohorts']).filter(({ people }) => Number(people) > 0);
  const rows = cohorts.flatMap((cohort): Row[] => {
    const day = Math.round((Date.parse(String(cohort['at'])) - FROM) / DAY);
    const cells = listOf(cohort['cells']).map((cell): Row => {
      const { n } = cell['returned'] as { n: number };
      return [day, Number(cell['period']), n];
    });
    return cells.filter(([, , n]) => n !== 0);
  });
  return rows;
}

/** The flat table has the medium; two channels have one in common. */
const MEDIA: Record<string, string> = {
  Direct: '(none)', 'Organic Search': 'organic', Email: 'email', 'Paid Search': 'cpc',
  'Paid Social': 'paid_social', Referral: 'referral', 'AI Assistants': 'referral',
}; // prettier-ignore

function channelRows({ data }: Answered): Row[] {
  const sums = new Map<string, number>();
  for (const { key, orders } of listOf(data['rows'])) {
    const medium = MEDIA[String(key)] ?? String(key);
    sums.set(medium, (sums.get(medium) ?? 0) + Number(orders));
  }
  return [...sums].filter(([, n]) => n > 0).sort(([a], [b]) => (a < b ? -1 : 1));
}

function listOf(value: unknown): { [name: string]: unknown }[] {
  if (!Array.isArray(value)) throw new Error('The answer has another form than it should');
  return value as { [name: string]: unknown }[];
}

function rangeOf(from: number, to: number): { from: string; to: string } {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}
