import { rateOf } from '../../reports/rate.ts';
import type { CellLifecycle } from '../answers/lifecycle.ts';
import type { CellRetention } from '../answers/retention.ts';
import type { Example } from '../operation.ts';
import { exampleCell, exampleLinks, exampleMeta, exampleRange } from './example-parts.ts';

const body = { range: { from: '2026-11-01', to: '2026-11-21' }, period: 'week' };

const retention: CellRetention = {
  cohorts: [
    {
      day: '2026-11-09',
      at: '2026-11-08T23:00:00.000Z',
      people: 310,
      cells: [
        {
          period: 0,
          returned: rateOf(310, 310),
          in_progress: false,
          open: false,
          cell: exampleCell,
        },
        {
          period: 1,
          returned: { value: null, n: 41, of: 310, ci95: null },
          in_progress: true,
          open: false,
          cell: exampleCell,
        },
      ],
    },
  ],
  mean: [
    { period: 0, returned: rateOf(310, 310), cohorts: 1 },
    { period: 1, returned: rateOf(0, 0), cohorts: 0 },
  ],
};

export const retentionExample: Example = {
  body: { ...body, periods: 1 },
  response: {
    query: {
      range: exampleRange,
      unit: 'customer',
      cohort: 'first_ever',
      kind: 'bounded',
      clock: 'calendar',
      period: 'week',
      periods: 1,
    },
    data: retention,
    totals: { people: 310, cohorts: 1 },
    meta: exampleMeta,
    links: exampleLinks,
  },
};

const cells = {
  active: exampleCell,
  new: exampleCell,
  returning: exampleCell,
  resurrecting: exampleCell,
  dormant: exampleCell,
};

const lifecycle: CellLifecycle = {
  periods: [
    {
      day: '2026-11-16',
      at: '2026-11-15T23:00:00.000Z',
      active: 402,
      new: 290,
      returning: 88,
      resurrecting: 24,
      dormant: null,
      in_progress: true,
      cells,
    },
  ],
  stickiness: [{ periods: 1, people: 402, share: rateOf(402, 402), cell: exampleCell }],
  active: 402,
};

export const lifecycleExample: Example = {
  body,
  response: {
    query: { range: exampleRange, unit: 'customer', period: 'week' },
    data: lifecycle,
    totals: { active: 402, new: 290 },
    meta: exampleMeta,
    links: exampleLinks,
  },
};
