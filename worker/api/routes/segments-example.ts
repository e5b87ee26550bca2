import type { Filter } from '../../reports/index.ts';
import { rateOf } from '../../reports/rate.ts';
import type { CellSegments } from '../answers/segments.ts';
import type { Example } from '../operation.ts';
import { exampleCell, exampleLinks, exampleMeta, exampleRange } from './example-parts.ts';
import { cells, eur, figures } from './report-examples.ts';

const KNOWN = 4_120;
const all = { ...cells, people: exampleCell };
const share = (people: number): Pick<CellSegments['rows'][number], 'people' | 'share'> => ({
  people,
  share: rateOf(people, KNOWN),
});

const data: CellSegments = {
  everybody: { ...figures, ...share(KNOWN), cells: all },
  rows: [
    {
      nth: 1,
      key: 'On a phone',
      segment: null,
      ...figures,
      visitors: 640,
      customers: 610,
      sessions: 780,
      engaged_sessions: 402,
      orders: 7,
      revenue: [eur(120_400)],
      conversion: rateOf(7, 610),
      aov: [eur(17_200)],
      new_customers: 522,
      returning_customers: 88,
      ...share(2_300),
      cells: all,
    },
  ],
  intersections: [
    { key: 'On a phone', segments: [1], ...share(2_300), cell: exampleCell },
    { key: '(none)', segments: [], ...share(1_820), cell: exampleCell },
  ],
  pairs: [],
};

const filter: Filter = { field: 'device', op: 'eq', value: 'mobile' };

export const segmentsExample: Example = {
  body: {
    range: { from: '2026-11-01', to: '2026-11-21' },
    segments: [{ name: 'On a phone', filter }],
  },
  response: {
    query: {
      range: exampleRange,
      unit: 'customer',
      segments: [{ name: 'On a phone', filter }],
      limit: 20,
    },
    data,
    totals: { people: KNOWN },
    meta: exampleMeta,
    links: exampleLinks,
  },
};
