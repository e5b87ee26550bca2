import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromSegment, type FromSegment, type SegmentSender } from '../../worker/collect/segment.ts';
import type { Event } from '../../worker/stitch/event.ts';
import { sharedJson } from '../support/shared-data.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36';
const PAGE: SegmentSender = {
  receivedAt: NOW,
  verified: false,
  userAgent: CHROME,
  country: 'DE',
  currency: 'EUR',
  ownHosts: ['shop.example'],
  paymentHosts: [],
};
const { userAgent: _, country: __, ...bare } = PAGE;
const SERVER: SegmentSender = { ...bare, verified: true, userAgent: 'node-fetch/3', country: 'US' };

const track = {
  type: 'track',
  event: 'Order Completed',
  anonymousId: 'v1',
  messageId: 'm-1',
  timestamp: '2026-11-21T11:59:00.000Z',
  properties: { order_id: 'o1', revenue: 25, products: [{ product_id: 'p1' }] },
};

function accepted(result: FromSegment): FromSegment & { ok: true } {
  if (!result.ok) throw new Error(`${result.reason} ${result.detail}`);
  return result;
}
function only(result: FromSegment): Event {
  const [event, ...more] = accepted(result).lines.flatMap(({ events }) => events);
  if (event === undefined || more.length > 0) throw new Error('not one event');
  return event;
}
const refusal = (message: unknown, sender = PAGE) => {
  const result = fromSegment(message, sender);
  return result.ok ? undefined : result.reason;
};

describe('track', () => {
  test("becomes an event on the visitor's line in GA4's words", () => {
    const result = accepted(fromSegment(track, PAGE));
    expect(result).toMatchObject({ edges: [], traits: [] });
    expect(result.lines).toEqual([
      {
        visitor: 'v1',
        events: [
          {
            id: expect.stringMatching(/^m[\w-]{12}$/),
            at: NOW - 60_000,
            name: 'purchase',
            props: { transaction_id: 'o1', value: 25, items: [{ item_id: 'p1' }] },
            context: { country: 'DE', browser: 'Chrome', os: 'Windows', device: 'desktop' },
          },
        ],
      },
    ]);
  });

  test('of a user alone goes to the line of the user', () => {
    const { anonymousId: _id, ...message } = track;
    const result = accepted(fromSegment({ ...message, userId: 42 }, SERVER));
    expect(result.lines).toMatchObject([{ user: '42', events: [{ name: 'purchase' }] }]);
    expect(result.lines[0]).not.toHaveProperty('visitor');
    expect(result.edges).toEqual([]);
  });

  test('of both joins them', () => {
    const result = accepted(fromSegment({ ...track, userId: ' u1 ' }, PAGE));
    expect(result.lines).toMatchObject([{ visitor: 'v1', events: [{ user: 'u1' }] }]);
    expect(result.edges).toEqual([
      { kind: 'identify', a: 'v1', b: 'u1', at: NOW - 60_000, source: 'page' },
    ]);
    expect(accepted(fromSegment({ ...track, userId: 'u1' }, SERVER)).edges).toMatchObject([
      { source: 'server', verified: true },
    ]);
  });

  test('has an id by its message id, else by its content', () => {
    const id = (message: object) => only(fromSegment({ ...track, ...message }, PAGE)).id;
    expect(id({ properties: { order_id: 'other' } })).toBe(id({}));
    expect(id({ messageId: 'm-2' })).not.toBe(id({}));
    const unnamed = { messageId: undefined };
    expect(id(unnamed)).toBe(id(unnamed));
    expect(id({ ...unnamed, sentAt: '2026-11-21T12:00:05Z' })).toBe(id(unnamed));
    expect(id({ ...unnamed, event: 'Other' })).not.toBe(id(unnamed));
    expect(id({ ...unnamed, anonymousId: 'v2' })).not.toBe(id(unnamed));
  });

  test('has the page and the surroundings its context tells', () => {
    const context = {
      page: { url: 'https://shop.example/cart?utm_source=x&a=1' },
      locale: 'de-DE',
      timezone: 'Asia/Kolkata',
      userAgent:
        'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Instagram 330.0',
      screen: { width: 390, height: 844 },
      library: { name: 'analytics.js', version: 'next-1.70' },
      ip: '192.0.2.1',
    };
    const event = only(fromSegment({ ...track, context }, PAGE));
    expect(event.page).toBe('/cart?a=1');
    expect(event.context).toEqual({
      country: 'DE',
      browser: 'Instagram',
      os: 'iOS',
      device: 'mobile',
      host: 'shop.example',
      language: 'de-DE',
      utc_offset: 330,
      screen: '390x844',
      library: 'analytics.js/next-1.70',
    });
    expect(JSON.stringify(event)).not.toContain('192.0.2.1');
  });

  test('takes the context of the batch where its own says nothing', () => {
    const sender = { ...PAGE, batchContext: { locale: 'fr', library: { name: 'a' } } };
    const context = { locale: 'de' };
    expect(only(fromSegment({ ...track, context }, sender)).context).toMatchObject({
      language: 'de',
      library: 'a',
    });
  });
});

