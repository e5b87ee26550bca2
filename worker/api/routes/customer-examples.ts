import type {
  Customer,
  CustomerIdentity,
  CustomerSummary,
  TimelineEntry,
} from '../../reports/index.ts';

export const summaryExample: CustomerSummary = {
  id: 'ann',
  name: 'Ann Example',
  users: ['ann'],
  visitors: ['v_5d1e9a7c40b2f683', 'v_b1946ac92492d234'],
  identified: true,
  first_seen: '2026-11-18T09:12:04.000Z',
  last_seen: '2026-11-20T18:40:31.000Z',
  sessions: 3,
  orders: 1,
  value: [{ currency: 'EUR', amount: '49.80', minor: 4_980 }],
  channel: 'Organic Search',
  device: 'desktop',
  country: 'DE',
  stage: { name: 'purchase', reason: 'First order', because: 'first_order' },
};

export const customerExample: Customer = {
  ...summaryExample,
  traits: { name: 'Ann Example', email: 'ann@example.com' },
  page_views: 14,
  events: 37,
  touchpoints: 1,
  net_value: [{ currency: 'EUR', amount: '49.80', minor: 4_980 }],
  word: 'occasional',
  rfm: { recency: 5, frequency: 1, monetary: 3, segment: 'New Customers' },
  most_active: null,
  preferred_content: null,
  journeys: { open: 0, converted: 1, lapsed: 0 },
};

export const identityExample: CustomerIdentity = {
  id: 'ann',
  users: ['ann'],
  visitors: ['v_5d1e9a7c40b2f683'],
  edges: [
    {
      kind: 'identify',
      a: 'v_5d1e9a7c40b2f683',
      b: 'ann',
      at: '2026-11-20T18:35:10.000Z',
      source: 'page',
      verified: false,
    },
  ],
  conflicts: [],
};

export const timelineExample: TimelineEntry = {
  id: 'p_91c3e7d2a5f04b68.7',
  at: '2026-11-20T18:40:31.000Z',
  kind: 'order',
  name: 'purchase',
  title: 'Bought for 49.80 EUR',
  properties: { transaction_id: 'O-1001', currency: 'EUR', value: 49.8 },
  visitor: 'v_5d1e9a7c40b2f683',
  session: 's_bW5hdXBlNjAudl8x',
  journey: 'j_bW5hcXg0cXUuYW5u',
  stage: 'purchase',
  channel: 'Email',
  source: { source: 'newsletter', medium: 'email', campaign: 'november' },
  actor: { customer: 'ann', user: 'ann', device: 'desktop', country: 'DE', assurance: 'asserted' },
  object: { type: 'order', id: 'O-1001', items: 2 },
  retold: false,
  demo: false,
};
