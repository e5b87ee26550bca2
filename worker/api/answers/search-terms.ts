import * as v from 'valibot';
import type { SearchFigures, SearchTerms } from '../../reports/index.ts';
import { count, rate } from '../shapes.ts';

/** The report with the keys to its people. */
export interface CellSearchTerms extends Omit<SearchTerms, 'rows'> {
  rows: (SearchTerms['rows'][number] & { cell: string | null })[];
}

const figures = {
  searches: count,
  customers: count,
  sessions: count,
  followed: v.pipe(
    rate,
    v.description('A product was looked at or put into the cart before the next search.'),
  ),
  refined: v.pipe(rate, v.description('The next search was for something else.')),
  left: v.pipe(rate, v.description('Neither came in the same session.')),
  without_results: v.pipe(
    rate,
    v.description('Found nothing, of the searches that say how much they found.'),
  ),
  conversion: v.pipe(rate, v.description('Customers who converted later in the same session.')),
};

export const searchFigures: v.GenericSchema<SearchFigures> = v.strictObject(figures);

export const searchTermsData: v.GenericSchema<CellSearchTerms> = v.strictObject({
  ...figures,
  terms: v.pipe(count, v.description('Different terms, all of them.')),
  rows: v.array(
    v.strictObject({
      key: v.string(),
      ...figures,
      cell: v.pipe(
        v.nullable(v.string()),
        v.description('Opens who searched for it: `GET .../customers?cell=`.'),
      ),
    }),
  ),
});