describe('time', () => {
  const at = (message: object, sender: SegmentSender = PAGE) =>
    only(fromSegment({ ...track, ...message }, sender)).at - NOW;

  test('is shifted by a clock over a minute off, and not by one at a minute', () => {
    const off = (ms: number) => ({
      timestamp: new Date(NOW + ms - 5_000).toISOString(),
      sentAt: new Date(NOW + ms).toISOString(),
    });
    expect(at(off(60_001))).toBe(-5_000);
    expect(at(off(-3_600_000))).toBe(-5_000);
    expect(at(off(60_000))).toBe(55_000);
    expect(only(fromSegment({ ...track, ...off(120_000) }, PAGE)).context.skew).toBe(120_000);
    expect(only(fromSegment({ ...track, ...off(60_000) }, PAGE)).context).not.toHaveProperty(
      'skew',
    );
    const { timestamp } = off(120_000);
    expect(at({ timestamp }, { ...PAGE, sentAt: off(120_000).sentAt })).toBe(-5_000);
  });

  test('is taken as given from a server key', () => {
    const sentAt = new Date(NOW - 3_600_000).toISOString();
    expect(at({ timestamp: '2019-05-01', sentAt }, SERVER)).toBe(Date.parse('2019-05-01') - NOW);
    expect(at({ originalTimestamp: '2020-01-01T00:00:00Z' }, SERVER)).toBe(-60_000);
  });

  test('is that of receipt where none is stated', () => {
    expect(at({ timestamp: undefined })).toBe(0);
    expect(at({ timestamp: null, sentAt: '2019-01-01T00:00:00Z' })).toBe(0);
  });

  test.each([
    ['2026-11-21T11:59:59.123456+00:00', -877],
    ['2026-11-21T13:00:00+0200', -3_600_000],
    ['2026-11-21 11:00', -3_600_000],
    [NOW - 7, -7],
  ])('reads %s', (timestamp, expected) => {
    expect(at({ timestamp })).toBe(expected);
  });

  test.each([
    ['yesterday', 'at_invalid'],
    ['', 'at_invalid'],
    [{}, 'at_invalid'],
    [Math.floor(NOW / 1000), 'at_invalid'],
    [NOW * 1000, 'at_invalid'],
    ['2026-13-45T00:00:00Z', 'at_invalid'],
    ['2026-11-22T12:00:00.001Z', 'in_the_future'],
    ['2026-10-22T11:59:59.999Z', 'too_old'],
    ['1969-12-31T23:59:59Z', 'too_old'],
  ])('refuses %j as %s', (timestamp, reason) => {
    expect(refusal({ ...track, timestamp })).toBe(reason);
  });

  test('before 1970 is out of range for servers too', () => {
    expect(refusal({ ...track, timestamp: '1969-12-31T23:59:59Z' }, SERVER)).toBe(
      'at_out_of_range',
    );
    expect(refusal({ ...track, timestamp: '2026-11-22T12:00:00.001Z' }, SERVER)).toBe(
      'in_the_future',
    );
  });
});

