import type { Page } from 'playwright-core';

/** Comes in by the door, with the operator's key, at a customer's page. */
export async function openCustomer(page: Page, key: string, id: string): Promise<void> {
  await page.goto(`/sites/demo/customers/${id}`);
  await page.getByLabel('Key', { exact: true }).fill(key);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('.steps').waitFor();
}

/** Ids of the steps as the page shows them, from top to bottom. */
export function stepsShown(page: Page): Promise<string[]> {
  return page
    .locator('[data-step]')
    .evaluateAll((steps) => steps.map((step) => step.getAttribute('data-step') ?? ''));
}

/** The line above each session: its channel first. */
export function sessionsShown(page: Page): Promise<string[]> {
  return page.locator('.block-head').allInnerTexts();
}

/** Makes a segment of whoever came by phone, from the filter of the overview. */
export async function saveSegment(page: Page, name: string): Promise<void> {
  await page.goto('/sites/demo');
  await page.getByRole('button', { name: 'Filter' }).click();
  await page.getByLabel('What it is about').selectOption('device');
  await page.getByLabel('Value').selectOption('mobile');
  await page.getByRole('button', { name: 'Apply' }).click();
  await page.getByRole('button', { name: 'Save as a segment' }).click();
  await page.getByRole('dialog').getByText('1 person').waitFor();
  await page.getByLabel('Name').fill(name);
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

/** Remarks on the last day of the overview, and sees it marked. */
export async function annotate(page: Page, text: string): Promise<void> {
  await page.goto('/sites/demo');
  await page.getByRole('button', { name: 'Annotate a day' }).click();
  await page.getByLabel('What happened').fill(text);
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page
    .getByRole('group', { name: 'Annotations' })
    .getByRole('button', { name: text })
    .waitFor();
}

/** Makes a trigger and sends a test; what the pages say came of it. */
export async function tryTrigger(page: Page, url: string): Promise<string> {
  await page.goto('/sites/demo/triggers/new');
  await page.getByLabel('Name', { exact: true }).fill('To the back office');
  await page.getByLabel('When this event is stored').fill('purchase');
  await page.getByLabel('Send it to').fill(url);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText(/^whsec_/).waitFor();
  await page.getByRole('button', { name: 'I have kept it' }).click();
  await page.getByRole('button', { name: 'Send a test' }).click();
  return page.locator('.tried').innerText();
}
