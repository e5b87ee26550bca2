import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { faultsOf } from './axe.ts';
import { setStage, type Stage, visit, type Visit } from './browser.ts';
import { KEY, READING_KEY } from './fixture-answers.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

const open = (path: string, key = KEY): Promise<Visit> => visit(stage, path, { key });

/** What was last sent to change something that is saved. */
function sent(method: string): { path: string; body: unknown } | undefined {
  const asked = stage.fixture.asked.findLast(
    (one) => one.method === method && one.path.includes('/saved'),
  );
  return asked && { path: asked.path.replace('/v1/sites/shop/', ''), body: asked.body };
}

function lastOf(report: string): unknown {
  return stage.fixture.asked.findLast(({ path }) => path.endsWith(`/reports/${report}`))?.body;
}

const save = (page: Page): Promise<void> =>
  page.getByRole('button', { name: 'Save', exact: true }).first().click();

test('a report is saved as it is asked, with its name at fault where it has none', async () => {
  const { page, close } = await open('/sites/shop/paths?range=today&nodes=trade&segment=s_lamps');
  await page.locator('.paths-node').first().waitFor();
  await save(page);
  const dialog = page.getByRole('dialog', { name: 'Save this report' });
  expect(await dialog.getByRole('radio').count()).toBe(0);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('Must not be empty').waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await dialog.getByLabel('Name').fill('After a lamp');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  expect(sent('POST')).toEqual({
    path: 'saved',
    body: { name: 'After a lamp', report: 'paths', query: lastOf('paths') },
  });
  expect(lastOf('paths')).toMatchObject({ range: { preset: 'today' }, segment: 's_lamps' });
  await page.waitForURL('**saved=s_new');
  await page.getByText('Saved', { exact: true }).nth(1).waitFor();
  const focused = page.locator(':focus');
  await expect.poll(() => focused.innerText()).toBe('Save');
  await close();
});

test('what is saved opens on its page as it was asked, and is changed there or saved anew', async () => {
  const { page, complaints, close } = await open('/sites/shop/saved');
  await page.getByRole('link', { name: 'Lamps by week' }).click();
  await page.waitForURL('**/funnel?**');
  await expect
    .poll(() => lastOf('funnel'))
    .toEqual({
      range: { preset: 'last_7d' },
      steps: [{ event: 'view_item' }, { event: 'a, b' }],
      order: 'any',
      window: 'P1D',
      hold: ['item_id'],
      breakdown: { by: 'device', limit: 5 },
      filter: { field: 'channel', op: 'eq', value: 'Email' },
      segment: 's_lamps',
    });
  const mark = page.locator('.saved-as');
  await expect.poll(() => mark.innerText()).toBe('Lamps by week');
  await page.getByLabel('Range').selectOption('today');
  await expect.poll(() => mark.innerText()).toBe('Lamps by week, changed since');
  await save(page);
  const dialog = page.getByRole('dialog', { name: 'Save this report' });
  expect(await dialog.getByLabel('Name').inputValue()).toBe('Lamps by week');
  expect(await faultsOf(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(sent('PATCH')).toEqual({
    path: 'saved/r_1',
    body: { name: 'Lamps by week', report: 'funnel', query: lastOf('funnel') },
  });
  await save(page);
  await dialog.getByLabel('Save as a new report').check();
  await dialog.getByLabel('Name').fill('Lamps today');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.waitForURL('**saved=s_new');
  expect(sent('POST')).toMatchObject({ path: 'saved', body: { name: 'Lamps today' } });
  // It has been answered as gone: the page is a page all the same.
  await page.getByRole('heading', { name: 'Funnel' }).waitFor();
  expect(complaints.filter((text) => !text.includes('404'))).toEqual([]);
  // Nothing of it goes along to another page.
  const way = page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Paths' });
  expect(await way.getAttribute('href')).not.toContain('saved');
  await close();
});

test('an old address does not take one report for another', async () => {
  const { page, close } = await open('/sites/shop/carts?saved=r_1');
  await page.locator('.rows').first().waitFor();
  await expect.poll(() => stage.fixture.asked.some((one) => one.path.endsWith('/r_1'))).toBe(true);
  expect(await page.locator('.saved-as').count()).toBe(0);
  await save(page);
  expect(await page.getByRole('dialog').getByRole('radio').count()).toBe(0);
  await close();
});

test('what no page shows says so, and gives its answer as a file', async () => {
  const { page, complaints, close } = await open('/sites/shop/saved');
  await page.getByRole('link', { name: 'Sign-ups' }).click();
  await page.getByText('No page shows exactly this question.').waitFor();
  const text = await page.locator('main').innerText();
  for (const member of ['conversion', 'models', 'bootstrap']) expect(text).toContain(member);
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download as JSON' }).click(),
  ]);
  expect(file.suggestedFilename()).toBe('attribution.json');
  expect(JSON.parse(await readFile(await file.path(), 'utf8'))).toEqual({ data: { of: 'r_2' } });
  expect(complaints).toEqual([]);
  await close();
});

test('saved reports are renamed, and deleted after a question', async () => {
  const { page, close } = await open('/sites/shop/saved');
  const row = page.getByRole('row').filter({ hasText: 'Lamps by week' });
  await row.getByRole('button', { name: 'Rename' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Lamps');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(sent('PATCH')).toEqual({ path: 'saved/r_1', body: { name: 'Lamps' } });
  await row.getByRole('button', { name: 'Delete' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete “Lamps by week”?' });
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  expect(sent('DELETE')).toBeUndefined();
  await row.getByRole('button', { name: 'Delete' }).click();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(sent('DELETE')?.path).toBe('saved/r_1');
  await close();
});

test('a key that reads alone opens what is saved, and is offered nothing else', async () => {
  const { page, close } = await open('/sites/shop/saved', READING_KEY);
  await page.getByText('Born in May').waitFor();
  expect(await page.getByRole('link', { name: 'Born in May' }).count()).toBe(0);
  expect(await page.locator('main').getByRole('button').count()).toBe(0);
  await page.getByRole('link', { name: 'Lamps by week' }).click();
  await page.locator('.saved-as').waitFor();
  expect(await page.getByRole('button', { name: 'Save', exact: true }).count()).toBe(0);
  await close();
});
