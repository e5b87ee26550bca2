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
