import { rateOf } from '../../reports/rate.ts';
import type { CellJourneyMap } from '../answers/journey-map.ts';
import type { Example } from '../operation.ts';
import {
  exampleCell,
  exampleLinks,
  exampleMeta,
  exampleRange,
  exampleStage,
} from './example-parts.ts';

const cell = exampleCell;

const data: CellJourneyMap = {
  people: 1_040,
  active: 702,
  sessions: 901,
  contacts: 48,
  cookieless: rateOf(41, 942),
  conversions: 23,
  time_to_convert: { p25: 310, p50: 1_204.5, p75: 90_400, p95: 432_000 },
  stages: [
    {
      ...exampleStage,
      active: 64,
      events: 530,
      sessions: 88,
      contacts: 9,
      channels: [
        { key: 'Email', online: true, touches: 40, people: 31, cell },
        { key: 'Call', online: false, touches: 9, people: 8, cell },
      ],
      actions: [{ key: 'add_to_cart', events: 97, touches: 70, cell }],
      pages: [{ key: '/checkout', events: 61, touches: 44, cell }],
      friction: [
        {
          signal: 'rage_click',
          events: 12,
          sessions: rateOf(7, 88),
          per_session: 0.136,
          people: 6,
          cell,
        },
      ],
      sentiment: {
        stated: {
          mean: 1.1,
          n: 14,
          people: 13,
          ci95: [0.42, 1.78],
          signals: [{ kind: 'nps', n: 14, mean: 1.1 }],
          cell,
        },
        inferred: {
          mean: -0.5,
          n: 12,
          people: 6,
          ci95: [-0.5, -0.5],
          signals: [{ kind: 'rage_click', n: 12, mean: -0.5 }],
          cell,
        },
      },
      questions: [{ key: 'delivery time', kind: 'search', asked: 6, people: 5, cell }],
      good_moments: [
        { key: 'praise', moments: 9, people: 9, cell },
        { key: 'conversion', moments: 0, people: 0, cell: null },
        { key: 'quick_success', moments: 0, people: 0, cell: null },
      ],
      cells: { people: cell, active: cell },
    },
  ],
  flow: [{ from: 'intent', to: 'purchase', moves: 21, people: 21, cell }],
};

const query = { unit: 'customer', limit: 5 };

export const journeyMapExample: Example = {
  body: { range: { from: '2026-11-01', to: '2026-11-21' } },
  response: {
    query: { range: exampleRange, ...query },
    data,
    totals: { people: 1_040, active: 702, sessions: 901, contacts: 48, conversions: 23 },
    meta: exampleMeta,
    links: exampleLinks,
  },
};
