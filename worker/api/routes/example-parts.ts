import type { StageFigures } from '../../reports/index.ts';
import { rateOf } from '../../reports/rate.ts';
import type { Meta, ShownRange } from '../envelope.ts';

// What the examples of all reports have in common.

export const exampleRange: ShownRange = {
  from: '2026-11-01',
  to: '2026-11-21',
  time_zone: 'Europe/Berlin',
  start: '2026-10-31T23:00:00.000Z',
  end: '2026-11-21T23:00:00.000Z',
};

export const exampleMeta: Meta = {
  computed_at: '2026-11-21T12:00:00.000Z',
  data_until: '2026-11-21T12:00:00.000Z',
  partial: true,
  truncated: false,
  unit: 'customer',
  identity: { stitched_share: 0.125 },
  cost: { rows_read: 4_210, ms: 18, usd: 0.00000421 },
  warnings: [],
};

export const exampleLinks: { people: null; csv: null } = { people: null, csv: null };

export const exampleCell = 'Q0wjv5Xo7c1Zb0mN3kqkYlt7InJlcG9ydCI6ImZ1bm5lbCJ9XQ';

export const exampleStage: StageFigures = {
  stage: 'intent',
  people: 33,
  before: 4,
  entered: 61,
  conversion: rateOf(23, 65),
  drop_off: rateOf(9, 65),
  time: { p25: 310, p50: 1_204.5, p75: 90_400, p95: 432_000 },
  reasons: [{ because: 'add_to_cart', reason: 'Added a product to the cart', people: 33 }],
};