describe('page and screen', () => {
  const page = (properties: object, more: object = {}) =>
    only(fromSegment({ type: 'page', anonymousId: 'v1', properties, ...more }, PAGE));

  test('a page call is a page view with title, place and source', () => {
    const event = page(
      {
        url: 'https://shop.example/p/1?utm_source=News&utm_medium=email&v=2',
        path: '/p/1',
        search: '?v=2',
        title: 'Monopoly',
        referrer: 'https://www.google.com/',
        plan: 'x',
      },
      { name: 'Product', category: 'Shop' },
    );
    expect(event).toMatchObject({
      name: 'page_view',
      page: '/p/1?v=2',
      props: { title: 'Monopoly', name: 'Product', category: 'Shop', plan: 'x' },
      source: { source: 'news', medium: 'email', referrer: 'www.google.com/' },
    });
    expect(Object.keys(event.props ?? {}).toSorted()).toEqual([
      'category',
      'name',
      'plan',
      'title',
    ]);
  });

  test('reads the place from the context, or from path and search', () => {
    const context = { page: { path: '/a', search: '?b=1', referrer: 'https://www.bing.com/' } };
    expect(page({}, { context })).toMatchObject({
      page: '/a?b=1',
      source: { source: 'bing', medium: 'organic' },
    });
    expect(page({ path: '/x' }, { context }).page).toBe('/x?b=1');
    expect(page({})).not.toHaveProperty('page');
  });

  test('takes a campaign named apart, unless the address has one', () => {
    const context = { campaign: { name: 'Spring', source: 'Bing', medium: 'cpc' } };
    expect(page({ url: 'https://shop.example/?a=1#/x' }, { context })).toMatchObject({
      page: '/?a=1#/x',
      source: { source: 'bing', medium: 'cpc', campaign: 'Spring' },
    });
    expect(page({ url: '/?utm_source=mail' }, { context }).source).toEqual({
      source: 'mail',
      medium: '(not set)',
    });
  });

  test('leaves out a source that is none', () => {
    expect(page({ url: 'https://shop.example/' })).not.toHaveProperty('source');
    const referrer = 'https://shop.example/x';
    expect(page({ url: 'https://shop.example/', referrer })).not.toHaveProperty('source');
  });

  test('flags referrer spam', () => {
    expect(page({ url: '/', referrer: 'https://100dollars-seo.com/' }).context.bot).toBe(
      'referrer_spam',
    );
  });

  test('a screen call is a screen view', () => {
    const context = { device: { type: 'ios' }, os: { name: 'iOS' }, app: { name: 'Shop' } };
    const message = {
      type: 'screen',
      name: 'Cart',
      anonymousId: 'v1',
      properties: { url: 'x' },
      context,
    };
    expect(
      only(fromSegment(message, { ...PAGE, userAgent: 'Shop/1 CFNetwork/1 Darwin/22' })),
    ).toMatchObject({
      name: 'screen_view',
      page: '/Cart',
      props: { screen_name: 'Cart', url: 'x' },
      context: { os: 'iOS', device: 'mobile' },
    });
  });
});

