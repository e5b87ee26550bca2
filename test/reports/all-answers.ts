import {
  attribution,
  carts,
  customerBy,
  diff,
  explain,
  exportCustomers,
  exportEvents,
  exportSessions,
  friction,
  funnel,
  identityOf,
  journeyBy,
  journeyMap,
  lifecycle,
  listCustomers,
  listJourneys,
  MODELS,
  overview,
  paths,
  peopleBehind,
  retention,
  revenue,
  searchTerms,
  segments,
  SIGNALS,
  stages,
  timelineOf,
  type AttributionQuery,
  type CustomersQuery,
  type DiffQuery,
  type Page,
  type PathsQuery,
  type Place,
  type ReportContext,
  type RetentionQuery,
} from '../../worker/reports/index.ts';

interface Range {
  from: number;
  to: number;
}

const SORTS: readonly CustomersQuery['sort'][] = ['last_seen', 'first_seen', 'value'];

/**
 * All that can be asked of a site over a range, as answered but for what tells where it was read: the
 * same wherever its sessions are.
 */
export async function answersOf(
  context: ReportContext,
  range: Range,
): Promise<Record<string, unknown>> {
  const answers: Record<string, unknown> = {};
  for (const [name, ask] of Object.entries(reportsOf(context, range))) {
    answers[name] = (await ask()).data;
  }
  for (const sort of SORTS) {
    const list = await pagesOf(async (after) => {
      const query = { sort, limit: 10, ...(after && { after }) };
      return (await listCustomers(context, query)).data;
    });
    answers[`customers by ${sort}`] = list;
    if (sort !== 'last_seen') continue;
    for (const { id } of list) Object.assign(answers, await lifeOf(context, id));
  }
  const journeys = await pagesOf(async (after) => {
    return (await listJourneys(context, { limit: 10, ...(after && { after }) })).data;
  });
  answers['journeys'] = journeys;
  for (const { id } of journeys) answers[`journey ${id}`] = (await journeyBy(context, id))?.data;
  for (const [name, rows] of Object.entries({
    events: exportEvents(context, { range, masked: false }),
    sessions: exportSessions(context, { range, masked: false }),
    customers: exportCustomers(context, { range, masked: false }),
  })) {
    const all: unknown[] = [];
    for await (const some of rows) all.push(...some);
    answers[`export of ${name}`] = all;
  }
  return answers;
}

function reportsOf(
  context: ReportContext,
  range: Range,
): Record<string, () => Promise<{ data: unknown }>> {
  const half = { from: range.from, to: range.from + Math.floor((range.to - range.from) / 2) };
  const steps = [{ event: 'page_view' }, { event: 'view_item' }, { event: 'purchase' }];
  const landing = { field: 'landing_page', op: 'starts_with' as const, value: '/' };
  const pathsQuery: PathsQuery = {
    range,
    start: { event: 'page_view' },
    direction: 'forward',
    occurrence: 'first',
    nodes: 'page',
    groups: [],
    steps: 4,
    limit: 5,
    window: 'P30D',
    conversion: { event: 'purchase' },
  };
  const cohorts: RetentionQuery = {
    range,
    cohort: 'first_ever',
    kind: 'bounded',
    clock: 'calendar',
    period: 'day',
    periods: 3,
  };
  const limit = 4;
  const credited: AttributionQuery = {
    range,
    conversion: { event: 'purchase' },
    touch: { by: 'channel', limit },
    lookback: 'P2D',
    models: MODELS,
    bootstrap: 10,
  };
  const later = { from: half.to, to: range.to };
  const explained = { range: later, before: half, conversion: { event: 'purchase' }, limit: 1 };
  const different: DiffQuery = {
    a: { range, filter: landing },
    b: { range, filter: { did: { event: 'view_item' } } },
    unit: 'customer',
    nodes: 'page',
    groups: [],
    window: 'P1D',
    conversion: { event: 'purchase' },
    states: 2,
    limit: 50,
  };
  return {
    overview: () => overview(context, { range }),
    'overview by page': () => overview(context, { range: half, breakdown: { by: 'page', limit } }),
    'overview of landings': () => overview(context, { range, unit: 'session', filter: landing }),
    funnel: () => funnel(context, { range, steps }),
    'funnel by channel': () =>
      funnel(context, { range: half, steps, order: 'any', breakdown: { by: 'channel', limit } }),
    'people of the funnel': async () => ({
      data: await peopleBehind(context, { report: 'funnel', query: { range, steps }, step: 1 }),
    }),
    paths: () => paths(context, pathsQuery),
    'paths back': () => paths(context, { ...pathsQuery, direction: 'backward', nodes: 'event' }),
    retention: () => retention(context, cohorts),
    'retention from a start': () =>
      retention(context, { ...cohorts, range: half, start: { event: 'view_item' } }),
    lifecycle: () => lifecycle(context, { range: half, period: 'day' }),
    attribution: () => attribution(context, credited),
    'attribution to landing pages': () =>
      attribution(context, { ...credited, touch: { by: 'landing_page', limit } }),
    'attribution of views to campaigns': () =>
      attribution(context, {
        ...credited,
        range: half,
        conversion: { event: 'view_item' },
        touch: { by: 'campaign', limit: 2 },
      }),
    revenue: () => revenue(context, { range, period: 'day', breakdown: { by: 'channel', limit } }),
    'revenue by product': () =>
      revenue(context, { range: half, period: 'week', breakdown: { by: 'product', limit } }),
    // These worlds are too small for rows; people at each step are counted.
    friction: () =>
      friction(context, {
        range,
        steps,
        conversion: { event: 'purchase' },
        window: 'P1D',
        exposure: 'PT30M',
        signals: SIGNALS,
        by: 'page',
        limit,
      }),
    explain: () => explain(context, { ...explained, unit: 'customer', measure: 'conversion' }),
    'people of what is explained': async () => ({
      data: await peopleBehind(context, {
        report: 'explain',
        query: { ...explained, unit: 'session', measure: 'revenue', by: 'landing_page' },
        pick: { at: 'now', key: '(other)', of: 'all' },
      }),
    }),
    diff: () => diff(context, different),
    'people of a difference of stages': async () => ({
      data: await peopleBehind(context, {
        report: 'diff',
        query: { ...different, unit: 'session', nodes: 'stage' },
        pick: { side: 'a', from: '(start)' },
      }),
    }),
    carts: () => carts(context, { range, idle: 'PT1H', breakdown: { by: 'channel', limit } }),
    'search terms': () => searchTerms(context, { range, limit }),
    stages: () => stages(context, { range: half }),
    'journey map': () => journeyMap(context, { range: half, limit }),
    segments: () =>
      segments(context, {
        range: half,
        segments: [
          { name: 'landed', filter: landing },
          { name: 'bought', filter: { did: { event: 'purchase' } } },
        ],
        limit,
      }),
  };
}

async function lifeOf(context: ReportContext, id: string): Promise<Record<string, unknown>> {
  const timeline = await pagesOf(async (after) => {
    const query = { order: 'asc' as const, limit: 10, ...(after && { after }) };
    return (await timelineOf(context, id, query))?.data ?? { data: [] };
  });
  return {
    [`customer ${id}`]: (await customerBy(context, id))?.data,
    [`identity of ${id}`]: (await identityOf(context, id))?.data,
    [`timeline of ${id}`]: timeline,
  };
}

async function pagesOf<T>(page: (after?: Place) => Promise<Page<T>>): Promise<T[]> {
  const all: T[] = [];
  let after: Place | undefined;
  do {
    const { data, next }: Page<T> = await page(after);
    all.push(...data);
    after = next;
  } while (after);
  return all;
}
