import type { Properties } from '../../schema/index.ts';
import { titleOf } from '../../worker/reports/titles.ts';

/** People whose ways the pages draw. Every way is written down visit by visit. */

interface FixtureStep {
  id: string;
  at: string;
  kind: string;
  name: string;
  title: string;
  properties: Record<string, unknown>;
  visitor: string | null;
  session: string | null;
  journey: string | null;
  stage: string;
  channel: string | null;
  source: Record<string, string> | null;
  actor: Record<string, string>;
  object: Record<string, unknown> | null;
  demo: boolean;
}

interface FixtureJourney {
  id: string;
  customer: string;
  opened_at: string;
  closed_at: string | null;
  outcome: string;
  sessions: number;
  touches: { at: string; channel: string; session: string | null }[];
  value: string | null;
  currency: string | null;
  order: string | null;
  seconds_to_convert: number | null;
  stage: string;
}

export interface Person {
  id: string;
  name: string;
  users: string[];
  visitors: string[];
  steps: FixtureStep[];
  journeys: FixtureJourney[];
  edges: unknown[];
  stage: { name: string; reason: string };
  word: string;
  value: { currency: string; amount: string; minor: number }[];
  traits: Record<string, unknown>;
}

type Act = [seconds: number, name: string, object?: string, value?: number];

interface Visit {
  at: string;
  channel?: string;
  source?: Record<string, string>;
  device?: 'laptop' | 'phone' | 'offline';
  stage: string;
  acts: Act[];
}

const DEVICES = {
  laptop: { device: 'desktop', browser: 'Firefox', os: 'Windows' },
  phone: { device: 'mobile', browser: 'Safari', os: 'iOS' },
  offline: {},
};

interface Way {
  id: string;
  name: string;
  users?: string[];
  visits: Visit[];
  stage: { name: string; reason: string };
  word: string;
  traits?: Record<string, unknown>;
}

function personOf(way: Way): Person {
  const { id, name, users = [], visits } = way;
  const steps: FixtureStep[] = [];
  const journeys: FixtureJourney[] = [];
  let open = newJourney(id, 0);
  for (const [index, visit] of visits.entries()) {
    const device = visit.device ?? 'laptop';
    const offline = device === 'offline';
    const session = offline ? null : `s_${id}_${index}`;
    const start = Date.parse(visit.at);
    open.touches.push({ at: visit.at, channel: visit.channel ?? 'Offline', session });
    if (!offline) open.sessions += 1;
    open.opened_at ||= visit.at;
    for (const [seconds, event, object, value] of visit.acts) {
      const at = new Date(start + seconds * 1000).toISOString();
      steps.push({
        id: `${id}.${index}.${steps.length}`,
        at,
        kind: offline ? 'touchpoint' : event,
        name: event,
        title: titleOf({
          id: '',
          at: 0,
          name: event,
          context: {},
          props: propertiesOf(event, object, value) as Properties,
          ...(object !== undefined && { page: object }),
        }),
        properties: propertiesOf(event, object, value),
        visitor: offline ? null : `${id}-${device}`,
        session,
        journey: open.id,
        stage: visit.stage,
        channel: visit.channel ?? null,
        source: visit.source ?? null,
        actor: { customer: id, assurance: 'asserted', ...DEVICES[device] },
        object: objectOf(event, object),
        demo: false,
      });
      if (event !== 'purchase') continue;
      open.closed_at = at;
      open.outcome = 'converted';
      open.value = (value ?? 0).toFixed(2);
      open.currency = 'EUR';
      open.stage = 'purchase';
      open.seconds_to_convert = (Date.parse(at) - Date.parse(open.opened_at)) / 1000;
    }
    // The rest of the session stays in the journey that closed in it.
    if (open.outcome !== 'converted') continue;
    journeys.push(open);
    open = newJourney(id, journeys.length);
  }
  if (open.touches.length > 0) journeys.push(open);
  const minor = Math.round(
    steps.reduce(
      (sum, step) => sum + (step.name === 'purchase' ? Number(step.properties['value']) : 0),
      0,
    ) * 100,
  );
  return {
    id,
    name,
    users,
    visitors: [...new Set(steps.flatMap(({ visitor }) => (visitor === null ? [] : [visitor])))],
    steps,
    journeys,
    edges: users.map((user) => ({
      kind: 'identify',
      a: `${id}-laptop`,
      b: user,
      at: steps[0]?.at,
      source: 'page',
      verified: true,
    })),
    stage: way.stage,
    word: way.word,
    value: minor > 0 ? [{ currency: 'EUR', minor, amount: (minor / 100).toFixed(2) }] : [],
    traits: way.traits ?? {},
  };
}

function newJourney(customer: string, index: number): FixtureJourney {
  return {
    id: `j_${customer}_${index}`,
    customer,
    opened_at: '',
    closed_at: null,
    outcome: 'open',
    sessions: 0,
    touches: [],
    value: null,
    currency: null,
    order: null,
    seconds_to_convert: null,
    stage: 'consideration',
  };
}