describe('identify, group and alias', () => {
  const identify = {
    type: 'identify',
    anonymousId: 'v1',
    userId: 'u1',
    traits: { email: 'a@shop.example' },
    timestamp: NOW,
  };

  test('identify joins visitor and user and keeps traits out of the session', () => {
    const result = accepted(fromSegment(identify, PAGE));
    expect(result.lines).toMatchObject([
      { visitor: 'v1', events: [{ name: 'identify', user: 'u1' }] },
    ]);
    expect(result.lines[0]?.events[0]).not.toHaveProperty('props');
    expect(result.edges).toEqual([{ kind: 'identify', a: 'v1', b: 'u1', at: NOW, source: 'page' }]);
    expect(result.traits).toEqual([{ user: 'u1', at: NOW, traits: identify.traits }]);
  });

  test('identify of a user alone has traits and no event', () => {
    const result = accepted(fromSegment({ ...identify, anonymousId: null }, SERVER));
    expect(result).toEqual({
      ok: true,
      lines: [],
      edges: [],
      traits: [{ user: 'u1', at: NOW, traits: identify.traits }],
    });
  });

  test('identify of a visitor alone keeps its traits with the event', () => {
    const result = accepted(fromSegment({ ...identify, userId: '' }, PAGE));
    expect(only(result).props).toEqual({ traits: identify.traits });
    expect(result).toMatchObject({ edges: [], traits: [] });
  });

  test('group ties a user, or else a visitor, to an account', () => {
    const group = { type: 'group', groupId: 'g1', traits: { plan: 'x' }, timestamp: NOW };
    const ofUser = accepted(fromSegment({ ...group, userId: 'u1' }, SERVER));
    expect(ofUser.edges).toEqual([
      { kind: 'group', a: 'user:u1', b: 'g1', at: NOW, source: 'server', verified: true },
    ]);
    expect(ofUser.lines).toEqual([]);
    expect(ofUser.traits).toEqual([{ account: 'g1', at: NOW, traits: { plan: 'x' } }]);
    const ofVisitor = accepted(fromSegment({ ...group, anonymousId: 'v1' }, PAGE));
    expect(only(ofVisitor).props).toEqual({ group_id: 'g1' });
    expect(ofVisitor.edges).toMatchObject([{ a: 'visitor:v1', b: 'g1', source: 'page' }]);
    const ofBoth = accepted(fromSegment({ ...group, anonymousId: 'v1', userId: 'u1' }, PAGE));
    expect(ofBoth.edges.map(({ kind, a, b }) => [kind, a, b])).toEqual([
      ['identify', 'v1', 'u1'],
      ['group', 'user:u1', 'g1'],
    ]);
  });

  test('alias joins the new id to a previous one of either kind', () => {
    const alias = { type: 'alias', userId: 'new', previousId: 'old', timestamp: NOW };
    const result = accepted(fromSegment(alias, SERVER));
    expect(result.lines).toEqual([]);
    expect(result.edges).toMatchObject([{ kind: 'alias', a: 'any:old', b: 'user:new' }]);
    const defaulted = { ...alias, previousId: undefined, anonymousId: 'v1' };
    expect(accepted(fromSegment(defaulted, PAGE)).edges).toContainEqual({
      kind: 'alias',
      a: 'any:v1',
      b: 'user:new',
      at: NOW,
      source: 'page',
    });
  });
});

describe('bots and places', () => {
  const googlebot = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';

  test('a page is judged by the request, a server key by its context alone', () => {
    const context = { userAgent: googlebot, location: { country: 'fr', region: 'IDF' } };
    const of = (message: object, sender: SegmentSender) =>
      only(fromSegment({ ...track, ...message }, sender)).context;
    expect(of({ context }, PAGE).bot).toBeUndefined();
    expect(of({ context }, PAGE).country).toBe('DE');
    expect(of({}, { ...PAGE, userAgent: googlebot }).bot).toBe('user_agent');
    expect(of({}, SERVER)).toEqual({ by: 'server' });
    expect(of({ context }, SERVER)).toMatchObject({
      by: 'server',
      bot: 'user_agent',
      country: 'FR',
      region: 'IDF',
    });
  });
});

test.each([
  ['Order Completed', 'purchase'],
  ['Signed Up', 'sign_up'],
  ['Product Viewed', 'view_item'],
  ['Something Else', 'Something Else'],
])('an event has one name, with properties or without: %s', (event, name) => {
  const { properties: _, ...bare } = { ...track, event };
  for (const more of [{}, { properties: {} }, { properties: null }]) {
    const stored = only(fromSegment({ ...bare, ...more }, SERVER));
    expect([stored.name, stored.props]).toEqual([name, undefined]);
  }
});

