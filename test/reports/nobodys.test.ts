import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { archive } from '../../worker/jobs/archive/archive.ts';
import {
  customerBy,
  diff,
  friction,
  funnel,
  journeyMap,
  lifecycle,
  listCustomers,
  overview,
  paths,
  peopleBehind,
  retention,
  segments,
  SIGNALS,
  stages,
  type FunnelQuery,
  type ReportContext,
} from '../../worker/reports/index.ts';
import type { Line } from '../../worker/stitch/event.ts';
import { contact, identify, newSite, tell, visit } from './store.ts';

const START = Date.parse('2026-10-20T10:00:00Z');
const MINUTE = 60_000;
const RANGE = { from: START, to: START + 86_400_000 };
/** As collect/cookieless.ts makes it. */
const NOBODY = 'c.AAAAAAAAAAAAAAAA';

const props = (id: string) => ({ props: { transaction_id: id, currency: 'EUR', value: 10 } });

/** A visit without consent, which names somebody all the same. */
function shy(order: string): Line {
  const line = visit(NOBODY, [
    [START, 'page_view', { page: '/' }],
    [START + MINUTE, 'purchase', { ...props(order), user: 'ann' }],
  ]);
  for (const event of line.events) event.context = { cookieless: true };
  return line;
}

async function told(lines: Line[]): Promise<ReportContext> {
  const site = newSite();
  await tell(site, { lines, edges: [identify(NOBODY, 'ann', START)] });
  return { db: env.DB, site, now: START + 86_400_000 };
}

test('visits without consent count, and are no customer in any count of people', async () => {
  const context = await told([shy('o-1'), visit('bob', [[START, 'page_view', { page: '/' }]])]);
  const query = { range: RANGE };
  const { data } = await overview(context, query);
  expect(data).toMatchObject({ visitors: 2, sessions: 2, orders: 1, customers: 1 });
  expect(data.revenue[0]?.minor).toBe(1_000);
  expect(data.conversion).toMatchObject({ n: 0, of: 1 });
  for (const [figure, people] of [['customers', ['bob']] as const, ['buyers', []] as const]) {
    expect(await peopleBehind(context, { report: 'overview', query, pick: { figure } })).toEqual(
      people,
    );
  }
  for (const sort of ['last_seen', 'first_seen', 'value'] as const) {
    const list = await listCustomers(context, { sort, limit: 10 });
    expect(list.data.data.map(({ id }) => id)).toEqual(['bob']);
  }
  expect((await stages(context, query)).data.people).toBe(1);
  const all = { name: 'all', filter: { field: 'device', op: 'exists', value: true } } as const;
  const side = await segments(context, { ...query, segments: [all], limit: 5 });
  expect(side.data.rows[0]).toMatchObject({ people: 1, customers: 1, sessions: 2 });
  const steps: FunnelQuery = { ...query, steps: [{ event: 'page_view' }] };
  expect((await funnel(context, steps)).data.steps[0]?.people).toBe(1);
  const bySession: FunnelQuery = { ...steps, unit: 'session' };
  expect((await funnel(context, bySession)).data.steps[0]?.people).toBe(2);
  expect(await peopleBehind(context, { report: 'funnel', query: bySession, step: 1 })).toEqual([
    'bob',
  ]);
});