function propertiesOf(
  event: string,
  object: string | undefined,
  value: number | undefined,
): Record<string, unknown> {
  if (event === 'engagement') return { visible_ms: 61_000, active_ms: 42_000, scroll: 80 };
  if (event === 'identify') return { user_id: object ?? '' };
  const items =
    value === undefined
      ? {}
      : { items: [{ item_id: 'SKU-1', item_name: object, price: value, quantity: 1 }] };
  return { ...(value === undefined ? {} : { value, currency: 'EUR' }), ...items };
}

function objectOf(event: string, object: string | undefined): Record<string, unknown> | null {
  if (object === undefined) return null;
  if (event === 'page_view') {
    return { type: 'page', name: object, url: `/${object.toLowerCase().replaceAll(' ', '-')}` };
  }
  return { type: 'thing', name: object };
}

const search = { source: 'google', medium: 'organic' };
const mail = { source: 'newsletter', medium: 'email', campaign: 'autumn-2026' };

const maria = personOf({
  id: 'c_maria',
  name: 'Maria Lindqvist',
  users: ['maria@example.com'],
  stage: {
    name: 'retention',
    reason: 'Two orders, active within 1.5 × the usual 9 days between visits',
  },
  word: 'active',
  traits: { email: 'maria@example.com', plan: 'Club', city: 'Lübeck', newsletter: true },
  visits: [
    {
      at: '2026-10-02T08:12:05Z',
      channel: 'Organic Search',
      source: search,
      stage: 'awareness',
      acts: [
        [0, 'page_view', 'How to oil a cutting board'],
        [70, 'engagement'],
        [95, 'page_view', 'Kitchen'],
        [140, 'click', 'See all boards'],
      ],
    },
    {
      at: '2026-10-05T18:40:11Z',
      channel: 'Organic Social',
      source: { source: 'instagram', medium: 'social' },
      device: 'phone',
      stage: 'consideration',
      acts: [
        [0, 'page_view', 'Oak board'],
        [2, 'view_item', 'Oak board, large', 64],
        [80, 'view_item', 'Walnut board', 89],
        [150, 'add_to_cart', 'Walnut board', 89],
      ],
    },
    {
      at: '2026-10-07T09:00:00Z',
      channel: 'Email',
      source: mail,
      device: 'offline',
      stage: 'intent',
      acts: [[0, 'email_opened', 'You left something in your cart']],
    },
    {
      at: '2026-10-07T19:21:40Z',
      channel: 'Email',
      source: mail,
      stage: 'purchase',
      acts: [
        [0, 'page_view', 'Your cart'],
        [3, 'view_cart'],
        [40, 'identify', 'maria@example.com'],
        [62, 'begin_checkout', 'Walnut board', 89],
        [130, 'add_payment_info', 'Walnut board', 89],
        [171, 'purchase', 'Walnut board', 89],
        [180, 'page_view', 'Thank you'],
      ],
    },
    {
      at: '2026-10-15T13:30:00Z',
      device: 'offline',
      stage: 'purchase',
      acts: [[0, 'phone_call', 'Asked about care of walnut']],
    },
    {
      at: '2026-11-03T16:05:00Z',
      device: 'offline',
      stage: 'retention',
      acts: [[0, 'store_visit', 'Shop in Hamburg, Lange Reihe']],
    },
    {
      at: '2026-11-09T06:55:30Z',
      channel: 'Paid Search',
      source: { source: 'google', medium: 'cpc', campaign: 'brand' },
      device: 'phone',
      stage: 'retention',
      acts: [
        [0, 'page_view', 'Knives'],
        [30, 'view_item', 'Paring knife', 38],
        [75, 'add_to_cart', 'Paring knife', 38],
        [90, 'remove_from_cart', 'Paring knife', 38],
        [120, 'view_item', 'Chef knife', 119],
        [190, 'add_to_cart', 'Chef knife', 119],
      ],
    },
    {
      at: '2026-11-09T20:10:00Z',
      channel: 'Direct',
      stage: 'retention',
      acts: [
        [0, 'page_view', 'Your cart'],
        [20, 'begin_checkout', 'Chef knife', 119],
        [95, 'purchase', 'Chef knife', 119],
        [99, 'page_view', 'Thank you'],
      ],
    },
    {
      at: '2026-11-16T10:00:00Z',
      device: 'offline',
      stage: 'retention',
      acts: [[0, 'review', 'Chef knife: 5 of 5']],
    },
    {
      at: '2026-11-20T17:45:12Z',
      channel: 'Direct',
      stage: 'retention',
      acts: [
        [0, 'page_view', 'New arrivals'],
        [44, 'view_item', 'Cast iron pan', 74],
        [52, 'add_to_wishlist', 'Cast iron pan', 74],
      ],
    },
  ],
});

const once = personOf({
  id: 'c_once',
  name: 'c_once',
  stage: { name: 'awareness', reason: 'Seen, no product viewed' },
  word: 'visitor',
  visits: [
    {
      at: '2026-11-19T11:00:00Z',
      channel: 'Referral',
      source: { source: 'blog.example', medium: 'referral' },
      stage: 'awareness',
      acts: [[0, 'page_view', 'Home']],
    },
  ],
});

