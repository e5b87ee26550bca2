import { beforeAll, expect, test, vi } from 'vitest';
import type * as Change from '../../dashboard/format/change.ts';
import { FACETS } from '../../worker/reports/query.ts';
import { rateOf } from '../../worker/reports/rate.ts';

let change: typeof Change;
beforeAll(async () => {
  // What the pages have of the browser here.
  vi.stubGlobal('navigator', { languages: ['en-US'] });
  change = await import('../../dashboard/format/change.ts');
});

test.each<
  [now: number | undefined, before: number | undefined, text?: string, changed?: string | undefined]
>([
  [12, 10, '10', '+20.0 %'],
  [10, 12, '12', '−16.7 %'],
  [10, 10, '10', '±0.0 %'],
  [0, 4, '4', '−100.0 %'],
  [4, 0, '0', undefined],
  [42, 1, '1', '× 42'],
  [undefined, 3, '3', undefined],
  [3, undefined],
])('says how %s differs from %s', (now, before, text, changed) => {
  const said = change.countBefore(now, before);
  expect(said?.text).toBe(text);
  expect(said?.change).toBe(changed);
});

test('says rates in points, and nothing of what is not known yet', () => {
  expect(change.rateBefore(rateOf(3, 100), rateOf(1, 100))).toEqual({
    text: '1.00 %',
    change: '+2.0 points',
  });
  expect(change.rateBefore(rateOf(0, 0), rateOf(1, 100))).toEqual({ text: '1.00 %' });
  expect(change.rateBefore(rateOf(1, 3), rateOf(1, 3))?.change).toBe('±0.0 points');
});

test('compares amounts of one currency alone', () => {
  const amount = (currency: string, minor: number): { currency: string; amount: string; minor: number } => ({
    currency, amount: (minor / 100).toFixed(2), minor,
  }); // prettier-ignore
  expect(change.moneyBefore(amount('EUR', 300), amount('EUR', 200))?.change).toBe('+50.0 %');
  expect(change.moneyBefore(amount('EUR', 300), amount('CHF', 200))?.change).toBeUndefined();
});

test('tells people apart by every field that the API does', async () => {
  const { FIELD_OPTIONS } = await import('../../dashboard/changes/words.ts');
  // `page` is the first page once more.
  const fields = FACETS.filter((field) => field !== 'page');
  expect(FIELD_OPTIONS.map(([field]) => field)).toEqual(fields);
});
