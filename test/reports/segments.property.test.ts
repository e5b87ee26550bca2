import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  listCustomers,
  overview,
  peopleBehind,
  segments,
  type Filter,
  type SegmentsPick,
  type SegmentsQuery,
} from '../../worker/reports/index.ts';
import { HOUR, NOW, RANGE, START, told, world } from './random-world.ts';
import { visit } from './store.ts';

const FILTERS: Filter[] = [
  { field: 'channel', op: 'eq', value: 'Email' },
  { field: 'event', op: 'eq', value: 'view_item' },
  { not: { field: 'landing_page', op: 'eq', value: '/' } },
  { did: { event: 'purchase' } },
  { field: 'stage', op: 'in', value: ['intent', 'purchase', 'retention'] },
  { field: 'orders', op: 'gte', value: 2 },
];

const asked = fc.record({
  filters: fc.uniqueArray(fc.constantFrom(...FILTERS), { minLength: 1, maxLength: 4 }),
  unit: fc.constantFrom<('customer' | 'session')[]>('customer', 'session'),
  only: fc.constantFrom<(Filter | undefined)[]>(undefined, undefined, {
    field: 'event',
    op: 'in',
    value: ['page_view', 'purchase', 'call'],
  }),
  // Up to now, that the list may be compared; and a range that is over.
  range: fc.constantFrom(
    { from: RANGE.from, to: NOW + 24 * HOUR },
    { from: START + 2 * HOUR, to: NOW + 24 * HOUR },
  ),
});

test('who was in a segment with one session is in it with the next, too', async () => {
  const news = { source: { source: 'news', medium: 'email' } };
  const context = await told({
    lines: [
      visit('v1', [
        [RANGE.from, 'page_view', news],
        [RANGE.from + HOUR, 'page_view'],
      ]),
    ],
    edges: [],
  });
  const filter: Filter = { field: 'channel', op: 'eq', value: 'Email' };
  const query = { range: RANGE, segments: [{ name: 'readers', filter }], limit: 2 };
  const { data } = await segments(context, query);
  expect(data.rows[0]).toMatchObject({ people: 1, sessions: 1 });
  expect(data.everybody).toMatchObject({ people: 1, sessions: 2 });
});

test('segments are the lists of their customers, their figures the overview’s, and they overlap as sets do', async () => {
  await fc.assert(
    fc.asyncProperty(world, asked, async (all, { filters, unit, only, range }) => {
      const context = await told(all);
      const both = only && { filter: only };
      const query: SegmentsQuery = {
        range,
        unit,
        ...both,
        segments: filters.map((filter, i) => ({ name: `S${i + 1}`, filter })),
        limit: 2,
      };
      const { data } = await segments(context, query);
      const open = (pick: SegmentsPick): Promise<string[]> =>
        peopleBehind(context, { report: 'segments', query, pick });
      const listed = async (filter: Filter | undefined): Promise<string[]> => {
        const list = { sort: 'last_seen', limit: 1_000, ...(filter && { filter }) } as const;
        return (await listCustomers(context, list)).data.data.map(({ id }) => id).sort();
      };
      const everybody = await listed(only);
      expect(await open({ figure: 'people' })).toEqual(everybody);
      expect(data.everybody.people).toBe(everybody.length);
      const {
        series: _,
        cookieless: __,
        ...whole
      } = (await overview(context, { range, unit, ...both })).data;
      expect(data.everybody).toMatchObject(whole);
      const sets = new Map<number, Set<string>>();
      for (const [i, filter] of filters.entries()) {
        const nth = i + 1;
        const joined: Filter = only ? { and: [filter, only] } : filter;
        const people = await listed(joined);
        sets.set(nth, new Set(people));
        const {
          series: ___,
          cookieless: ____,
          ...figures
        } = (await overview(context, { range, unit, filter: joined })).data;
        const share = { n: people.length, of: everybody.length };
        expect(data.rows[i]).toMatchObject({ nth, key: `S${nth}`, people: people.length, share });
        expect(data.rows[i]).toMatchObject(figures);
        expect(await open({ figure: 'people', nth })).toEqual(people);
        const buyers = await open({ figure: 'buyers', nth });
        const pick = { figure: 'buyers' } as const;
        const cell = { report: 'overview', query: { range, unit, filter: joined }, pick } as const;
        expect(buyers).toEqual((await peopleBehind(context, cell)).sort());
      }
      const inSets = (id: string): string =>
        [...sets].flatMap(([nth, people]) => (people.has(id) ? [nth] : [])).join();
      const left = new Set(everybody);
      for (const { segments: some, people, key } of data.intersections) {
        const behind = await open({ exactly: some });
        expect([key, behind.length]).toEqual([key, people]);
        for (const id of behind) {
          expect(left.delete(id)).toBe(true);
          if (some !== null) expect(inSets(id)).toBe(some.join());
        }
      }
      expect(left.size).toBe(0);
      const shown = data.intersections.filter((one) => (one.segments?.length ?? 0) > 0);
      expect(shown.length).toBeLessThanOrEqual(2);
      for (const { a, b, people } of data.pairs) {
        const common = everybody.filter((id) => sets.get(a)?.has(id) && sets.get(b)?.has(id));
        expect(people).toBe(common.length);
        expect(await open({ both: [a, b] })).toEqual(common);
      }
      expect(data.pairs.length).toBe((filters.length * (filters.length - 1)) / 2);
    }),
    { numRuns: 4, seed: 22 },
  );
});
