import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faultsOf } from './axe.ts';
import { setStage, type Stage, visit, type Visit } from './browser.ts';
import { KEY, READING_KEY } from './fixture-answers.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

const open = (path: string, key = KEY): Promise<Visit> => visit(stage, path, { key });
const condition = (page: Page, nth: number): Locator =>
  page.getByRole('group', { name: `Condition ${nth}` });

/** What was last sent to change something. */
function sent(method: string): { path: string; body: unknown } | undefined {
  const asked = stage.fixture.asked.findLast(
    (one) => one.method === method && !one.path.includes('/reports/'),
  );
  return asked && { path: asked.path.replace('/v1/sites/shop/', ''), body: asked.body };
}

function lastOf(report: string): unknown {
  return stage.fixture.asked.findLast(({ path }) => path.endsWith(`/reports/${report}`))?.body;
}

const focused = (page: Page): Promise<string> =>
  page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');

describe('a filter', () => {
  test('is made on a report, asked by it, and saved as a segment', async () => {
    const { page, complaints, close } = await open('/sites/shop/friction');
    await page.getByRole('button', { name: 'Filter' }).click();
    await condition(page, 1).getByLabel('What it is about').selectOption('country');
    await condition(page, 1).getByLabel('Value').focus();
    await page.locator('datalist option[value="DE"]').waitFor({ state: 'attached' });
    await expect.poll(() => lastOf('overview')).toMatchObject({ breakdown: { by: 'country' } });
    await condition(page, 1).getByLabel('What it is about').selectOption('channel');
    await condition(page, 1).getByLabel('Value').selectOption('Email');
    await page.getByRole('button', { name: 'Add a condition' }).click();
    await condition(page, 2).getByLabel('What it is about').selectOption('did');
    await page.getByRole('button', { name: 'Apply' }).click();
    await condition(page, 2).locator('xpath=..').getByText('Name the event.').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await condition(page, 2).getByLabel('Event').fill('search');
    await page.keyboard.press('Enter');
    await page.getByText('Channel is Email and did search').waitFor();
    const filter = {
      and: [{ field: 'channel', op: 'eq', value: 'Email' }, { did: { event: 'search' } }],
    };
    await expect.poll(() => lastOf('friction')).toMatchObject({ filter });
    await expect.poll(() => focused(page)).toBe('Change the filter');
    await page.getByRole('button', { name: 'Save as a segment' }).click();
    await page.getByRole('dialog').getByText('of everybody').waitFor();
    expect(lastOf('segments')).toMatchObject({ segments: [{ filter }] });
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByRole('dialog').getByText('Must not be empty').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    expect(await page.getByLabel('Name').getAttribute('aria-invalid')).toBe('true');
    await page.getByLabel('Name').fill('Searched by mail');
    await page.keyboard.press('Enter');
    await expect.poll(() => lastOf('friction')).toMatchObject({ segment: 's_new' });
    expect(sent('POST')).toEqual({ path: 'segments', body: { name: 'Searched by mail', filter } });
    expect(lastOf('friction')).not.toHaveProperty('filter');
    await expect.poll(() => page.url()).not.toContain('filter=');
    await expect.poll(() => focused(page)).toBe('Filter');
    // Of the empty name alone.
    expect(complaints.filter((text) => !text.includes('422'))).toEqual([]);
    await close();
  });

  test('narrows lists and every report by the segment in the address', async () => {
    const { page, close } = await open('/sites/shop/journeys?segment=s_lamps');
    await page.waitForSelector('.journey');
    expect(await page.getByLabel('Who').inputValue()).toBe('s_lamps');
    const asked = stage.fixture.asked.findLast(({ path }) => path.endsWith('/journeys'));
    expect(asked?.query).toEqual({ segment: 's_lamps', limit: '50' });
    for (const [name, report] of [
      ['', 'overview'],
      ['/funnel', 'funnel'],
      ['/retention', 'lifecycle'],
      ['/revenue', 'revenue'],
    ]) {
      await page.goto(`${stage.fixture.url}/sites/shop${name}?segment=s_lamps`);
      await expect.poll(() => lastOf(report ?? '')).toMatchObject({ segment: 's_lamps' });
    }
    await page.getByLabel('Who').selectOption('');
    await expect.poll(() => lastOf('revenue')).not.toHaveProperty('segment');
    await close();
  });
});

