import type { Page } from 'playwright-core';
import { userIdOf } from '../../examples/shop/user-id.ts';

/** Somebody who shops; what they do is what their hands would do. */
export const ADA = { email: 'ada@example.com', name: 'Ada Example' } as const;
export const ADA_ID: string = userIdOf(ADA.email);

/** Comes by a result of a search engine, whose page is the test's own. */
export async function arriveFromSearch(page: Page, landing: string): Promise<void> {
  await page.context().route('https://www.google.com/**', (route) =>
    route.fulfill({
      contentType: 'text/html',
      // Google names its host to the pages it leads to, wherever they are.
      body: `<!doctype html><title>cups - Search</title><meta name="referrer" content="origin">
        <a href="${landing}">Why thick cups</a>`,
    }),
  );
  await page.goto('https://www.google.com/search?q=thick+cups');
  await page.getByRole('link', { name: 'Why thick cups' }).click();
  await page.waitForURL(landing);
}

/**
 * Looks at the page for as long as it takes to be seen: the tag counts since it runs, before `load`, and a
 * step of the checkout begins long after its document has loaded.
 */
export async function look(page: Page): Promise<void> {
  await page.mouse.wheel(0, 300);
  const from = await page.evaluate(() => performance.now());
  await page.waitForFunction((began) => {
    const [load] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
    if (!load || load.loadEventEnd === 0) return false;
    return performance.now() > Math.max(load.loadEventEnd, began) + 300;
  }, from);
}

/** Follows a link to another page of the shop. */
export async function follow(page: Page, name: string, to: string): Promise<void> {
  await look(page);
  await page.getByRole('link', { name }).first().click();
  await page.waitForURL(`**${to}`);
}

export async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).first().click();
}

export async function signIn(page: Page): Promise<void> {
  await follow(page, 'Sign in', '/shop/sign-in/');
  await page.getByLabel('E-mail').fill(ADA.email);
  await page.getByLabel('Name').fill(ADA.name);
  await press(page, 'Sign in');
  await page.getByText('Hello, Ada').waitFor();
}

/** From the cart to the thanks. */
export async function checkOut(page: Page): Promise<void> {
  await follow(page, 'Checkout', '/shop/checkout/');
  await page.getByLabel('Street and number').fill('Kiln Lane 4');
  await page.getByLabel('Postcode').fill('10115');
  await page.getByLabel('City').fill('Berlin');
  await look(page);
  await press(page, 'On to shipping');
  await page.waitForURL('**/shop/checkout/shipping/');
  await look(page);
  await press(page, 'On to payment');
  await page.waitForURL('**/shop/checkout/payment/');
  await look(page);
  await press(page, 'Buy now');
  await page.waitForURL('**/shop/thank-you/');
  await page.getByText('is on its way').waitFor();
}

/** Goes somewhere else on the web. */
export async function leave(page: Page): Promise<void> {
  await look(page);
  await page.goto('about:blank');
}

/** The id that the tag gave this browser. */
export function visitorOf(page: Page): Promise<string> {
  return page.evaluate(() => {
    const kept = JSON.parse(localStorage.getItem('sojourn-demo') ?? '{}') as { visitor?: string };
    return kept.visitor ?? '';
  });
}