describe('ids that name nobody', () => {
  const { anonymousId: _, ...unnamed } = { ...track, userId: ' Null ' };

  test('are nobody’s where there is no other, and never get traits or an account', () => {
    expect(refusal(unnamed)).toBe('user_id_invalid');
    expect(refusal({ ...unnamed, type: 'identify', traits: { email: 'a@shop.example' } })).toBe(
      'user_id_invalid',
    );
    const both = { ...unnamed, anonymousId: 'v1' };
    const traits = { email: 'ann@shop.example' };
    const identified = accepted(fromSegment({ ...both, type: 'identify', traits }, PAGE));
    expect(identified.traits).toEqual([]);
    // Kept, so that it is shown among the conflicts.
    expect(identified.edges).toMatchObject([{ kind: 'identify', a: 'v1', b: 'Null' }]);
    const grouped = accepted(fromSegment({ ...both, type: 'group', groupId: 'acme' }, PAGE));
    expect(grouped.edges).toContainEqual(
      expect.objectContaining({ kind: 'group', a: 'visitor:v1', b: 'acme' }),
    );
  });
});

test.each([
  ['Order Completed', { revenue: '25,00', total: 30 }, '/properties/revenue'],
  ['Order Completed', { value: '25,00' }, '/properties/value'],
  ['Order Completed', { subtotal: 'x' }, '/properties/subtotal'],
  ['Order Completed', { revenue: 1, tax: 'x' }, '/properties/tax'],
  ['Order Completed', { products: [{ product_id: 'a' }, { price: 'x' }] }, '/properties/products/1/price'],
  ['Order Completed', { order_id: {} }, '/properties/order_id'],
  ['Product Added', { product_id: 'a', price: 'x' }, '/properties/price'],
  ['purchase', { items: [{ price: 'x' }] }, '/properties/items/0/price'],
])('of %s, %j says which member was sent wrong', (event, properties, detail) => {
  expect(fromSegment({ ...track, event, properties }, PAGE)).toMatchObject({ ok: false, detail });
}); // prettier-ignore

describe('apps that send with a write key', () => {
  const of = (context: object, userAgent: string) =>
    only(fromSegment({ ...track, context }, { ...PAGE, userAgent })).context;

  test.each([
    'okhttp/4.12.0', 'analytics-ios/4.1.6', 'analytics-android/4.10.4', 'axios/1.6.8', 'python-requests/2.31',
    'node', 'curl/8.5.0', '', 'node-fetch/1.0 (+https://github.com/bitinn/node-fetch)',
    'Dalvik/2.1.0 (Linux; U; Android 13; Pixel 7 Build/TQ3A)', 'MyApp/1.2 CFNetwork/1490.0.4 Darwin/23.2.0',
  ])('are no bots for the library that sends: %j', (userAgent) => {
    expect(of({}, userAgent)).toEqual({ country: 'DE' });
    // A server that sends it says it of somebody who came to it.
    expect(of({ userAgent: CHROME }, userAgent)).toMatchObject({ browser: 'Chrome', device: 'desktop' });
    expect(of({ userAgent: CHROME }, userAgent).bot).toBeUndefined();
    const app = { library: { name: 'analytics-kotlin', version: '1.16.3' }, os: { name: 'Android' }, device: { type: 'android' } };
    expect(of({ ...app, userAgent }, userAgent)).toMatchObject({
      library: 'analytics-kotlin/1.16.3', os: 'Android', device: 'mobile',
    });
    expect(of({ ...app, userAgent }, userAgent).bot).toBeUndefined();
  }); // prettier-ignore

  test('are no bots for what the app is called', () => {
    const botanica = 'Botanica/1.0 CFNetwork/1490 Darwin/23';
    expect(of({}, botanica).bot).toBe('user_agent');
    expect(of({ app: { name: 'Botanica' } }, botanica).bot).toBeUndefined();
  });

  test.each([
    ['Googlebot/2.1 (+http://www.google.com/bot.html)', {}, 'user_agent'],
    ['facebookexternalhit/1.1', { library: { name: 'analytics.js' } }, 'user_agent'],
    [CHROME.replace('Chrome/', 'HeadlessChrome/'), {}, 'headless'],
    ['okhttp/4.12.0', { userAgent: 'Googlebot/2.1' }, 'user_agent'],
  ])('are bots where a crawler is named: %s', (userAgent, context, bot) => {
    expect(of(context, userAgent).bot).toBe(bot);
  });
});

