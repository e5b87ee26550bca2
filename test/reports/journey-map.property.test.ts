import fc from 'fast-check';
import { expect, test } from 'vitest';
import { identityOfSite, ordersWithin } from '../../worker/history/index.ts';
import { readerOf } from '../../worker/reports/context.ts';
import {
  journeyMap,
  listJourneys,
  peopleBehind,
  stages,
  timelineOf,
  type Filter,
  type JourneyMapPick,
  type JourneyMapQuery,
  type TimelineEntry,
} from '../../worker/reports/index.ts';
import { HOUR, NOW, RANGE, told, world } from './random-world.ts';

const LIMIT = 50;

const asked = fc.record({
  range: fc.constantFrom(RANGE, { from: RANGE.from, to: NOW + 24 * HOUR }),
  filter: fc.constantFrom<(Filter | undefined)[]>(
    undefined,
    undefined,
    { field: 'event', op: 'eq', value: 'view_item' },
    { field: 'orders', op: 'gte', value: 1 },
  ),
});

type Context = Parameters<typeof timelineOf>[0];

interface Moment extends TimelineEntry {
  customer: string;
  ms: number;
}

/** Every event of everybody by the timelines; those of one moment are in the stage that it ends in. */
async function momentsOf(context: Context, customers: readonly string[]): Promise<Moment[]> {
  const all = customers.map(async (customer) => {
    const query = { limit: 1_000, order: 'asc' } as const;
    const entries = (await timelineOf(context, customer, query))?.data.data ?? [];
    const last = new Map(entries.map(({ at, stage }) => [at, stage]));
    return entries.map((entry) => {
      const stage = last.get(entry.at) ?? entry.stage;
      return { ...entry, customer, stage, ms: Date.parse(entry.at) };
    });
  });
  return (await Promise.all(all)).flat();
}

/** Ids of the orders that were made in a range. */
async function madeIn(context: Context, range: JourneyMapQuery['range']): Promise<Set<unknown>> {
  const reader = readerOf(context);
  const orders = await ordersWithin(reader, await identityOfSite(reader), range);
  return new Set(orders.map(({ id }) => id));
}

const counted = (list: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const one of list) counts[one] = (counts[one] ?? 0) + 1;
  return counts;
};

/** How many different `what` each key has. */
const distinct = (list: readonly (readonly [key: string, what: string])[]): unknown =>
  counted([...new Set(list.map((one) => JSON.stringify(one)))].map((one) => JSON.parse(one)[0]));

test('a journey map shows what timelines show in each stage, and stages and journeys as their lists do', async () => {
  await fc.assert(
    fc.asyncProperty(world, asked, async (all, { range, filter }) => {
      const context = await told(all);
      const query: JourneyMapQuery = { range, limit: LIMIT, ...(filter && { filter }) };
      const { data } = await journeyMap(context, query);
      const known = (await stages(context, { range, ...(filter && { filter }) })).data;
      expect(data.people).toBe(known.people);
      expect(data.flow).toEqual(known.flow);
      expect(data.stages).toMatchObject(known.stages);

      const open = (pick: JourneyMapPick): Promise<string[]> =>
        peopleBehind(context, { report: 'journey-map', query, pick });
      const inStages = known.stages.map(async ({ stage }) => {
        const pick = { report: 'stages', query, pick: { stage } } as const;
        return peopleBehind(context, pick);
      });
      const customers = (await Promise.all(inStages)).flat();
      const moments = await momentsOf(context, customers);
      const starts = new Map<string, number>();
      for (const { session, ms } of moments) {
        if (session) starts.set(session, Math.min(ms, starts.get(session) ?? Infinity));
      }
      const within = moments.filter(({ ms }) => ms >= range.from && ms < range.to);
      const begun = within.filter(({ session }) => (starts.get(session ?? '') ?? 0) >= range.from);
      const visits = begun.filter(({ session }) => session !== null);
      const contacts = within.filter(
        ({ session, kind }) => session === null && kind !== 'order' && kind !== 'refund',
      );
      const made = await madeIn(context, range);
      expect(data.active).toBe(new Set(within.map(({ customer }) => customer)).size);
      expect(data.sessions).toBe(new Set(visits.map(({ session }) => session)).size);
      expect(data.contacts).toBe(contacts.length);

      for (const { stage, ...column } of data.stages) {
        const here = within.filter((one) => one.stage === stage);
        const people = [...new Set(here.map(({ customer }) => customer))].sort();
        expect([stage, column.events, column.active]).toEqual([stage, here.length, people.length]);
        expect(await open({ stage, of: 'active' })).toEqual(people);
        const entered = visits.filter((one) => one.stage === stage);
        expect(column.sessions).toBe(new Set(entered.map(({ session }) => session)).size);
        const online = column.channels.filter((one) => one.online);
        expect(Object.fromEntries(online.map(({ key, touches }) => [key, touches]))).toEqual(
          distinct(entered.map(({ channel, session }) => [channel ?? '', session ?? ''])),
        );
        const offline = column.channels.filter((one) => !one.online);
        const contacted = contacts.filter((one) => one.stage === stage);
        expect(offline.reduce((sum, { touches }) => sum + touches, 0)).toBe(contacted.length);
        const isOrder = ({ retold, properties }: Moment): boolean =>
          !retold && made.has(properties['transaction_id']);
        const actions = here.filter(
          (one) => one.kind !== 'page' && (one.name !== 'purchase' || isOrder(one)),
        );
        expect(Object.fromEntries(column.actions.map(({ key, events }) => [key, events]))).toEqual(
          counted(actions.map(({ name }) => name)),
        );
        const views = column.pages.reduce((sum, { events }) => sum + events, 0);
        expect(views).toBe(here.filter(({ kind }) => kind === 'page').length);
        const [action] = column.actions;
        if (action === undefined) continue;
        const did = actions.filter(({ name }) => name === action.key);
        expect(await open({ stage, of: 'actions', key: action.key })).toEqual(
          [...new Set(did.map(({ customer }) => customer))].sort(),
        );
      }

      const list = await listJourneys(context, { outcome: 'converted', limit: 1_000 });
      const converted = list.data.data.filter(({ customer, closed_at }) => {
        const at = Date.parse(closed_at ?? '');
        return at >= range.from && at < range.to && customers.includes(customer);
      });
      expect(data.conversions).toBe(converted.length);
      const took = converted.map((one) => one.seconds_to_convert ?? 0).sort((a, b) => a - b);
      const middle = took.length >> 1;
      const median =
        took.length % 2 === 1
          ? took[middle]
          : ((took[middle - 1] ?? NaN) + (took[middle] ?? NaN)) / 2;
      if (took.length > 0) expect(data.time_to_convert.p50).toBeCloseTo(median ?? NaN, 6);
      const quick = converted.filter((one) => (one.seconds_to_convert ?? 0) < (median ?? 0) / 2);
      const isQuick = 'quick_success';
      for (const [moment, of] of [
        ['conversion', converted],
        [isQuick, quick],
      ] as const) {
        const shown = data.stages.flatMap(({ stage, good_moments: some }) =>
          some
            .filter(({ key, moments: n }) => key === moment && n)
            .map(({ moments: n }) => [stage, n]),
        );
        expect(Object.fromEntries(shown)).toEqual(counted(of.map(({ stage }) => stage)));
      }
    }),
    { numRuns: 4, seed: 31 },
  );
});
