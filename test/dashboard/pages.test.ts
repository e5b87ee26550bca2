import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faultsOf } from './axe.ts';
import { type Look, setStage, type Stage, type Visit, visit } from './browser.ts';
import { EMPTY_KEY, KEY, REPORTS_KEY } from './fixture-answers.ts';
import { HOSTILE, people } from './fixture-people.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

const hostile = `/sites/shop/customers/${encodeURIComponent('c/../%2F?#<b>')}`;

/** Address and what stands on the page when it is there. */
const PAGES: [path: string, ready: string][] = [
  ['/sites/shop', '.figures'],
  ['/sites/shop?by=page&compare=previous', '.trend-before'],
  ['/sites/shop/customers', '.people'],
  ['/sites/shop/customers/c_maria', '.segment'],
  [hostile, '.segment'],
  ['/sites/shop/journeys', '.journey'],
  ['/sites/shop/funnel?by=channel&trend=week', '.rows'],
  ['/sites/shop/retention', '.life svg'],
  ['/sites/shop/paths', '.paths-node'],
  ['/sites/shop/revenue', '.rows'],
  ['/sites/shop/attribution', '.spread'],
  ['/sites/shop/friction', '.rows'],
  ['/sites/shop/changes', '.rows'],
  ['/sites/shop/changes?measure=revenue&by=channel', '.rows'],
  ['/sites/shop/compare', '.rows'],
  ['/sites/shop/stages', '.move'],
  ['/sites/shop/map', '.feelings'],
  ['/sites/shop/segments', '.upset'],
  ['/sites/shop/segments/saved', '.rows td a.behind'],
  ['/sites/shop/segments/s_lamps', '.in-it strong'],
  ['/sites/shop/segments/s_nested', '.json'],
  ['/sites/shop/triggers', '.rows'],
  ['/sites/shop/triggers/t_big', '.delivery-said'],
  ['/sites/shop/triggers/new', '.filter'],
  ['/sites/shop/saved', '.rows'],
  ['/sites/shop/saved/r_1', '.saved-one'],
  ['/sites/shop/saved/r_2', '.saved-one'],
  ['/sites/empty/saved', '.empty'],
  ['/sites/shop/funnel?saved=r_1', '.saved-as'],
  ['/sites/shop/carts', '.rows'],
  ['/sites/shop/searches', '.rows'],
  ['/sites/shop/health', '.health'],
  ['/sites/shop/accounts', '.rows'],
  ['/sites/shop/accounts/harbour-hotel', '.people'],
  ['/sites/shop/customers?cell=step-1&of=As+far+as+step+1', '.chosen'],
  ['/sites/empty', '.empty'],
  ['/sites/empty/customers', '.empty'],
  ['/sites/empty/funnel', '.empty'],
  ['/sites/empty/accounts', '.empty'],
  ['/sites/shop/customers/nobody', '.failed'],
  ['/sites/shop/nowhere', '.empty'],
  ['/sites/other', '.empty'],
  ['/sites/shop/%zz', '.empty'],
];

const LOOKS: Look[] = [
  { width: 1440, scheme: 'light' },
  { width: 390, scheme: 'dark' },
];

