import type { Money, OverviewFigures } from '../../reports/index.ts';
import { rateOf } from '../../reports/rate.ts';
import type { CellFunnel } from '../answers/funnel.ts';
import type { OverviewCells } from '../answers/overview-cells.ts';
import type { Example } from '../operation.ts';
import { exampleCell, exampleLinks, exampleMeta, exampleRange } from './example-parts.ts';

export const eur = (minor: number): Money => ({
  currency: 'EUR',
  amount: (minor / 100).toFixed(2),
  minor,
});

export const figures: OverviewFigures = {
  visitors: 1_104,
  customers: 1_040,
  sessions: 1_377,
  engaged_sessions: 802,
  page_views: 5_533,
  events: 8_120,
  orders: 23,
  revenue: [eur(663_253)],
  conversion: rateOf(21, 1_040),
  aov: [eur(28_837)],
  new_customers: 870,
  returning_customers: 170,
};

export const cells: OverviewCells = {
  customers: exampleCell,
  new_customers: exampleCell,
  returning_customers: exampleCell,
  converted: exampleCell,
  buyers: exampleCell,
};

export const overviewExample: Example = {
  body: {
    range: { from: '2026-11-01', to: '2026-11-21' },
    breakdown: { by: 'channel', limit: 8 },
  },
  response: {
    query: { range: exampleRange, unit: 'customer', breakdown: { by: 'channel', limit: 8 } },
    data: {
      ...figures,
      cells,
      rows: [{ ...figures, key: 'Organic Search', cells }],
      series: [{ ...figures, day: '2026-11-01', at: exampleRange.start, cell: exampleCell }],
      cookieless: rateOf(41, 1_377),
    },
    totals: figures,
    meta: exampleMeta,
    links: exampleLinks,
  },
};

const funnel: CellFunnel = {
  steps: [
    {
      event: 'view_item',
      people: 196,
      from_start: rateOf(196, 196),
      from_previous: rateOf(196, 196),
      dropped: 0,
      in_progress: 0,
      time_from_previous: { p25: null, p50: null, p75: null, p95: null },
      cell: exampleCell,
    },
    {
      event: 'purchase',
      people: 16,
      from_start: rateOf(16, 196),
      from_previous: rateOf(16, 196),
      dropped: 175,
      in_progress: 5,
      time_from_previous: { p25: 240.5, p50: 611, p75: 1_830, p95: 86_020 },
      cell: 'k3YwYl0Hq9cB2vE7sXo1aVt7InJlcG9ydCI6ImZ1bm5lbCJ9XQ',
    },
  ],
  excluded: 0,
};

const steps = [{ event: 'view_item' }, { event: 'purchase' }];

export const funnelExample: Example = {
  body: { range: { from: '2026-11-01', to: '2026-11-21' }, steps, window: 'P7D' },
  response: {
    query: {
      range: exampleRange,
      unit: 'customer',
      steps,
      order: 'ordered',
      window: 'P7D',
      hold: [],
      exclude: [],
    },
    data: funnel,
    totals: { people: 196, converted: 16, conversion: rateOf(16, 196) },
    meta: exampleMeta,
    links: exampleLinks,
  },
};