/** Strings that break pages which do not hold them at arm's length. */
export const HOSTILE =
  '<img src=x onerror="window.broken=1">\u202E"]}javascript:alert(1)<script>window.broken=1</script>';

const hostile = personOf({
  id: 'c/../%2F?#<b>',
  name: HOSTILE,
  users: [`${'a-very-long-user-id-without-any-break-'.repeat(6)}@example.com`],
  stage: { name: HOSTILE, reason: HOSTILE },
  word: HOSTILE,
  traits: { [HOSTILE]: HOSTILE, nested: { deep: [HOSTILE] } },
  visits: [
    {
      at: '2026-11-18T22:59:30Z',
      channel: HOSTILE,
      source: { source: HOSTILE, medium: HOSTILE, campaign: HOSTILE },
      stage: HOSTILE,
      acts: [
        [0, 'page_view', HOSTILE],
        [10, HOSTILE, HOSTILE],
        [60, 'view_item', 'W'.repeat(300), 99_999_999_999.99],
        [3700, 'purchase', HOSTILE, 999_999_999.99],
      ],
    },
  ],
});

const CHANNELS = [
  'Organic Search',
  'Direct',
  'Paid Search',
  'Email',
  'Referral',
  'Display',
  'AI Assistants',
];

const crowd = Array.from({ length: 23 }, (_, index): Person => {
  const day = String(1 + (index % 19)).padStart(2, '0');
  const buys = index % 4 === 0;
  const visits = Array.from({ length: 1 + (index % 5) }, (__, visit): Visit => ({
    at: `2026-11-${day}T${String(8 + visit * 2).padStart(2, '0')}:15:00Z`,
    channel: CHANNELS[(index + visit) % CHANNELS.length] ?? 'Direct',
    stage: visit === 0 ? 'awareness' : 'consideration',
    acts: [
      [0, 'page_view', 'Home'],
      [30, 'view_item', 'Oak board', 64],
      ...(buys && visit === index % 5 ? [[90, 'purchase', 'Oak board', 64] as Act] : []),
    ],
  }));
  return personOf({
    id: `c_${index}`,
    name: index % 3 === 0 ? `Customer ${index}` : `c_${index}`,
    ...(index % 3 === 0 ? { users: [`user-${index}`] } : {}),
    stage: buys
      ? { name: 'purchase', reason: 'First order' }
      : { name: 'consideration', reason: 'A product view' },
    word: buys ? 'occasional' : 'lead',
    visits,
  });
});

/** Hundreds of visits: the drawing must stay whole. */
const busy = personOf({
  id: 'c_busy',
  name: 'Busy Bee',
  users: ['bee'],
  stage: { name: 'advocacy', reason: 'Review of 5' },
  word: 'hero',
  visits: Array.from({ length: 60 }, (_, index): Visit => ({
    at: new Date(Date.UTC(2026, 5, 1) + index * 2.7 * 86_400_000).toISOString(),
    channel: CHANNELS[index % CHANNELS.length] ?? 'Direct',
    device: index % 3 === 0 ? 'phone' : 'laptop',
    stage: index < 3 ? 'awareness' : index < 20 ? 'consideration' : 'retention',
    acts: [
      [0, 'page_view', 'Home'],
      [15, 'page_view', 'List'],
      [30, 'view_item', 'Oak board', 64],
      [70, 'add_to_cart', 'Oak board', 64],
      ...(index % 9 === 8 ? [[120, 'purchase', 'Oak board', 64] as Act] : []),
    ],
  })),
});

export const people: Person[] = [maria, busy, once, hostile, ...crowd];

export function stepsOf({ steps }: Person): FixtureStep[] {
  return steps;
}

export function profileOf(person: Person) {
  const { id, name, users, visitors, steps, journeys, stage, word, value, traits } = person;
  const [first, last] = [steps[0], steps.at(-1)];
  const counts = {
    open: 0,
    converted: 0,
    lapsed: 0,
    ...Object.fromEntries(
      journeys.map(({ outcome }) => [
        outcome,
        journeys.filter((each) => each.outcome === outcome).length,
      ]),
    ),
  };
  return {
    id,
    name,
    users,
    visitors,
    identified: users.length > 0,
    first_seen: first?.at ?? '',
    last_seen: last?.at ?? '',
    sessions: new Set(steps.map(({ session }) => session).filter(Boolean)).size,
    orders: counts.converted,
    value,
    channel: first?.channel ?? null,
    device: first?.actor['device'] ?? null,
    country: 'DE',
    stage,
    word,
    traits,
    page_views: steps.filter((step) => step.name === 'page_view').length,
    events: steps.length,
    touchpoints: steps.filter(({ session }) => session === null).length,
    net_value: value,
    rfm:
      counts.converted > 1 ? { recency: 5, frequency: 4, monetary: 4, segment: 'Champions' } : null,
    most_active: counts.converted > 1 ? { hour: 19, weekday: 'Monday' } : null,
    preferred_content:
      counts.converted > 1
        ? [
            { page: '/kitchen', engaged_seconds: 311 },
            { page: '/blog', engaged_seconds: 120 },
          ]
        : null,
    journeys: counts,
  };
}