test('a report tells of the visits without consent within its range, whatever else it reads', async () => {
  const DAY = 86_400_000;
  const load = (visitor: string, days: number): Line => {
    const line = visit(visitor, [[START - days * DAY, 'page_view', { page: '/' }]]);
    if (visitor === NOBODY) for (const event of line.events) event.context = { cookieless: true };
    return line;
  };
  // The last within the hour that is looked back.
  const before = [8, 7, 6, 5, 0.03].flatMap((days) => [load(NOBODY, days), load('ann', days)]);
  const after = [-1, -2, -3].flatMap((days) => [load(NOBODY, days), load('ann', days)]);
  const within = [load(NOBODY, 0), load('bob', 0), load('cy', 0)];
  const context = { ...(await told([...before, ...within, ...after])), now: START + 10 * DAY };
  const all = { name: 'all', filter: { field: 'device', op: 'exists', value: true } } as const;
  const steps = [{ event: 'page_view' }];
  const query = { range: RANGE, limit: 5 };
  const conversion = { event: 'purchase' };
  const walk = { nodes: 'stage', groups: [], window: 'P2D', conversion } as const;
  for (const [name, ask] of Object.entries({
    stages: (asked: ReportContext) => stages(asked, query),
    'journey map': (asked: ReportContext) => journeyMap(asked, query),
    segments: (asked: ReportContext) => segments(asked, { ...query, segments: [all] }),
    funnel: (asked: ReportContext) => funnel(asked, { ...query, steps }),
    retention: (asked: ReportContext) =>
      retention(asked, {
        ...query,
        start: { event: 'page_view' },
        cohort: 'first_ever',
        kind: 'bounded',
        clock: 'rolling',
        period: 'day',
        periods: 1,
      }),
    lifecycle: (asked: ReportContext) => lifecycle(asked, { ...query, period: 'day' }),
    paths: (asked: ReportContext) =>
      paths(asked, {
        ...query,
        ...walk,
        start: { event: 'page_view' },
        direction: 'backward',
        occurrence: 'first',
        steps: 2,
      }),
    diff: (asked: ReportContext) =>
      diff(asked, { ...query, ...walk, unit: 'customer', a: query, b: query, states: 2 }),
    friction: (asked: ReportContext) =>
      friction(asked, {
        ...query,
        steps,
        conversion,
        window: 'P2D',
        exposure: 'PT30M',
        signals: SIGNALS,
        by: 'signal',
      }),
  })) {
    const shyness = { sessions: 0, cookieless: 0 };
    await ask({ ...context, shyness });
    expect.soft([name, shyness]).toEqual([name, { sessions: 3, cookieless: 1 }]);
  }
});

test('a report tells of as many visits without consent where they are in the lake', async () => {
  const lines = [
    shy('o-1'),
    visit('bob', [[START, 'page_view', { page: '/' }]]),
    visit('cy', [[START, 'purchase', props('o-2')]]),
  ];
  const { site, ...context } = await told(lines);
  const share = async (lake?: R2Bucket): Promise<unknown> => {
    const shyness = { sessions: 0, cookieless: 0 };
    const steps = [{ event: 'purchase' }];
    await funnel({ ...context, site, shyness, ...(lake && { lake }) }, { range: RANGE, steps });
    return shyness;
  };
  expect(await share()).toEqual({ sessions: 2, cookieless: 1 });
  await env.DB.prepare(
    `insert into sites (site, id, name, time_zone, currency, origins, settings, created_at)
     values (?1, 'nobodys', '', 'UTC', 'EUR', '[]', '{"hot_days":1}', 0)`,
  )
    .bind(site.number)
    .run();
  const lake = env.TEST_LAKE;
  const now = START + 30 * 86_400_000;
  expect(await archive({ db: env.DB, bucket: lake, now, makeId: () => 'n1' })).toBeTruthy();
  const left = env.DB.prepare('select count(*) as n from sessions where site = ?1');
  expect(await left.bind(site.number).first('n')).toBe(0);
  expect(await share(lake)).toEqual({ sessions: 2, cookieless: 1 });
});

test('an order made without consent is whose a server says it is', async () => {
  const server = contact('ann', [[START + 2 * MINUTE, 'purchase', props('o-2')]]);
  const context = await told([shy('o-2'), server]);
  const { data } = await overview(context, { range: RANGE });
  expect(data).toMatchObject({ orders: 1, customers: 1, conversion: { n: 1, of: 1 } });
  const ann = await customerBy(context, 'ann');
  expect(ann?.data).toMatchObject({ orders: 1, visitors: [], events: 1 });
});

test('an order told with and without consent is whose visitor gave it', async () => {
  const later = visit('bob', [[START + 9 * MINUTE, 'purchase', props('o-3')]]);
  const context = await told([shy('o-3'), later]);
  const { data } = await overview(context, { range: RANGE });
  expect(data).toMatchObject({ orders: 1, customers: 1, conversion: { n: 1, of: 1 } });
  expect((await customerBy(context, 'bob'))?.data).toMatchObject({ orders: 1 });
});
