import type { Annotation } from '../../dashboard/annotations/annotation.ts';
import type { Health } from '../../dashboard/health/words.ts';
import type { SavedReport } from '../../dashboard/saved/saved.ts';
import type { SavedSegment } from '../../dashboard/segments/saved.ts';
import type { Delivery, SavedTrigger, Trigger } from '../../dashboard/triggers/triggers.ts';

/** What people made and named, as the routes of worker/api/routes/saved.ts and triggers.ts answer. */

const updated_at = '2026-11-20T08:00:00.000Z';

export const segments: SavedSegment[] = [
  {
    id: 's_lamps',
    name: 'Lamps & <b>shades</b>',
    filter: {
      and: [
        { field: 'channel', op: 'in', value: ['Email', 'Direct'] },
        { count: { event: 'view_item', op: 'gte', value: 3, within: 'P30D' } },
      ],
    },
    updated_at,
  },
  {
    id: 's_nested',
    name: 'Not on phones, and a name that goes on and on and on and on and on',
    filter: { not: { or: [{ field: 'device', op: 'eq', value: 'mobile' }] } },
    updated_at,
  },
];

/** As the API keeps them: what was not said is filled in. */
export const reports: SavedReport[] = [
  {
    id: 'r_1',
    name: 'Lamps by week',
    report: 'funnel',
    query: {
      range: { preset: 'last_7d' },
      unit: 'customer',
      steps: [{ event: 'view_item' }, { event: 'a, b' }],
      order: 'any',
      window: 'P1D',
      hold: ['item_id'],
      exclude: [],
      breakdown: { by: 'device', limit: 5 },
      filter: { field: 'channel', op: 'eq', value: 'Email' },
      segment: 's_lamps',
    },
    updated_at,
  },
  {
    id: 'r_2',
    name: 'Sign-ups & <b>what led to them</b>',
    report: 'attribution',
    query: {
      range: { preset: 'all' },
      unit: 'customer',
      conversion: { event: 'sign_up' },
      touch: { by: 'channel' },
      lookback: 'P30D',
      models: ['last'],
      bootstrap: 0,
    },
    updated_at,
  },
  {
    id: 'r_4',
    name: 'Lamps and others',
    report: 'diff',
    query: { range: { preset: 'last_7d' }, a: { segment: 's_lamps' } },
    updated_at,
  },
  { id: 'r_3', name: 'Born in May', report: 'overview', query: null, updated_at },
];

/** What such a key is not shown. */
export const unseen: SavedSegment = { id: 's_born', name: 'Born in May', filter: null, updated_at };

/** Berlin's clocks show November 19, UTC's still the 18th. */
export const annotations: Annotation[] = [
  { id: 'a_ship', at: '2026-11-18T23:30:41.250Z', text: 'Free shipping <i>begins</i>' },
  { id: 'a_mail', at: '2026-11-17T08:00:00.000Z', text: 'A mail goes out' },
  { id: 'a_ads', at: '2026-11-17T09:00:00.000Z', text: 'The ads begin' },
  { id: 'a_old', at: '2020-01-01T00:00:00.000Z', text: 'The shop opens' },
];

const trigger: Trigger = {
  id: 't_big',
  name: 'Big orders & <b>more</b>',
  event: 'purchase',
  filter: { field: 'prop.value', op: 'gte', value: 100 },
  once: { per: 'person', within: 'P7D' },
  url: 'https://hooks.shop.example/sojourn?a=1',
  enabled: true,
  off_because: null,
  paused_until: null,
  full: false,
  updated_at,
};

export const triggers: Trigger[] = [
  trigger,
  { ...trigger, id: 't_gone', name: 'Gone', once: null, enabled: false, off_because: 'gone' },
];

export const made: SavedTrigger = {
  ...trigger,
  secret: 'whsec_bm90aGluZyBzZWNyZXQgYXQgYWxs',
  warnings: ['No event "purchse" was found lately; did you mean "purchase"?'],
};

const event = { id: 'e1', name: 'purchase', at: updated_at };
const failed = { at: updated_at, outcome: 'answered', status: 500, ms: 12 };

export const deliveries: Delivery[] = [
  {
    id: 'dlv_1',
    status: 'dead',
    event,
    visitor: null,
    user: 'u-1 <b>',
    created_at: updated_at,
    next_attempt_at: null,
    attempts: [failed, { ...failed, outcome: 'timeout', status: null }],
  },
  {
    id: 'dlv_2',
    status: 'delivered',
    event,
    visitor: 'v1',
    user: null,
    created_at: updated_at,
    next_attempt_at: null,
    attempts: [{ ...failed, outcome: 'delivered', status: 204 }],
  },
];

/** What the first of them sends. */
export const payload = {
  type: 'trigger.fired',
  timestamp: updated_at,
  data: {
    site: 'shop',
    trigger: { id: 't_big' },
    event: { name: 'purchase', title: '<b>Order</b>' },
  },
};

/** As worker/api/health answers: in the order of an event's way, not of how bad it is. */
export const health: Health = {
  status: 'fail',
  checked_at: updated_at,
  checks: [
    {
      check: 'events',
      status: 'ok',
      detail: 'The last event happened at 2026-11-18T23:30:41.250Z.',
      advice: null,
    },
    {
      check: 'refused',
      status: 'warn',
      detail: '42 (4.2 %) of 1,000 events were refused, most as origin_not_allowed.',
      advice: 'Add the origin of your pages to the site: PATCH {"origins": [...]}.',
    },
    {
      check: 'lost',
      status: 'fail',
      detail: '90 (9.0 %) of 1,000 events were given up by browsers, most for http_404.',
      advice: 'Something between pages and the collector answers in its place.',
    },
    {
      check: 'webhooks',
      status: 'warn',
      detail: '“Big orders & <b>more</b>” is switched off.',
      advice: 'Mend the receiver, then PATCH {"enabled": true}.',
    },
  ],
};
