import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { flush, type Lab, openLab } from '../support/node/snippet-lab.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab.close());
afterEach(() => lab.clear());

const visitorsOf = (name: string): string[] =>
  lab.collector.named(name).map((event) => event.visitor);

test('keeps one visitor over pages and makes a page-load id for each', async () => {
  const { page } = await lab.open();
  await lab.visit(page, '/a');
  await lab.visit(page, '/b');
  await flush(page);
  await lab.collector.untilNamed('page_view', 2);
  expect(new Set(visitorsOf('page_view')).size).toBe(1);
  expect(new Set(lab.collector.stored.map((batch) => batch.page_load)).size).toBe(2);
});

test('names a user once while nothing about them changes', async () => {
  const { page } = await lab.open();
  await lab.visit(page, '/a');
  const identify = (traits: object): Promise<void> =>
    page.evaluate((of) => window.sojourn?.identify?.('ann', of), traits);
  await identify({ plan: 'free' });
  await identify({ plan: 'free' });
  await lab.visit(page, '/b');
  await identify({ plan: 'free' });
  await identify({ plan: 'paid' });
  await flush(page);
  const identifies = await lab.collector.untilNamed('identify', 2);
  expect(identifies.map(({ properties }) => properties)).toEqual([
    { user_id: 'ann', traits: { plan: 'free' } },
    { user_id: 'ann', traits: { plan: 'paid' } },
  ]);
});

test('starts a new visitor at reset and when another user is named, each batch with its own', async () => {
  const { page } = await lab.open();
  await lab.visit(page, '/a');
  await page.evaluate(() => {
    const { sojourn } = window;
    sojourn?.track?.('anonymous');
    sojourn?.identify?.('ann');
    sojourn?.track?.('of_ann');
    sojourn?.identify?.('bob');
    sojourn?.track?.('of_bob');
    sojourn?.reset?.();
    sojourn?.track?.('of_nobody');
    sojourn?.identify?.('bob');
  });
  await flush(page);
  const [first] = visitorsOf('anonymous');
  const [bob] = visitorsOf('of_bob');
  const [nobody] = visitorsOf('of_nobody');
  expect(visitorsOf('of_ann')).toEqual([first]);
  expect(visitorsOf('identify')).toEqual([first, bob, nobody]);
  expect(new Set([first, bob, nobody]).size).toBe(3);
});

test('takes up a sign-out that happened in another tab', async () => {
  const context = await lab.browser.newContext();
  const { page: one } = await lab.open(context);
  const { page: two } = await lab.open(context);
  await lab.visit(one, '/one');
  await lab.visit(two, '/two');
  await flush(one);
  await two.evaluate(() => window.sojourn?.reset?.());
  // Browsers hand localStorage to the process of another tab a little later.
  const record = (): string | null => localStorage.getItem('sojourn-shop');
  const told = await two.evaluate(record);
  await expect.poll(() => one.evaluate(record)).toBe(told);
  await two.evaluate(() => window.sojourn?.track?.('in_two'));
  await one.evaluate(() => window.sojourn?.track?.('in_one'));
  await flush(two);
  await flush(one);
  await lab.collector.untilNamed('in_one');
  expect(visitorsOf('in_one')).toEqual(visitorsOf('in_two'));
  expect(visitorsOf('in_one')).not.toEqual(visitorsOf('page_view').slice(0, 1));
});

test('repeats calls made before it had loaded, once and with their times', async () => {
  const { page, complaints } = await lab.open();
  lab.pages['/early'] = `<!doctype html><script>
    window.sojourn = { q: [] };
    for (const m of ['track', 'identify']) sojourn[m] = (...a) => { sojourn.q.push([m, Date.now(), ...a]) };
    sojourn.track('early', { n: 1 });
    sojourn.identify('ann');
    window.stubbed = Date.now();
  </script>${lab.tag()}`;
  await lab.visit(page, '/early');
  await page.evaluate(() => window.sojourn?.track?.('late'));
  await flush(page);
  expect(lab.collector.names().toSorted()).toEqual(['early', 'identify', 'late', 'page_view']);
  const [early] = lab.collector.named('early');
  const [view] = lab.collector.named('page_view');
  expect(early?.at).toBeLessThanOrEqual(
    await page.evaluate(() => (window as unknown as { stubbed: number }).stubbed),
  );
  expect(early?.at).toBeLessThanOrEqual(view?.at ?? 0);
  expect(complaints).toEqual([]);
});
