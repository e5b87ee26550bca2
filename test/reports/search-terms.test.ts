import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Item } from '../../worker/history/item.ts';
import { SearchTermsFold } from '../../worker/reports/search-terms.ts';
import type { SearchTerms } from '../../worker/reports/search-terms-query.ts';
import { contacted, visited, type Did } from './visits.ts';

const DAY = 86_400_000;
const MONDAY = Date.parse('2026-11-02T00:00Z');
const range = { from: MONDAY, to: MONDAY + DAY };
const conversions = new Set(['purchase']);

function run(items: readonly Item[], limit = 9): SearchTerms {
  const fold = new SearchTermsFold({ range, limit }, { conversions, goals: [] });
  for (const item of items) fold.step(item);
  return fold.result();
}

/** A session of searches, as `lamp`, and of other events, as `!view_item`. */
const session = (who: string, ...what: string[]): Item =>
  visited(
    who,
    what.map((one, i): Did => {
      const at = MONDAY + i;
      return one.startsWith('!') ? [at, one.slice(1)] : [at, 'search', { search_term: one }];
    }),
  );

const shown = ({ rows }: SearchTerms): unknown[] =>
  rows.map((row) => [row.key, row.searches, row.followed.n, row.refined.n, row.left.n]);

describe('search terms', () => {
  test('are followed, refined or left', () => {
    const items = [
      session('anna', 'lamp', '!page_view', '!view_item'),
      session('ben', 'lamp', 'Desk  Lamp', '!click'),
      session('cy', ' LAMP'),
    ];
    expect(shown(run(items))).toEqual([
      ['lamp', 3, 1, 1, 1],
      ['desk lamp', 1, 0, 0, 1],
    ]);
    expect(run(items)).toMatchObject({ searches: 4, customers: 3, sessions: 3, terms: 2 });
  });

  test('are one search where the same term comes again with nothing between', () => {
    const again = session('anna', 'lamp', '!page_view', 'lamp', '!select_item', 'lamp');
    expect(shown(run([again]))).toEqual([['lamp', 2, 1, 0, 1]]);
  });

  test('know what found nothing, of those that say', () => {
    const found = (at: number, results: number | string[]): Did => [
      MONDAY + at,
      'view_search_results',
      { search_term: `t${at}`, results },
    ];
    const items = [
      visited('anna', [found(1, 0), found(2, 7), found(3, []), found(4, ['a'])]),
      session('ben', 'untold'),
    ];
    expect(run(items).without_results).toMatchObject({ n: 2, of: 4 });
    const two: Did[] = [[MONDAY, 'search', { search_term: 't1' }], found(1, 0)];
    expect(run([visited('anna', two)])).toMatchObject({ searches: 1, without_results: { n: 1 } });
  });

  test('convert whoever converts later in the session', () => {
    const items = [
      session('anna', 'lamp', '!purchase', 'desk'),
      session('ben', '!purchase', 'lamp'),
      contacted('cy', MONDAY, 'search'),
    ];
    const { conversion, rows } = run(items);
    expect(conversion).toMatchObject({ n: 1, of: 2 });
    expect(rows.map(({ key, conversion: of }) => [key, of.n])).toEqual([
      ['lamp', 1],
      ['desk', 0],
    ]);
  });

  test('belong to their own time, and to sessions that the filter takes', () => {
    const late = visited('anna', [
      [range.to - 1, 'search', { search_term: 'a' }],
      [range.to, 'search', { search_term: 'b' }],
    ]);
    expect(shown(run([late]))).toEqual([['a', 1, 0, 1, 0]]);
    const filter = { field: 'channel', op: 'eq', value: 'Email' } as const;
    const fold = new SearchTermsFold({ range, limit: 9, filter }, { conversions, goals: [] });
    fold.step(session('anna', 'lamp'));
    expect(fold.result().searches).toBe(0);
  });

  test('add up to the whole, the rest as (other), and open as many people as they count', () => {
    const what = fc.constantFrom('a', 'b', 'c', 'd', '!view_item', '!purchase', '!click');
    const visit = fc.tuple(fc.constantFrom('anna', 'ben', 'cy'), fc.array(what, { maxLength: 8 }));
    fc.assert(
      fc.property(
        fc.array(visit, { maxLength: 8 }),
        fc.integer({ min: 1, max: 4 }),
        (all, limit) => {
          const fold = new SearchTermsFold({ range, limit }, { conversions, goals: [] });
          for (const [who, did] of all) if (did.length > 0) fold.step(session(who, ...did));
          const data = fold.result();
          for (const key of ['followed', 'refined', 'left', 'without_results'] as const) {
            expect(data.rows.reduce((sum, row) => sum + row[key].n, 0)).toBe(data[key].n);
          }
          for (const row of [data, ...data.rows]) {
            expect(row.followed.n + row.refined.n + row.left.n).toBe(row.searches);
            expect(row.conversion.n).toBeLessThanOrEqual(row.customers);
          }
          expect(data.rows.reduce((sum, row) => sum + row.searches, 0)).toBe(data.searches);
          for (const { key, customers } of data.rows) {
            expect(fold.peopleOf({ key }).length).toBe(customers);
          }
          expect(data.rows.length).toBe(Math.min(limit + (data.terms > limit ? 1 : 0), data.terms));
        },
      ),
      { numRuns: 500, seed: 12 },
    );
  });
});
