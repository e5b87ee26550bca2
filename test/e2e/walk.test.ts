import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  annotate,
  openCustomer,
  saveSegment,
  sessionsShown,
  stepsShown,
  tryTrigger,
} from './dashboard.ts';
import {
  customerOf,
  customersOf,
  inWords,
  journeysOf,
  savedIn,
  timelineOf,
  timelineWith,
} from './read.ts';
import { receive } from './receiver.ts';
import {
  ADA,
  ADA_ID,
  arriveFromSearch,
  checkOut,
  follow,
  leave,
  look,
  press,
  signIn,
  visitorOf,
} from './shopper.ts';
import { openWorld, type Device, type World } from './world.ts';

const TWO_DAYS = 2 * 86_400_000;
const STORY = '/shop/blog/why-thick-cups-keep-coffee-hot/';

const FIRST_VISIT = [
  `page_view ${STORY}`,
  'view_item_list',
  'click Tide espresso cup',
  'engagement',
  'page_view /shop/product/tide-espresso-cup/',
  'view_item tide-espresso-cup',
  'click Dune mug',
  'engagement',
  'page_view /shop/product/dune-mug/',
  'view_item dune-mug',
  'click Add to cart',
  'add_to_cart dune-mug',
  'engagement',
];

const SECOND_VISIT = [
  'page_view /shop/',
  'view_item_list',
  'click Sign in',
  'engagement',
  'page_view /shop/sign-in/',
  'click Sign in',
  'identify',
  'login',
  'click Cart 1',
  'engagement',
  'page_view /shop/cart/',
  'view_cart dune-mug',
  'click Checkout',
  'engagement',
  'page_view /shop/checkout/',
  'begin_checkout dune-mug',
  'click On to shipping',
  'engagement',
  'page_view /shop/checkout/shipping/',
  'click On to payment',
  'add_shipping_info dune-mug',
  'engagement',
  'page_view /shop/checkout/payment/',
  'click Buy now',
  'add_payment_info dune-mug',
  'engagement',
  'page_view /shop/thank-you/',
  'purchase',
  'engagement',
];

const ON_THE_PHONE = [
  'page_view /shop/table/',
  'view_item_list',
  'click Pebble bowl',
  'engagement',
  'page_view /shop/product/pebble-bowl/',
  'view_item pebble-bowl',
  'click Sign in',
  'engagement',
  'page_view /shop/sign-in/',
  'click Sign in',
  'identify',
  'login',
  'engagement',
];

/** Steps on the last page of each visit. The tag hands those before it on, from page to page. */
const ON_LAST = { first: 5, second: 3, phone: 5 } as const;