test('the range and whom a report is about go along to the next page, until they are removed', async () => {
  const filter = { field: 'device', op: 'eq', value: 'mobile' };
  const asked = { segment: 's_lamps', filter: JSON.stringify(filter) };
  const view = new URLSearchParams({ range: 'last_7d', by: 'device', ...asked });
  const { page, close } = await open(`/sites/shop/revenue?${view}`);
  const ways = page.getByRole('navigation', { name: 'Pages' });
  await ways.getByRole('link', { name: 'Friction' }).click();
  await page.getByText('Device is mobile').waitFor();
  const whole = { range: { preset: 'last_7d' }, segment: 's_lamps', filter };
  await expect.poll(() => lastOf('friction')).toMatchObject(whole);
  // What only the first page was asked stays there.
  expect(new URL(page.url()).searchParams.get('by')).toBeNull();
  await ways.getByRole('link', { name: 'Journeys' }).click();
  await page.waitForSelector('.journey');
  const list = stage.fixture.asked.findLast(({ path }) => path.endsWith('/journeys'));
  expect(list?.query).toEqual({ ...asked, limit: '50' });
  expect(await page.getByLabel('Who').inputValue()).toBe('s_lamps');
  for (const name of ['Site health', 'Triggers', 'Accounts']) {
    expect(await ways.getByRole('link', { name }).getAttribute('href')).not.toContain('?');
  }
  await page.getByRole('button', { name: 'Remove the filter' }).click();
  await page.getByLabel('Who').selectOption('');
  await expect.poll(() => new URL(page.url()).search).toBe('?range=last_7d');
  await ways.getByRole('link', { name: 'Carts' }).click();
  await expect.poll(() => lastOf('carts')).toMatchObject({ range: { preset: 'last_7d' } });
  expect(lastOf('carts')).not.toHaveProperty('segment');
  expect(lastOf('carts')).not.toHaveProperty('filter');
  await close();
});