describe('refusals', () => {
  test.each<[string, unknown]>([
    ['event_not_an_object', null],
    ['event_not_an_object', [track]],
    ['event_not_an_object', 'track'],
    ['type_unknown', { ...track, type: 'delete' }],
    ['type_unknown', { ...track, type: undefined }],
    ['type_unknown', { ...track, type: 'constructor' }],
    ['user_id_missing', { ...track, anonymousId: ' ', userId: null }],
    ['user_id_invalid', { ...track, userId: {} }],
    ['user_id_invalid', { ...track, userId: 'x'.repeat(257) }],
    ['visitor_invalid', { ...track, anonymousId: 'x'.repeat(65) }],
    ['visitor_invalid', { ...track, anonymousId: 'a b' }],
    ['visitor_invalid', { ...track, anonymousId: { id: 1 } }],
    ['name_missing', { ...track, event: '' }],
    ['name_missing', { ...track, event: undefined }],
    ['name_not_a_string', { ...track, event: 7 }],
    ['name_too_long', { ...track, event: 'x'.repeat(65) }],
    ['properties_not_an_object', { ...track, properties: [] }],
    ['properties_not_an_object', { type: 'page', anonymousId: 'v', properties: 'x' }],
    ['amount_not_a_number', { ...track, properties: { revenue: '19 €' } }],
    ['currency_unknown', { ...track, properties: { currency: 'XXX' } }],
    ['page_too_long', { ...track, context: { page: { url: `/${'x'.repeat(16_384)}` } } }],
    ['traits_invalid', { type: 'identify', userId: 'u', traits: [] }],
    ['user_id_missing', { type: 'group', userId: 'u' }],
    ['user_id_missing', { type: 'alias', previousId: 'u', anonymousId: 'v' }],
    ['user_id_missing', { type: 'alias', userId: 'u' }],
  ])('says %s', (reason, message) => {
    expect(refusal(message)).toBe(reason);
  });

  test('takes the type from the route where the message has none', () => {
    const { type: _type, ...message } = track;
    expect(only(fromSegment(message, { ...PAGE, type: 'track' })).name).toBe('purchase');
  });

  test('never throws, whatever comes', () => {
    const keys = fc.constantFrom(
      ...'type event name category userId anonymousId previousId groupId messageId timestamp'.split(
        ' ',
      ),
      ...'originalTimestamp sentAt properties traits context __proto__'.split(' '),
    );
    const inner = fc.dictionary(
      fc.constantFrom(
        ...'page campaign url path referrer title timezone locale userAgent screen library os'.split(
          ' ',
        ),
        ...'device location products revenue source __proto__ constructor'.split(' '),
      ),
      fc.oneof(
        fc.jsonValue(),
        fc.string({ unit: 'binary' }),
        fc.constantFrom('Europe/Berlin', '//', 'http://['),
      ),
    );
    const value = fc.oneof(
      fc.constantFrom(
        'track',
        'page',
        'screen',
        'identify',
        'group',
        'alias',
        'Order Completed',
        'u1',
      ),
      fc.jsonValue(),
      inner,
      fc.dictionary(fc.constantFrom('page', 'campaign', 'device', 'screen'), inner),
    );
    let taken = 0;
    fc.assert(
      fc.property(fc.dictionary(keys, value), value, fc.boolean(), (message, more, verified) => {
        const sender = { ...PAGE, verified, batchContext: more, sentAt: more };
        const full = { type: 'page', anonymousId: 'v1', ...message };
        for (const given of [message, full]) if (fromSegment(given, sender).ok) taken += 1;
      }),
      { numRuns: 1_000 },
    );
    expect(taken).toBeGreaterThan(100);
  });
});

interface Call {
  method: string;
  args: [string | Record<string, unknown>, unknown?];
}
const spec = await sharedJson<{ calls: Call[] }>('payloads/segment_ecommerce_calls.json');

test.skipIf(spec === undefined)("takes every track call of Segment's spec", () => {
  const calls = (spec?.calls ?? []).filter(({ method }) => method === 'track');
  const refused = calls.filter(({ args: [event, properties] }) => {
    const message = { type: 'track', anonymousId: 'v1', event, properties };
    return !fromSegment(message, PAGE).ok;
  });
  expect(calls.length).toBeGreaterThan(35);
  expect(refused).toEqual([]);
});