describe('a walk through the demo shop', () => {
  let world: World;
  let laptop: Device;
  let phone: Device;
  let visitor = '';

  beforeAll(async () => {
    world = await openWorld();
    await world.post('/v1/sites', {
      id: 'demo',
      name: 'Demo shop',
      time_zone: 'Europe/Berlin',
      currency: 'EUR',
      origins: [world.url],
    });
    laptop = await world.device();
  });
  afterAll(() => world?.close());

  it('records the first visit, from a search to a cart that is left', async () => {
    const { page } = laptop;
    await arriveFromSearch(page, world.url + STORY);
    visitor = await visitorOf(page);
    await follow(page, 'Tide espresso cup', '/shop/product/tide-espresso-cup/');
    await follow(page, 'Dune mug', '/shop/product/dune-mug/');
    await look(page);
    await press(page, 'Add to cart');
    await timelineWith(world, visitor, FIRST_VISIT.length - ON_LAST.first);
    await leave(page);

    const steps = await timelineWith(world, visitor, FIRST_VISIT.length);
    expect(steps.map(inWords)).toEqual(FIRST_VISIT);
    expect(new Set(steps.map(({ channel }) => channel))).toEqual(new Set(['Organic Search']));
    const [journey, ...others] = await journeysOf(world, visitor);
    expect(others).toEqual([]);
    expect(journey).toMatchObject({ outcome: 'open', sessions: 1 });
  });

  it('makes one customer of it when she comes back by mail, signs in and buys', async () => {
    await world.pass(TWO_DAYS);
    const { page } = laptop;
    await page.goto('/shop/?utm_source=newsletter&utm_medium=email&utm_campaign=autumn-kiln');
    await signIn(page);
    await follow(page, 'Cart', '/shop/cart/');
    await checkOut(page);
    const all = FIRST_VISIT.length + SECOND_VISIT.length;
    await timelineWith(world, visitor, all - ON_LAST.second);
    await leave(page);

    const steps = await timelineWith(world, ADA_ID, all);
    expect(steps.map(inWords)).toEqual([...FIRST_VISIT, ...SECOND_VISIT]);
    expect(new Set(steps.map(({ id }) => id)).size).toBe(all);
    const sessions = Map.groupBy(steps, ({ session }) => session);
    expect([...sessions.values()].map((of) => [of[0]?.channel, of.length])).toEqual([
      ['Organic Search', FIRST_VISIT.length],
      ['Email', SECOND_VISIT.length],
    ]);
    expect(new Set(steps.map((step) => step.visitor))).toEqual(new Set([visitor]));
  });

  it('draws one converted journey with its value', async () => {
    const journeys = await journeysOf(world, ADA_ID);
    expect(journeys).toHaveLength(1);
    expect(journeys[0]).toMatchObject({
      customer: ADA_ID,
      outcome: 'converted',
      sessions: 2,
      value: '24.00',
      currency: 'EUR',
      touches: [{ channel: 'Organic Search' }, { channel: 'Email' }],
    });
    expect((journeys[0]?.seconds_to_convert ?? 0) * 1000).toBeGreaterThan(TWO_DAYS);
    expect(await customerOf(world, ADA_ID)).toMatchObject({
      users: [ADA_ID],
      visitors: [visitor],
      sessions: 2,
      orders: 1,
      value: [{ currency: 'EUR', amount: '24.00', minor: 2_400 }],
      traits: ADA,
    });
  });

  it('shows the same steps in the same order on the dashboard', async () => {
    const { page, complaints } = await world.device();
    await openCustomer(page, world.operator, ADA_ID);
    const steps = await timelineOf(world, ADA_ID);
    expect(await stepsShown(page)).toEqual(steps.map(({ id }) => id));
    const shown = (await page.locator('main').innerText()).replaceAll(/\s+/g, ' ');
    expect(await sessionsShown(page)).toEqual([
      expect.stringMatching(/^Organic Search/),
      expect.stringMatching(/^Email/),
    ]);
    expect(shown).toContain('Journey 1 converted with €24.00, after 2 sessions');
    expect(complaints).toEqual([]);
  });

  it('joins her phone to her, what it did before the sign-in included', async () => {
    phone = await world.device({ width: 390, height: 844, isMobile: true });
    const { page } = phone;
    await page.goto('/shop/table/');
    const second = await visitorOf(page);
    await follow(page, 'Pebble bowl', '/shop/product/pebble-bowl/');
    await signIn(page);
    await timelineWith(world, second, ON_THE_PHONE.length - ON_LAST.phone);
    await leave(page);

    const all = FIRST_VISIT.length + SECOND_VISIT.length + ON_THE_PHONE.length;
    const steps = await timelineWith(world, ADA_ID, all);
    expect(steps.map(inWords)).toEqual([...FIRST_VISIT, ...SECOND_VISIT, ...ON_THE_PHONE]);
    const onPhone = steps.slice(-ON_THE_PHONE.length);
    expect(new Set(onPhone.map((step) => step.visitor))).toEqual(new Set([second]));
    expect(onPhone[0]).toMatchObject({ channel: 'Direct', actor: { device: 'mobile' } });
    expect(await customerOf(world, second)).toMatchObject({ id: ADA_ID, sessions: 3 });
    expect((await customersOf(world)).map(({ id }) => id)).toEqual([ADA_ID]);
  });

  it('counts an order once, however often its thanks are shown', async () => {
    const { page } = laptop;
    await page.goto('/shop/thank-you/');
    await look(page);
    await page.reload();
    await page.getByText('is on its way').waitFor();
    const all = FIRST_VISIT.length + SECOND_VISIT.length + ON_THE_PHONE.length;
    await timelineWith(world, ADA_ID, all + 3);
    await leave(page);

    const steps = await timelineWith(world, ADA_ID, all + 6);
    const shown = ['page_view /shop/thank-you/', 'purchase', 'engagement'];
    expect(steps.slice(all).map(inWords)).toEqual([...shown, ...shown]);
    expect(await customerOf(world, ADA_ID)).toMatchObject({
      orders: 1,
      value: [{ amount: '24.00' }],
    });
    const converted = (await journeysOf(world, ADA_ID)).filter(
      (one) => one.outcome === 'converted',
    );
    expect(converted).toHaveLength(1);
  });

  it('saves segments, annotations and triggers from the dashboard', async () => {
    const { page, complaints } = await world.device();
    await openCustomer(page, world.operator, ADA_ID);
    await saveSegment(page, 'Comes by phone');
    const [segment] = await savedIn(world, 'segments');
    expect(segment).toMatchObject({
      name: 'Comes by phone',
      filter: { field: 'device', op: 'eq', value: 'mobile' },
    });
    await page.goto('/sites/demo/segments/saved');
    await page.getByRole('link', { name: '1 in Comes by phone' }).click();
    await page.getByRole('link', { name: ADA.name }).waitFor();

    await annotate(page, 'The kiln is mended');
    expect(await savedIn(world, 'annotations')).toMatchObject([{ text: 'The kiln is mended' }]);

    const hook = await receive();
    expect(await tryTrigger(page, hook.url)).toMatch(/^Test: Delivered, 204 in \d+ ms\.$/);
    expect(hook.received).toMatchObject([{ type: 'trigger.test' }]);
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('No trigger yet').waitFor();
    expect(await savedIn(world, 'triggers')).toEqual([]);
    expect(complaints).toEqual([]);
    hook.close();
  });

  it('leaves the shop without a complaint', () => {
    expect([...laptop.complaints, ...phone.complaints]).toEqual([]);
  });
});
