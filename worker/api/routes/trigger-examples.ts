/** What the description shows of triggers. */

export const exampleId = 'trg_4lq0ZTmJbV1a';
export const exampleDelivery = 'dlv_4lq0ZTmJbV1aK0aVw3zQp91xZm9yIGV4YW1w';

export const exampleBody: Record<string, unknown> = {
  name: 'Large orders from mails',
  event: 'purchase',
  filter: {
    and: [
      { field: 'prop.value', op: 'gte', value: 100 },
      { field: 'channel', op: 'eq', value: 'Email' },
    ],
  },
  url: 'https://hooks.example.com/sojourn',
};

export const exampleTrigger: Record<string, unknown> = {
  id: exampleId,
  ...exampleBody,
  once: null,
  enabled: true,
  off_because: null,
  paused_until: null,
  full: false,
  last_full_at: null,
  updated_at: '2026-11-21T12:00:00.000Z',
};

export const exampleSecret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

export const exampleAttempt: Record<string, unknown> = {
  at: '2026-11-21T12:00:00.000Z',
  outcome: 'answered',
  status: 503,
  ms: 120,
};

export const exampleRow: Record<string, unknown> = {
  id: exampleDelivery,
  status: 'pending',
  event: { id: 'Xq3hTz.7', name: 'purchase', at: '2026-11-21T11:59:58.000Z' },
  visitor: 'v_8fK2mQ',
  user: null,
  created_at: '2026-11-21T11:59:59.000Z',
  next_attempt_at: '2026-11-21T12:00:05.000Z',
  attempts: [exampleAttempt],
};

/** The event is as timelines show it. */
export const examplePayload: Record<string, unknown> = {
  type: 'trigger.fired',
  timestamp: '2026-11-21T11:59:58.000Z',
  data: {
    site: 'shop',
    trigger: { id: exampleId, name: exampleBody['name'] },
    event: {
      id: 'Xq3hTz.7',
      at: '2026-11-21T11:59:58.000Z',
      kind: 'order',
      name: 'purchase',
      title: 'Ordered O-7',
      properties: { transaction_id: 'O-7', value: 129, currency: 'EUR' },
      visitor: 'v_8fK2mQ',
      session: 's_bWd4YjF6eHIudl84ZksybVE',
      journey: 'j_bWd4YjF6eHIudl84ZksybVE',
      stage: 'purchase',
      channel: 'Email',
      source: { source: 'newsletter', medium: 'email' },
      actor: { customer: 'v_8fK2mQ', device: 'mobile', assurance: 'asserted' },
      object: { type: 'order', id: 'O-7', items: 1 },
      retold: false,
      demo: false,
    },
  },
};