describe('saved segments', () => {
  test('are counted, changed, and deleted after a question', async () => {
    const { page, close } = await open('/sites/shop/segments/saved');
    const row = page.getByRole('row').filter({ hasText: 'Lamps' });
    await row.getByText('2,100').waitFor();
    expect(await row.getByRole('link', { name: '2,100' }).getAttribute('href')).toBe(
      '/sites/shop/customers?segment=s_lamps',
    );
    expect(await row.innerText()).toContain(
      'Channel is one of Email, Direct and did view_item at least 3 times in the last 30 days',
    );
    await row.getByRole('link', { name: 'Edit' }).click();
    await page.getByLabel('Name').fill('Lamps');
    await condition(page, 1).getByLabel('Value').fill('Email, Referral');
    await page.getByRole('button', { name: 'Remove condition 2' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await row.getByRole('button', { name: 'Delete' }).click();
    expect(sent('PATCH')).toEqual({
      path: 'segments/s_lamps',
      body: {
        name: 'Lamps',
        filter: { field: 'channel', op: 'in', value: ['Email', 'Referral'] },
      },
    });
    const dialog = page.getByRole('dialog', { name: 'Delete “Lamps & <b>shades</b>”?' });
    await dialog.getByText('Lamps and others, Lamps by week.').waitFor();
    expect(await dialog.innerText()).not.toContain('Sign-ups');
    expect(await focused(page)).toBe('Cancel');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(sent('DELETE')).toBeUndefined();
    expect(await focused(page)).toMatch(/^Delete Lamps/);
    await page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(sent('DELETE')?.path).toBe('segments/s_lamps');
    await expect.poll(() => focused(page)).toBe('Saved segments');
    await close();
  });
});

describe('annotations', () => {
  test('stand on the days of the site, and are told where they are pointed at', async () => {
    const { page, close } = await open('/sites/shop');
    const flag = page.getByRole('button', { name: 'Nov 19: Free shipping <i>begins</i>' });
    await flag.waitFor();
    expect(await page.locator('.flag').count()).toBe(2);
    expect(await page.locator('.trend-mark').count()).toBe(2);
    await page.getByRole('button', { name: 'Nov 17: A mail goes out; The ads begin' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('listitem').filter({ hasText: 'The ads begin' }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.keyboard.press('ArrowRight');
    expect(await flag.evaluate((each) => each === document.activeElement)).toBe(true);
    const note = page.locator('.trend-note');
    expect(await note.innerText()).toMatch(/^Nov 19: \d+ customers; Free shipping <i>begins/);
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Edit the annotation' });
    expect(await dialog.getByLabel('Day').inputValue()).toBe('2026-11-19');
    expect(await dialog.getByLabel('Time, Europe/Berlin').inputValue()).toBe('00:30');
    await dialog.getByLabel('What happened').fill('Free shipping ends');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    // What nobody touched stays to the second.
    expect(sent('PATCH')).toEqual({
      path: 'annotations/a_ship',
      body: { at: '2026-11-18T23:30:41.250Z', text: 'Free shipping ends' },
    });
    await close();
  });

  test('are added on the day that is pointed at, by clocks of the site', async () => {
    const { page, close } = await open('/sites/shop');
    await page.getByRole('slider', { name: 'Customers by day' }).focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('button', { name: 'Annotate a day' }).click();
    const dialog = page.getByRole('dialog', { name: 'New annotation' });
    expect(await dialog.getByLabel('Day').inputValue()).toBe('2026-11-18');
    await dialog.getByLabel('Time').fill('09:15');
    await dialog.getByLabel('What happened').fill('A mail goes out');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(sent('POST')).toEqual({
      path: 'annotations',
      body: { at: '2026-11-18T08:15:00.000Z', text: 'A mail goes out' },
    });
    await close();
  });
});

describe('a trigger', () => {
  test('is made with its faults at their fields, and shows its secret once', async () => {
    const { page, close } = await open('/sites/shop/triggers/new');
    await page.getByLabel('Name', { exact: true }).fill('To the back office');
    await page.getByLabel('When this event is stored').fill('purchse');
    await page.getByLabel('How often').selectOption('P7D');
    const url = page.getByLabel('Send it to');
    await url.fill('http://intranet/hook');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Only https is spoken').waitFor();
    expect(await url.getAttribute('aria-invalid')).toBe('true');
    await url.fill('https://hooks.shop.example/');
    await page.getByRole('button', { name: 'Save' }).click();
    const dialog = page.getByRole('dialog', { name: 'Its secret, shown this once' });
    await dialog.getByText('whsec_').waitFor();
    await dialog.getByText('did you mean "purchase"?').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await expect.poll(() => dialog.isVisible()).toBe(true);
    expect(await faultsOf(page)).toEqual([]);
    expect(sent('POST')).toEqual({
      path: 'triggers',
      body: {
        name: 'To the back office',
        event: 'purchse',
        once: { per: 'person', within: 'P7D' },
        url: 'https://hooks.shop.example/',
      },
    });
    await dialog.getByRole('button', { name: 'I have kept it' }).click();
    await page.waitForURL('**/triggers/t_big');
    await page.getByRole('heading', { name: 'Big orders' }).waitFor();
    expect(await page.locator('body').innerText()).not.toContain('whsec_');
    await close();
  });

  test('is tried, paused and deleted, and tells what became of its messages', async () => {
    const { page, close } = await open('/sites/shop/triggers/t_big');
    const rows = page.getByRole('region', { name: 'Deliveries' }).locator('tbody tr');
    await rows.nth(1).waitFor();
    expect(await rows.nth(0).innerText()).toMatch(
      /No answer within 15 seconds\s+2 attempts\.\s+Dead/,
    );
    expect(await rows.nth(1).innerText()).toContain('Delivered, 204 in 12 ms');
    expect(await rows.nth(1).getByRole('button').count()).toBe(0);
    await rows.nth(0).getByRole('button', { name: 'Message' }).click();
    const message = page.getByRole('dialog', { name: 'What is sent' });
    await message.getByText('"type": "trigger.fired"').waitFor();
    expect(await message.innerText()).toContain('webhook-id: dlv_1');
    expect(await message.innerText()).toContain('"title": "<b>Order</b>"');
    expect(await faultsOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await message.waitFor({ state: 'detached' });
    await rows.nth(0).getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => sent('POST')?.path).toBe('triggers/t_big/deliveries/dlv_1/retry');
    await page.getByRole('button', { name: 'Dead' }).click();
    await expect.poll(() => rows.count()).toBe(1);
    await page.getByRole('button', { name: 'Send a test' }).click();
    await page.getByText('Test: No answer within 15 seconds.').waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await expect.poll(() => sent('PATCH')?.body).toEqual({ enabled: false });
    await page.getByRole('button', { name: 'New secret' }).click();
    await page.getByRole('button', { name: 'Make it' }).click();
    await page.getByText(/signs too until/).waitFor();
    await page.getByRole('button', { name: 'I have kept it' }).click();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.waitForURL('**/triggers');
    expect(sent('DELETE')?.path).toBe('triggers/t_big');
    const gone = page.getByRole('row').filter({ hasText: 'Gone' });
    await gone.getByText('Switched off').waitFor();
    await close();
  });
});

test('the health of a site is told worst first, with where one acts', async () => {
  const { page, close } = await open('/sites/shop/health');
  await page.getByText('Something is broken').waitFor();
  const rows = page.locator('.health > li');
  expect(await rows.locator('h2').allInnerTexts()).toEqual([
    'Lost by browsers',
    'Refused',
    'Webhooks',
    'The last event',
  ]);
  expect(await rows.locator('.outcome').allInnerTexts()).toEqual([
    'Broken',
    'Worth a look',
    'Worth a look',
    'Fine',
  ]);
  expect(await rows.nth(0).innerText()).toContain('answers in its place');
  // By the clocks of Berlin.
  expect(await rows.nth(3).innerText()).toMatch(/happened at Nov 19, 2026.*00:30.*\.$/m);
  expect(await rows.nth(1).getByRole('link').getAttribute('href')).toBe('/docs');
  const asked = (): number =>
    stage.fixture.asked.filter(({ path }) => path.endsWith('/shop/health')).length;
  const before = asked();
  await page.getByRole('button', { name: 'Look again' }).click();
  await expect.poll(asked).toBe(before + 1);
  await rows.getByRole('link', { name: 'Open the triggers' }).click();
  await page.waitForURL('**/sites/shop/triggers');
  await close();
});

test('a key that reads alone is offered nothing that it may not do', async () => {
  const { page, close } = await open('/sites/shop', READING_KEY);
  await page.locator('.flag').first().waitFor();
  expect(await page.getByRole('button', { name: 'Annotate' }).count()).toBe(0);
  expect(await page.getByRole('link', { name: 'Triggers' }).count()).toBe(0);
  await page.locator('.annotations summary').click();
  expect(await page.getByRole('button', { name: /Edit|Delete/ }).count()).toBe(0);
  expect(await page.getByLabel('Who').locator('option').allInnerTexts()).toEqual([
    'Everybody',
    'Lamps & <b>shades</b>',
    expect.stringMatching(/^Not on phones/),
  ]);
  await page.goto(`${stage.fixture.url}/sites/shop/segments/saved`);
  await page.locator('td a.behind').first().waitFor();
  await page.getByText('Over a personal trait').waitFor();
  expect(await page.locator('main').getByRole('button').count()).toBe(0);
  expect(await page.getByRole('link', { name: /Edit|New/ }).count()).toBe(0);
  await page.goto(`${stage.fixture.url}/sites/shop/triggers/new`);
  await page.getByText('This key reads alone').waitFor();
  await close();
});
