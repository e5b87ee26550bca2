import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customerOf, inWords, timelineWith, type TimelineEntry } from './read.ts';
import { ADA, ADA_ID, follow, leave, press, signIn, visitorOf } from './shopper.ts';
import { openWorld, type Device, type World } from './world.ts';

describe('the demo shop', () => {
  let world: World;
  const devices: Device[] = [];

  beforeAll(async () => {
    world = await openWorld();
    const shop = {
      name: 'Shop',
      time_zone: 'Europe/Berlin',
      currency: 'EUR',
      origins: [world.url],
    };
    for (const id of ['demo', 'other']) await world.post('/v1/sites', { id, ...shop });
  });
  afterAll(() => world?.close());

  async function newcomer(isMobile = false): Promise<Device> {
    const size = isMobile ? { width: 390, height: 844 } : { width: 1280, height: 900 };
    const device = await world.device({ ...size, isMobile });
    devices.push(device);
    return device;
  }

  it('adds to the cart by attributes on lists and by calls on product pages, in the same words', async () => {
    const { page } = await newcomer();
    await page.goto('/shop/cups/');
    const visitor = await visitorOf(page);
    await page.getByRole('button', { name: 'Add Quarry tumbler to cart' }).click();
    await follow(page, 'Quarry tumbler', '/shop/product/quarry-tumbler/');
    await press(page, 'Add to cart');
    await page.getByText('In your cart: 1 × Quarry tumbler.').waitFor();
    await follow(page, 'Cart', '/shop/cart/');
    expect(await page.locator('.stepper span').innerText()).toBe('2');
    await press(page, 'Remove Quarry tumbler');
    await page.getByText('Nothing in it yet.').waitFor();
    await timelineWith(world, visitor, 12);
    await leave(page);

    const steps = await timelineWith(world, visitor, 17);
    const [byAttributes, byCall] = steps.filter(({ name }) => name === 'add_to_cart').map(saidOf);
    expect(byAttributes).toEqual(byCall);
    expect(byCall).toEqual({
      currency: 'EUR',
      value: 19,
      items: [
        {
          item_id: 'quarry-tumbler',
          item_name: 'Quarry tumbler',
          item_category: 'Cups & mugs',
          item_variant: 'Raw clay',
          price: 19,
          quantity: 1,
        },
      ],
    });
    const removed = steps.find(({ name }) => name === 'remove_from_cart');
    expect(removed?.properties).toMatchObject({ value: 38, items: [{ quantity: 2 }] });
  });

  it('tells what was searched for and what help was asked about, never what was written', async () => {
    const { page } = await newcomer();
    await page.goto('/shop/');
    const visitor = await visitorOf(page);
    await page.getByLabel('Search the shop').fill('coffee');
    await page.getByLabel('Search the shop').press('Enter');
    await page.waitForURL('**/shop/search/?q=coffee');
    await follow(page, 'Help', '/shop/support/');
    await page.getByLabel('Your message').fill('My secret is 4711.');
    await press(page, 'Send');
    await timelineWith(world, visitor, 8);
    await leave(page);

    const steps = await timelineWith(world, visitor, 12);
    expect(steps.find(({ name }) => name === 'search')?.properties).toMatchObject({
      search_term: 'coffee',
      results: 4,
    });
    expect(steps.find(({ name }) => name === 'support_contact')?.properties).toEqual({
      subject: 'Delivery',
    });
    expect(JSON.stringify(steps)).not.toContain('My secret');
  });

  it('has a coupon field that phones click in vain', async () => {
    const { page } = await newcomer(true);
    await page.goto('/shop/product/lantern/');
    const visitor = await visitorOf(page);
    await press(page, 'Add to cart');
    await page.goto('/shop/checkout/payment/');
    await page.getByLabel('Coupon').fill('MARL10');
    // In one go: a busy machine takes more than a second between clicks of their own.
    await page.getByRole('button', { name: 'Apply', exact: true }).click({ clickCount: 3 });
    const names = (steps: TimelineEntry[]): string[] => steps.map(({ name }) => name);
    await page.waitForTimeout(2_600);
    await leave(page);
    expect(names(await timelineWith(world, visitor, 12))).toEqual(
      expect.arrayContaining(['rage_click', 'dead_click']),
    );
  });

  it('becomes somebody else at sign-out', async () => {
    const { page } = await newcomer();
    await page.goto('/shop/');
    const visitor = await visitorOf(page);
    await signIn(page);
    await press(page, 'Sign out');
    const next = await visitorOf(page);
    expect(next).not.toBe(visitor);
    await follow(page, 'Journal', '/shop/blog/');
    await timelineWith(world, next, 2);
    await leave(page);

    expect((await timelineWith(world, visitor, 9)).map(inWords).slice(-3)).toEqual([
      'identify',
      'login',
      'click Sign out',
    ]);
    expect(await customerOf(world, visitor)).toMatchObject({ id: ADA_ID, traits: ADA });
    await timelineWith(world, next, 4);
    expect(await customerOf(world, next)).toMatchObject({ id: next, users: [], traits: {} });
  });

  it('records for another site where the address says so, from page to page', async () => {
    const { page } = await newcomer();
    await page.goto('/shop/?site=other');
    await follow(page, 'Journal', '/shop/blog/');
    const kept = await page.evaluate(() => Object.keys(localStorage));
    expect(kept).toContain('sojourn-other');
    expect(kept).not.toContain('sojourn-demo');
  });

  it('sells without its tag', async () => {
    const { page, context } = await newcomer();
    await context.route('**/s.js', (route) => route.abort());
    await page.goto('/shop/product/dune-mug/');
    await press(page, 'Add to cart');
    await follow(page, 'Cart', '/shop/cart/');
    expect(await page.locator('.lines h2').innerText()).toBe('Dune mug');
  });

  it('has a page behind every link, and none of them complains', async () => {
    const { page } = await newcomer();
    const seen = new Set<string>();
    const waiting = ['/shop/'];
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      if (seen.has(path)) continue;
      seen.add(path);
      const response = await page.goto(path);
      expect([path, response?.status()]).toEqual([path, 200]);
      const links = await page
        .locator('a[href^="/shop/"]')
        .evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
      waiting.push(...links);
    }
    expect(seen.size).toBeGreaterThan(24);
    expect(devices.flatMap(({ complaints }) => complaints)).toEqual([]);
  });
});

/** What a cart event says. Attributes are text, and the contract takes decimals as either. */
function saidOf({ properties }: TimelineEntry): unknown {
  return JSON.parse(JSON.stringify(properties), (key, value: unknown) =>
    ['price', 'quantity', 'value'].includes(key) ? Number(value) : value,
  );
}