describe.each(LOOKS)('at $width px, $scheme', (look) => {
  let seen: Visit;
  beforeAll(async () => {
    seen = await visit(stage, '/dashboard/icon.svg', { ...look, key: KEY });
  });
  afterAll(() => seen.close());

  test.each(PAGES)('%s is whole and accessible', async (path, ready) => {
    const { page, complaints } = seen;
    await page.goto(stage.fixture.url + path);
    await page.waitForSelector(ready);
    expect(await widthBeyond(page)).toBeLessThanOrEqual(0);
    expect(await page.locator('body').innerText()).not.toMatch(/NaN|undefined|\[object|Infinity/);
    expect(await faultsOf(page)).toEqual([]);
    // What the browser says of an answer that is meant to be an error is no fault of the page.
    expect(complaints.splice(0).filter((text) => !text.includes('404'))).toEqual([]);
  });

  test('the door is whole and accessible', async () => {
    const { page, complaints, close } = await visit(stage, '/', look);
    await page.waitForSelector('.door');
    expect(await widthBeyond(page)).toBeLessThanOrEqual(0);
    expect(await faultsOf(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });
});

describe('the other schemes and sizes', () => {
  test.each([
    { width: 1440, scheme: 'dark' },
    { width: 390, scheme: 'light' },
    { width: 1000, scheme: 'light' },
    { width: 320, scheme: 'dark' },
  ] as const)('hold the timeline at $width px, $scheme', async (look) => {
    const { page, close } = await visit(stage, '/sites/shop/customers/c_maria', {
      ...look,
      key: KEY,
    });
    await page.waitForSelector('.segment');
    expect(await widthBeyond(page)).toBeLessThanOrEqual(0);
    expect(await faultsOf(page)).toEqual([]);
    await close();
  });
});

describe('the sign-in', () => {
  test('refuses a wrong key and says why', async () => {
    const { page, close } = await visit(stage, '/');
    await page.getByLabel('Key').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Send a key that is known').waitFor();
    expect(await storedKeys(page)).toEqual([null, null]);
    await close();
  });

  test('opens the first site, keeps the key out of the address and forgets it with the tab', async () => {
    const { page, close } = await visit(stage, '/');
    await page.getByLabel('Key').fill(`  ${KEY}\n`);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/sites/shop');
    await page.waitForSelector('.figures');
    expect(await storedKeys(page)).toEqual([KEY, null]);
    expect(page.url()).not.toContain(KEY);
    expect(
      stage.fixture.asked.map(({ path, query }) => JSON.stringify([path, query])).join(),
    ).not.toContain(KEY);
    await close();
  });

  test('remembers the key on the device when asked, and forgets it at sign-out', async () => {
    const { page, close } = await visit(stage, '/sites/shop/journeys?outcome=converted');
    await page.getByLabel('Key').fill(KEY);
    await page.getByLabel('Remember on this device').check();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForSelector('.journey');
    expect(page.url()).toContain('/sites/shop/journeys?outcome=converted');
    expect(await storedKeys(page)).toEqual([null, KEY]);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForSelector('.door');
    expect(await storedKeys(page)).toEqual([null, null]);
    await close();
  });

  test('is asked for again when the key is revoked', async () => {
    const { page, close } = await visit(stage, '/sites/shop', { key: 'revoked' });
    await page.getByText('This key is no longer accepted').waitFor();
    expect(await storedKeys(page)).toEqual([null, null]);
    await close();
  });

  test('tells the operator of a new deployment how to make a site', async () => {
    const { page, close } = await visit(stage, '/', { key: EMPTY_KEY });
    await page.getByText('No site yet').waitFor();
    expect(await page.locator('.code').innerText()).toContain('/v1/sites');
    await close();
  });
});

describe("a customer's page", () => {
  test('shows every step once, in order, grouped by day and session', async () => {
    const { page, close } = await visit(stage, '/sites/shop/customers/c_maria', { key: KEY });
    await page.waitForSelector('.segment');
    const maria = people.find(({ id }) => id === 'c_maria');
    const shown = await page
      .locator('[data-step]')
      .evaluateAll((steps) => steps.map((each) => each.getAttribute('data-step')));
    expect(shown).toEqual(maria?.steps.map(({ id }) => id));
    expect(await page.locator('.day-name').first().innerText()).toContain('October 2');
    expect(await page.locator('.block-head').count()).toBe(6);
    expect(await page.locator('.journey-end').allInnerTexts()).toEqual([
      expect.stringContaining('€89.00'),
      expect.stringContaining('€119.00'),
    ]);
    await close();
  });

  test('draws sessions by device, contacts, journeys and what they were worth', async () => {
    const { page, close } = await visit(stage, '/sites/shop/customers/c_maria', { key: KEY });
    await page.waitForSelector('.segment');
    expect(await page.locator('.segment').count()).toBe(6);
    expect(await page.locator('.contact').count()).toBe(4);
    expect(await page.locator('.mark-conversion').count()).toBe(2 + 1 /* in the legend */);
    expect(await page.locator('.lane-name').allInnerTexts()).toEqual([
      'Firefox, Windows',
      'Safari, iOS',
      'Offline',
    ]);
    expect(await page.locator('.bracket title').allTextContents()).toEqual([
      expect.stringMatching(/^Journey 1: Converted · €89\.00, 3 sessions in 5 d/),
      expect.stringMatching(/^Journey 2: Converted · €119\.00, 2 sessions/),
      expect.stringMatching(/^Journey 3: Open, 1 session$/),
    ]);
    await close();
  });

  test('does not guess how journeys ended when that cannot be loaded', async () => {
    const { page, close } = await visit(stage, '/dashboard/icon.svg', { key: KEY });
    await page.route('**/journeys?*', (route) => route.fulfill({ status: 503, body: '' }));
    await page.goto(`${stage.fixture.url}/sites/shop/customers/c_maria`);
    await page.waitForSelector('.segment');
    expect(await page.locator('.failed').innerText()).toContain('503');
    const brackets = await page.locator('.bracket title').allTextContents();
    expect(brackets.join()).not.toMatch(/Open|Converted/);
    await close();
  });

  test('leads from a session of the drawing to its steps, by keyboard too', async () => {
    const { page, close } = await visit(stage, '/sites/shop/customers/c_maria', { key: KEY });
    const last = page.locator('.segment').last();
    await last.waitFor();
    await last.focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('.block:target') !== null);
    expect(await page.locator('.block:target').innerText()).toContain('session 4');
    expect(page.url()).toContain('/customers/c_maria#');
    await close();
  });

  test('presses a long way into the width when asked for the whole of it', async () => {
    const { page, close } = await visit(stage, '/sites/shop/customers/c_busy', { key: KEY });
    await page.waitForSelector('.segment');
    const beyond = (): Promise<number> =>
      page.locator('.drawing-scroll').evaluate((box) => box.scrollWidth - box.clientWidth);
    expect(await beyond()).toBeGreaterThan(1000);
    await page.getByRole('button', { name: 'Whole way' }).click();
    await expect.poll(beyond).toBe(0);
    expect(await page.locator('.segment').count()).toBe(60);
    await close();
  });

  test('keeps what was recorded inert', async () => {
    const { page, complaints, close } = await visit(stage, hostile, { key: KEY });
    await page.waitForSelector('.segment');
    for (const summary of await page.locator('.step-more summary').all()) await summary.click();
    expect(await page.locator('h1').innerText()).toBe(HOSTILE);
    expect(await page.evaluate(() => 'broken' in window)).toBe(false);
    expect(await page.locator('main img, main script, main iframe').count()).toBe(0);
    const links = await page
      .locator('a')
      .evaluateAll((all) => all.map((each) => each.getAttribute('href') ?? ''));
    expect(links.filter((href) => !/^[/#]/.test(href))).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });
});

describe('the list of customers', () => {
  test('shows each customer once, page after page', async () => {
    const { page, close } = await visit(stage, '/sites/shop/customers', { key: KEY });
    const more = page.getByRole('button', { name: 'Show more customers' });
    const rows = page.locator('.people tbody tr');
    for (let shown = 10; shown < people.length; shown += 10) {
      await expect.poll(() => rows.count()).toBe(shown);
      await more.click();
    }
    await expect.poll(() => rows.count()).toBe(people.length);
    expect(await more.count()).toBe(0);
    const links = await rows
      .locator('a')
      .evaluateAll((all) => all.map((each) => each.getAttribute('href')));
    expect(new Set(links).size).toBe(people.length);
    await close();
  });

  test('searches while typing, sorts, and keeps both in the address', async () => {
    const { page, close } = await visit(stage, '/sites/shop/customers', { key: KEY });
    await page.getByLabel('Search customers').fill('lindq');
    await expect.poll(() => page.locator('.people tbody tr').count()).toBe(1);
    expect(page.url()).toContain('q=lindq');
    await page.getByLabel('Search customers').fill('nobody at all');
    await page.getByText('Nobody found').waitFor();
    await page.getByLabel('Search customers').fill('');
    await page.getByLabel('Order of the list').selectOption('value');
    await expect
      .poll(() => page.locator('.people tbody th').first().innerText())
      .toContain('onerror');
    expect(page.url()).toContain('sort=value');
    await page.getByRole('link', { name: 'Maria Lindqvist' }).click();
    await page.waitForSelector('.segment');
    await page.goBack();
    await page.waitForSelector('.people');
    expect(await page.getByLabel('Order of the list').inputValue()).toBe('value');
    await close();
  });
});

describe('the funnel', () => {
  test('asks what was built, and shows rates with their intervals', async () => {
    const { page, close } = await visit(stage, '/sites/shop/funnel', { key: KEY });
    await page.waitForSelector('.funnel-step');
    await page.getByRole('button', { name: 'Add a step' }).click();
    await page.getByLabel('Event of step 5').fill('a,b c%');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.funnel-step').count()).toBe(5);
    await page.getByRole('button', { name: 'Move step 5 up' }).click();
    await page.getByRole('button', { name: 'Remove step 2' }).click();
    await page.getByLabel('Order').selectOption('strict');
    await page.getByLabel('Within').selectOption('P14D');
    await page.getByLabel('Break down by').selectOption('device');
    await page.getByRole('heading', { name: 'By device' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'By device' }).waitFor();
    const last = stage.fixture.asked.findLast(({ path }) => path.endsWith('/funnel'));
    expect(last?.body).toEqual({
      range: { preset: 'last_28d' },
      steps: [
        { event: 'view_item' },
        { event: 'begin_checkout' },
        { event: 'a,b c%' },
        { event: 'purchase' },
      ],
      order: 'strict',
      window: 'P14D',
      breakdown: { by: 'device', limit: 8 },
    });
    const second = await page.locator('.funnel-step').nth(1).innerText();
    expect(second).toMatch(/3,116[\s\S]*34\.2 %[\s\S]*33\.2 – 35\.2 %/);
    expect(second).toMatch(/− 5,996[\s\S]*median[\s\S]*3 min 6 s/);
    await close();
  });
});

describe('the reports of people', () => {
  test('leave a period empty that is not over, and show an observed zero', async () => {
    const { page, close } = await visit(stage, '/sites/shop/retention', { key: KEY });
    await page.waitForSelector('.cohorts');
    const rows = await page
      .locator('.cohorts tbody tr')
      .evaluateAll((all) =>
        all.map((row) => [...row.children].map((cell) => (cell as HTMLElement).innerText.trim())),
      );
    // Week 1, 2 and 3 of those who came in four weeks; the triangle is under way from its diagonal on.
    expect(rows.slice(1).map((cells) => cells.slice(2).map((text) => text.includes('%')))).toEqual([
      [true, true, false],
      [true, false, false],
      [false, false, false],
      [false, false, false],
    ]);
    expect(
      rows
        .slice(3)
        .flatMap((cells) => cells.slice(2))
        .join(' '),
    ).not.toMatch(/\d/);
    await close();
  });

  test('say so where they have nothing to show', async () => {
    const { page, close } = await visit(stage, '/sites/empty/retention', { key: KEY });
    for (const name of [
      'retention',
      'paths',
      'revenue',
      'attribution',
      'friction',
      'changes',
      'compare',
      'stages',
      'map',
      'segments',
      'carts',
      'searches',
    ]) {
      await page.goto(`${stage.fixture.url}/sites/empty/${name}`);
      await page.waitForSelector('.empty');
      expect(await page.locator('main table, main svg.paths-svg').count()).toBe(0);
    }
    await close();
  });

  test('open the people behind a number, and lead back to everybody', async () => {
    const { page, close } = await visit(stage, '/sites/shop/retention', { key: KEY });
    await page.locator('.cohorts tbody tr').nth(1).getByRole('link', { name: 'week 1' }).click();
    await page.getByText('Cohort of the week of Oct 26, back in week 1').waitFor();
    await page.waitForSelector('.people');
    const asked = stage.fixture.asked.findLast(({ path }) => path.endsWith('/customers'));
    expect(asked?.query).toEqual({ cell: 'cell-2026-10-26-1', limit: '50' });
    await page.getByRole('link', { name: 'Show everybody' }).click();
    await page.getByLabel('Search customers').waitFor();
    expect(page.url()).not.toContain('cell');
    await close();
  });

  test('open whoever stands in a stage, came into it, went on from it or lapsed', async () => {
    const { page, close } = await visit(stage, '/sites/shop/stages', { key: KEY });
    const rows = page.getByRole('region', { name: 'Stages', exact: true }).locator('tbody tr');
    await rows.first().waitFor();
    const cells = async (row: number): Promise<(string | null)[]> => {
      const links = await rows.nth(row).getByRole('link').all();
      const hrefs = await Promise.all(links.map((link) => link.getAttribute('href')));
      return hrefs.map((href) => new URL(href ?? '', stage.fixture.url).searchParams.get('cell'));
    };
    expect(await cells(1)).toEqual([
      'why-intent',
      'stage-intent',
      'into-intent',
      'on-intent',
      'out-intent',
    ]);
    // Of nobody there is nobody to see.
    expect(await cells(3)).toEqual(['out-advocacy']);
    await rows.nth(1).getByRole('link', { name: 'Came into intent' }).click();
    await page.getByText('Came into intent').first().waitFor();
    await page.waitForSelector('.people');
    await close();
  });

  test('credit by the model and the touch that are chosen, and keep both in the address', async () => {
    const { page, close } = await visit(stage, '/sites/shop/attribution', { key: KEY });
    const first = page.locator('section.card').first().locator('tbody tr').first();
    await first.waitFor();
    expect(await first.locator('td').first().innerText()).toBe('9.0');
    await page.getByLabel('Model', { exact: true }).selectOption('markov');
    expect(await first.locator('td').allInnerTexts()).toEqual([
      '14.4',
      '7.9 – 21.7',
      '€544.87',
      '22',
      expect.stringContaining('18'),
    ]);
    await page.getByRole('button', { name: 'Campaign' }).click();
    await expect
      .poll(() => asked('attribution'))
      .toMatchObject({ touch: { by: 'campaign', limit: 20 }, lookback: 'P30D' });
    expect(page.url()).toContain('model=markov');
    await first.getByRole('link').click();
    await page.getByText('Converted after Organic Search').waitFor();
    await close();
  });

  test('draw the journey map, each number with its people, and no line over what is not known', async () => {
    const { page, close } = await visit(stage, '/sites/shop/map', { key: KEY });
    await page.waitForSelector('.feelings');
    const lane = (name: string): ReturnType<Page['locator']> =>
      page.locator('.map tbody tr').filter({ has: page.getByRole('rowheader', { name }) });
    expect(await lane('Stated').locator('td').allInnerTexts()).toEqual([
      expect.stringMatching(/^\+1\.4 of 14[^]*\n\+1\.0 to \+1\.8$/),
      '–',
      expect.stringContaining('+0.8'),
      expect.stringContaining('+0.5'),
      expect.stringContaining('+0.2'),
      '–',
      expect.stringContaining('−0.4'),
    ]);
    expect(await page.locator('.feels-stated line:not(.feels-sure)').count()).toBe(2);
    expect(await page.locator('.feels-stated circle').count()).toBe(5);
    const lapsed = lane('Goes on, or lapses').getByRole('link');
    expect(await lapsed.count()).toBe(1);
    expect(await lapsed.getAttribute('href')).toContain('cell=lapsed-1');
    await lane('Touchpoints').getByRole('link').nth(2).click();
    await page.getByText('Call, off the site, in the stage awareness').first().waitFor();
    expect(page.url()).toContain('cell=ch-3');
    await close();
  });

  test('compare segments that are saved, and those that every site has', async () => {
    const { page, close } = await visit(stage, '/sites/shop/segments', { key: KEY });
    await page.waitForSelector('.upset');
    // The choice of segments beside it may be asked for later.
    const question = (): unknown =>
      stage.fixture.asked.findLast(({ path }) => path.endsWith('/reports/segments'))?.body;
    expect(question()).toEqual({ range: { preset: 'last_28d' }, limit: 12 });
    await page.getByLabel('Which segments').selectOption('devices');
    await expect
      .poll(question)
      .toMatchObject({ segments: [{ name: 'Desktop' }, { name: 'Mobile' }, { name: 'Tablet' }] });
    const both = page.locator('.upset tbody tr').filter({ hasText: 'Desktop + Mobile' });
    await both.waitFor();
    expect(await both.locator('.upset-in').count()).toBe(2);
    await both.getByRole('link').click();
    await page.getByText('In Desktop + Mobile, and in no other').waitFor();
    expect(page.url()).toContain('cell=exactly-1-2');
    await close();
  });

  test('say what friction may cost at least, and who met with it', async () => {
    const { page, close } = await visit(stage, '/sites/shop/friction', { key: KEY });
    const rows = page.locator('.rows tbody tr');
    await rows.first().waitFor();
    expect(await rows.first().locator('td').allInnerTexts()).toEqual([
      '€302.24',
      '€831.16',
      '22.0',
      expect.stringContaining('220'),
      expect.stringContaining('140'),
      '−11.0 −18.0 to −4.0',
    ]);
    expect(await rows.nth(2).locator('th').innerText()).toContain('may be chance');
    expect(await page.locator('main').innerText()).not.toMatch(/cause[sd]\b/);
    await page.getByRole('button', { name: 'Element' }).click();
    await expect.poll(() => asked('friction')).toMatchObject({ by: 'target' });
    await rows.first().getByRole('link').nth(1).click();
    await page.getByText('did not convert').first().waitFor();
    expect(page.url()).toContain('cell=lost-rage_click');
    await close();
  });

  test('tell what a change is made of, and look at another field', async () => {
    const { page, close } = await visit(stage, '/sites/shop/changes', { key: KEY });
    const rows = page.getByRole('region', { name: 'Parts of the change' }).locator('tbody tr');
    await rows.first().waitFor();
    expect(await page.locator('.figure-value').allInnerTexts()).toEqual([
      '4.20 %',
      '5.40 %',
      '−1.20 points',
      '−0.47 points',
    ]);
    expect((await rows.first().locator('td').allInnerTexts()).slice(0, 3)).toEqual([
      '−1.58 −2.13 to −1.03',
      '0.00',
      '−1.58',
    ]);
    expect(await rows.first().locator('th').innerText()).toContain('more than its share');
    expect(await rows.nth(1).locator('td').nth(2).innerText()).toBe('+0.85 may be chance');
    expect(await page.locator('main').innerText()).not.toMatch(/cause[sd]\b/);
    await page.getByRole('link', { name: 'Country' }).click();
    await expect
      .poll(() => stage.fixture.asked.findLast(({ path }) => path.endsWith('/explain'))?.body)
      .toEqual({
        range: { preset: 'last_28d' },
        compare: 'previous_so_far',
        limit: 10,
        measure: 'conversion',
        unit: 'customer',
        by: 'country',
      });
    await rows.first().getByRole('link').first().click();
    await page.getByText('Converted now: Paid Search').waitFor();
    expect(page.url()).toContain('cell=bought-Paid');
    await close();
  });

  test('compare where no place was left often enough, without an empty table', async () => {
    const { page, close } = await visit(stage, '/dashboard/icon.svg', { key: KEY });
    await page.route('**/reports/diff', async (route) => {
      const response = await route.fetch();
      const report = await response.json();
      for (const state of report.data.states) state.effect = null;
      report.data.rows = [];
      await route.fulfill({ response, json: report });
    });
    await page.goto(`${stage.fixture.url}/sites/shop/compare`);
    await page.getByText('No place was left 30 times on both sides').waitFor();
    expect(await page.locator('main table').count()).toBe(0);
    await close();
  });

  test('compare a saved segment with everybody else, and open who went a step', async () => {
    const { page, close } = await visit(stage, '/sites/shop/compare', { key: KEY });
    await page.getByText('Oct 24 – Nov 20, compared with Sep 26 – Oct 23, Europe/Berlin').waitFor();
    await page.getByLabel('Compare').selectOption('s_lamps');
    await page.getByText('Oct 24 – Nov 20, Europe/Berlin').waitFor();
    await page.getByRole('button', { name: 'Events' }).click();
    await page.getByLabel('Length').selectOption('session');
    await expect
      .poll(() => stage.fixture.asked.findLast(({ path }) => path.endsWith('/diff'))?.body)
      .toEqual({
        range: { preset: 'last_28d' },
        nodes: 'event',
        limit: 30,
        unit: 'session',
        a: { segment: 's_lamps' },
      });
    const rows = page.getByRole('region', { name: 'Steps by their part' }).locator('tbody tr');
    expect(await rows.first().locator('td').allInnerTexts()).toEqual([
      expect.stringMatching(/^31\.0 % 96\nLamps & <b>shades<\/b>: from \/checkout to Conversion/),
      '48.3 % 140 of 290',
      '−17.31 −24.84 to −9.49',
      '−0.61',
    ]);
    expect(await rows.nth(2).innerText()).toContain('may be chance');
    await rows.first().getByRole('link').click();
    await page.getByText('Lamps & <b>shades</b>: from /checkout to Conversion').waitFor();
    await close();
  });

  test('draw paths whose nodes are reached by the keyboard', async () => {
    const { page, close } = await visit(stage, '/sites/shop/paths', { key: KEY });
    const nodes = page.locator('a.paths-node');
    await expect.poll(() => nodes.count()).toBe(1 + 3 + 3);
    expect(await page.locator('a.paths-way').count()).toBe(7);
    expect(await nodes.nth(1).getAttribute('aria-label')).toBe('/: 500 people, 55.6 %');
    await nodes.nth(1).focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('.people');
    const asked = stage.fixture.asked.findLast(({ path }) => path.endsWith('/customers'));
    expect(asked?.query['cell']).toBe('node-1-/');
    await close();
  });

  test('ask paths backward from an event, drawn from left to right', async () => {
    const { page, close } = await visit(stage, '/sites/shop/paths', { key: KEY });
    await page.getByLabel('Direction').selectOption('backward');
    await page.getByLabel('From', { exact: true }).selectOption('purchase');
    await page.getByRole('heading', { name: 'Where they came from' }).waitFor();
    await expect
      .poll(() => stage.fixture.asked.findLast(({ path }) => path.endsWith('/paths'))?.body)
      .toMatchObject({ direction: 'backward', start: { event: 'purchase' }, nodes: 'page' });
    const x = await page
      .locator('.paths-node .paths-bar')
      .evaluateAll((bars) => bars.map((bar) => Number(bar.getAttribute('x'))));
    expect(x[0]).toBe(Math.max(...x));
    await close();
  });

  test('ask a funnel for the same product, without those who did something, over time', async () => {
    const { page, close } = await visit(stage, '/sites/shop/funnel', { key: KEY });
    await page.getByLabel('All steps with').selectOption('item_id');
    await page.getByLabel('Leave out').selectOption('search');
    await page.getByLabel('Trend').selectOption('week');
    await page.getByRole('heading', { name: 'By when they began' }).waitFor();
    await expect
      .poll(() => stage.fixture.asked.findLast(({ path }) => path.endsWith('/funnel'))?.body)
      .toMatchObject({ hold: ['item_id'], exclude: [{ event: 'search' }], trend: 'week' });
    await close();
  });

  test('draw revenue in one currency and say each amount with its own', async () => {
    const { page, close } = await visit(stage, '/sites/shop/revenue', { key: KEY });
    await page.getByRole('heading', { name: 'By day, EUR' }).waitFor();
    expect(await page.locator('.figures').innerText()).toMatch(/€1,586\.76 \+ CHF\s12\.50/);
    await page.getByRole('slider', { name: 'Revenue by day' }).focus();
    await page.keyboard.press('ArrowLeft');
    expect(await page.locator('.trend-note').innerText()).toBe('Nov 16: €1,246.74');
    await page.getByRole('button', { name: 'Channel' }).click();
    await expect
      .poll(() => stage.fixture.asked.findLast(({ path }) => path.endsWith('/revenue'))?.body)
      .toMatchObject({ breakdown: { by: 'channel', limit: 20 } });
    await close();
  });

  test('show an account with its customers alone', async () => {
    const { page, close } = await visit(stage, '/sites/shop/accounts', { key: KEY });
    await page.getByRole('link', { name: 'Harbour Hotel' }).click();
    await page.waitForSelector('.people');
    expect(await page.locator('.traits').innerText()).toContain('<i>Lund</i>');
    const asked = stage.fixture.asked.findLast(({ path }) => path.endsWith('/customers'));
    expect(JSON.parse(asked?.query['filter'] ?? '')).toEqual({
      field: 'account',
      op: 'eq',
      value: 'harbour-hotel',
    });
    await close();
  });
});

test('a key that sees nobody is offered no people', async () => {
  const { page, close } = await visit(stage, '/sites/shop', { key: REPORTS_KEY });
  await page.getByRole('rowheader', { name: 'Direct' }).waitFor();
  const ways = page.getByRole('navigation', { name: 'Pages' }).getByRole('link');
  expect((await ways.allInnerTexts()).slice(0, 2)).toEqual(['Overview', 'Paths']);
  expect(await page.locator('.behind').count()).toBe(0);
  await page.goto(`${stage.fixture.url}/sites/shop/paths`);
  await page.locator('g.paths-node').first().waitFor();
  expect(await page.locator('main a').count()).toBe(0);
  const before = stage.fixture.asked.length;
  for (const path of ['customers', 'customers/c_maria', 'accounts', 'journeys', 'triggers']) {
    await page.goto(`${stage.fixture.url}/sites/shop/${path}`);
    await page.getByText('sign in with it').waitFor();
    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
  }
  const calls = stage.fixture.asked.slice(before).map((call) => call.path);
  expect(calls.filter((path) => path !== '/v1/sites')).toEqual([]);
  expect(await faultsOf(page)).toEqual([]);
  await page.getByRole('button', { name: 'Use another key' }).click();
  await page.getByLabel('Key').waitFor();
  await close();
});

test('the figures of revenue and of a change open who they are of', async () => {
  const { page, close } = await visit(stage, '/sites/shop/revenue', { key: KEY });
  const opened = async (): Promise<(string | null)[]> => {
    const links = await page.locator('.figures .behind').all();
    const cells = await Promise.all(links.map((link) => link.getAttribute('href')));
    return cells.map((href) => new URL(href ?? '', 'http://x').searchParams.get('cell'));
  };
  await page.locator('.figures').waitFor();
  expect(await opened()).toEqual(['revenue-all', 'revenue-all', 'revenue-all']);
  await page.goto(`${stage.fixture.url}/sites/shop/changes?measure=revenue`);
  await page.locator('.figures').waitFor();
  expect(await opened()).toEqual(['bought-all', 'now-all', 'before-all']);
  await close();
});

test('on a phone a number of a table stands under the name of its column', async () => {
  const { page, close } = await visit(stage, '/sites/shop/changes', { key: KEY, width: 390 });
  const row = page.getByRole('region', { name: 'Parts of the change' }).locator('tbody tr').first();
  await row.waitFor();
  const labels = row
    .locator('td')
    .evaluateAll((cells) => cells.map((cell) => getComputedStyle(cell, '::before').content));
  expect((await labels).slice(0, 2)).toEqual(['"Brought, points"', '"By more or fewer, points"']);
  const beyond = await page
    .locator('.scroll-x')
    .evaluateAll((all) => all.map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth));
  expect(Math.max(...beyond)).toBeLessThanOrEqual(0);
  await close();
});

/** What a report was asked last. */
function asked(report: string): unknown {
  return stage.fixture.asked.findLast(({ path }) => path.endsWith(`/reports/${report}`))?.body;
}

describe('the overview', () => {
  test('asks for the range and breakdown in the address, and tells a day by the arrow keys', async () => {
    const { page, close } = await visit(stage, '/sites/shop', { key: KEY });
    await page.getByRole('slider', { name: 'Customers by day' }).focus();
    await page.keyboard.press('ArrowLeft');
    expect(await page.locator('.trend-note').innerText()).toMatch(
      /^Nov 20: \d+ customers Who they are\b/,
    );
    await page.getByRole('button', { name: 'Country' }).click();
    await page.getByText('Germany', { exact: true }).waitFor();
    await page.getByLabel('Range', { exact: true }).selectOption('days');
    await page.getByLabel('From day').fill('2026-11-01');
    await page.getByLabel('To day').fill('2026-11-03');
    await expect
      .poll(() => asked('overview'))
      .toEqual({
        range: { from: '2026-11-01', to: '2026-11-03' },
        breakdown: { by: 'country', limit: 10 },
      });
    expect(page.url()).toContain('from=2026-11-01&to=2026-11-03');
    // A link to the same page, as that of a saved report: its range is shown, not the days before.
    const follow = (query: string): Promise<void> =>
      page.evaluate((href) => {
        const link = Object.assign(document.createElement('a'), { href, textContent: 'there' });
        document.querySelector('main')?.append(link);
        link.click();
      }, `/sites/shop?${query}`);
    await follow('from=2026-11-05&to=2026-11-06');
    await expect.poll(() => page.getByLabel('From day').inputValue()).toBe('2026-11-05');
    expect(await page.getByLabel('To day').inputValue()).toBe('2026-11-06');
    await page.getByLabel('To day').fill('2026-11-04');
    await follow('range=last_7d');
    await page.getByLabel('From day').waitFor({ state: 'hidden' });
    expect(await page.getByLabel('Range', { exact: true }).inputValue()).toBe('last_7d');
    await close();
  });

  test('compares with another time, in its figures and by day', async () => {
    const { page, close } = await visit(stage, '/sites/shop', { key: KEY });
    await page.getByLabel('Compare').selectOption('previous');
    await page.getByText('compared with Sep 26 – Oct 23').waitFor();
    await expect.poll(() => asked('overview')).toMatchObject({ compare: 'previous_so_far' });
    const figures = (await page.locator('.figures').innerText()).replaceAll(/\s+/g, ' ');
    expect(figures).toContain('+25.0 % from 15,890');
    expect(figures).toContain('+25.0 % from €38,890.32');
    expect(figures).toContain('±0.0 points from 3.46 %');
    await page.getByRole('slider', { name: 'Customers by day' }).focus();
    await page.keyboard.press('ArrowLeft');
    expect(await page.locator('.trend-note').innerText()).toMatch(
      /^Nov 20: \d+ customers; Nov 20: \d+ Who/,
    );
    await page.getByLabel('Compare').selectOption('year_before');
    await page
      .getByText('Oct 24 2026 – Nov 20 2026, compared with Oct 24 2025 – Nov 20 2025, ')
      .waitFor();
    await page.getByLabel('Range', { exact: true }).selectOption('all');
    await page.getByText(/^All time, /).waitFor();
    await expect.poll(() => asked('overview')).not.toHaveProperty('compare');
    await close();
  });

  test('says that a day is not over, and up to when the other one is counted', async () => {
    const { page, close } = await visit(stage, '/sites/shop?range=this_month&compare=previous', {
      key: KEY,
    });
    await page.getByText('Oct 24 – Nov 20 so far').waitFor();
    await page.getByText('compared with Sep 26 – Oct 23 until 15:16, Europe/Berlin').waitFor();
    await page.getByText('Dotted: Nov 20 is not over yet.').waitFor();
    expect(await page.locator('.trend-open').count()).toBe(1);
    await page.getByRole('slider', { name: 'Customers by day' }).focus();
    await page.keyboard.press('ArrowLeft');
    const note = page.locator('.trend-note');
    expect(await note.innerText()).toMatch(
      /^Nov 20 so far: \d+ customers; Nov 20 by then: \d+ Who/,
    );
    await page.keyboard.press('ArrowLeft');
    expect(await note.innerText()).toMatch(
      /^Nov 19: \d+ customers; Nov 19: \d+; Free shipping <i>begins<\/i> Who/,
    );
    await close();
  });

  test('opens the people behind a figure, a row and a day', async () => {
    const { page, close } = await visit(stage, '/sites/shop', { key: KEY });
    const figures = page.locator('.figures a');
    await figures.first().waitFor();
    const cells = await figures.evaluateAll((links) =>
      links.map((link) => new URL((link as HTMLAnchorElement).href).searchParams.get('cell')),
    );
    expect(cells).toEqual([
      'all-customers',
      'all-new_customers',
      'all-buyers',
      'all-buyers',
      'all-converted',
    ]);
    const row = page.locator('.rows tbody tr').filter({ hasText: 'Email' });
    await row.getByRole('link', { name: 'Ordered: Email' }).click();
    await page.getByText('Ordered: Email').first().waitFor();
    expect(page.url()).toContain('cell=Email-buyers');
    await page.goBack();
    await page.getByRole('slider', { name: 'Customers by day' }).focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('There on Nov 20').first().waitFor();
    expect(page.url()).toContain('cell=on-2026-11-20');
    await close();
  });

  test('goes from site to site', async () => {
    const { page, close } = await visit(stage, '/sites/shop', { key: KEY });
    await page.getByLabel('Site').selectOption('empty');
    await page.getByText('No visits in this range').waitFor();
    expect(await page.locator('.code').innerText()).toContain('data-site="empty"');
    await close();
  });
});

/** Pixels that the page is wider than its window. */
function widthBeyond(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

function storedKeys(page: Page): Promise<(string | null)[]> {
  return page.evaluate(() =>
    [sessionStorage, localStorage].map((storage) => storage.getItem('sojourn.key')),
  );
}
