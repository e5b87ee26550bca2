import type { Page } from 'playwright-core';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { addonRuns } from '../support/node/addon.ts';
import { flush, type Lab, openLab } from '../support/node/snippet-lab.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
beforeEach(() => {
  // The strictest policy that lets the tag work at all.
  const policy = `default-src 'none'; script-src ${lab.collector.url}; connect-src ${lab.collector.url}; require-trusted-types-for 'script'`;
  const head = `<html lang="en"><title>Page</title><meta http-equiv="content-security-policy" content="${policy}">`;
  lab.pages['/nps'] = `<!doctype html>${head}${lab.tag('data-addons="survey"')}
    <main><h1>Page</h1><button id="before">Before</button></main>
    <sojourn-survey name="spring" comment="Why?"></sojourn-survey>`;
  lab.pages['/none'] = lab.pages['/nps'].replace('data-addons', 'data-storage="none" data-addons');
});
afterAll(() => lab.close());
afterEach(() => lab.clear());

const open = async (path = '/nps'): Promise<{ page: Page; complaints: string[] }> => {
  const opened = await lab.open();
  await lab.visit(opened.page, path);
  await opened.page.waitForFunction(() => customElements.get('sojourn-survey') !== undefined);
  return opened;
};

const told = (name: string): unknown[] =>
  lab.collector.named(name).map(({ properties }) => properties);

test('asks by keyboard alone under a strict policy, and tells the score and the words', async () => {
  const { page, complaints } = await open();
  const survey = page.getByRole('dialog', { name: 'How likely are you to recommend us' });
  await survey.waitFor();
  // It takes no focus from what somebody is doing.
  expect(await page.evaluate(() => document.activeElement?.localName)).toBe('body');
  expect(await survey.getByRole('radio').count()).toBe(11);
  await page.focus('#before');
  // The cross, the scale, and backwards from its beginning.
  for (const key of ['Tab', 'Tab', 'ArrowLeft', 'ArrowLeft', 'Tab']) await page.keyboard.press(key);
  expect(await survey.getByRole('radio', { name: '9', exact: true }).isChecked()).toBe(true);
  await page.keyboard.type('Mail me: ann@shop.example');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('status').getByText('Thank you.').waitFor();
  await flush(page);
  await lab.collector.untilNamed('survey_answer');
  expect(told('survey_shown')).toEqual([{ survey: 'spring', type: 'nps' }]);
  expect(told('survey_answer')).toEqual([
    { survey: 'spring', type: 'nps', score: 9, comment: 'Mail me: [email]' },
  ]);
  expect(complaints).toEqual([]);
});

test('goes by Escape or its cross, and gives the focus back', async () => {
  const { page } = await open();
  await page.focus('#before');
  await page.getByRole('radio', { name: '3' }).focus();
  await page.keyboard.press('Escape');
  expect(await page.getByRole('dialog').count()).toBe(0);
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('before');
  await flush(page);
  expect(told('survey_answer')).toEqual([]);
});

test('asks one visitor once, and again when its time is over', async () => {
  const { page } = await open();
  await page.getByRole('dialog').waitFor();
  const shown = async (): Promise<number> => {
    await lab.visit(page, '/nps');
    await page.waitForFunction(() => customElements.get('sojourn-survey') !== undefined);
    return page.getByRole('dialog').count();
  };
  expect(await shown()).toBe(0);
  await page.evaluate(() => {
    const past = Date.now() - 89 * 86_400_000;
    localStorage['sojourn-shop-surveys'] = JSON.stringify({ spring: past });
  });
  expect(await shown()).toBe(0);
  await page.evaluate(() => {
    const past = Date.now() - 91 * 86_400_000;
    localStorage['sojourn-shop-surveys'] = JSON.stringify({ spring: past });
  });
  await lab.visit(page, '/nps');
  await page.getByRole('dialog').waitFor();
});

test('asks nobody of whom it cannot remember that', async () => {
  const { page } = await lab.open();
  await lab.visit(page, '/none');
  await page.waitForFunction(() => customElements.get('sojourn-survey') !== undefined);
  expect(await page.getByRole('dialog').count()).toBe(0);
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
});

test('has no fault that axe finds, in light and dark, and no motion where none is wanted', async () => {
  const axe = await readFile(
    join(import.meta.dirname, '../../node_modules/axe-core/axe.min.js'),
    'utf8',
  );
  lab.pages['/open'] =
    `<!doctype html><html lang="en"><title>Page</title>${lab.tag('data-addons="survey"')}
    <main><h1>Page</h1><sojourn-survey kind="csat" inline comment="Why?"></sojourn-survey></main>
    <sojourn-survey kind="nps" name="corner"></sojourn-survey>`;
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await lab.browser.newContext({ colorScheme, reducedMotion: 'reduce' });
    const page = await context.newPage();
    await lab.visit(page, '/open');
    await page.getByRole('dialog').waitFor();
    await page.getByRole('radio', { name: '4' }).first().check();
    const animation = await page
      .getByRole('dialog')
      .evaluate((box) => getComputedStyle(box).animationName);
    expect(animation).toBe('none');
    await page.evaluate(axe);
    const found = await page.evaluate('axe.run()');
    const { violations } = found as AxeResults;
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  }
});

test('is not loaded where no tag names it', async () => {
  const { page } = await lab.open();
  lab.pages['/without'] = `<!doctype html>${lab.tag()}<sojourn-survey></sojourn-survey>`;
  await lab.visit(page, '/without');
  await addonRuns(page, lab.collector.url, 'survey');
  await flush(page);
  expect(await page.evaluate(() => customElements.get('sojourn-survey'))).toBeUndefined();
});
