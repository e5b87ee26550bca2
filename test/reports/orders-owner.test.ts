import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import {
  identityOfSite,
  livesOf,
  ordersWithin,
  Reader,
  type ReadSite,
} from '../../worker/history/index.ts';
import type { Context, Event } from '../../worker/stitch/event.ts';
import { contact, identify, newSite, tell, visit } from './store.ts';

const START = Date.parse('2026-10-20T10:00:00Z');
const MINUTE = 60_000;

const order = (id: string, context: Context = {}): Partial<Event> => ({
  props: { transaction_id: id, value: 10, currency: 'EUR' },
  context,
});
const BOT: Context = { bot: 'test' };

/** Orders in the life of each customer, asked for alone and all together, and as revenue tells them. */
async function ownersOf(site: ReadSite, customers: readonly string[]): Promise<unknown[]> {
  const reader = new Reader({ db: env.DB }, site);
  const identity = await identityOfSite(reader);
  const shown = async (asked: readonly string[]): Promise<string[]> => {
    const lives = await livesOf(reader, identity, asked);
    return [...lives.values()].flatMap((life) =>
      life.orders.map(({ id, at }) => `${life.customer} ${id} ${(at - START) / MINUTE}`),
    );
  };
  const alone: string[] = [];
  for (const customer of customers) alone.push(...(await shown([customer])));
  const orders = await ordersWithin(reader, identity, { from: 0, to: START + 1_000 * MINUTE });
  const counted = orders.map(
    ({ id, at, customer }) => `${customer} ${id} ${(at - START) / MINUTE}`,
  );
  return [alone, await shown(customers), counted].map((all) => all.sort());
}

test('an order that a bot told of first is the person’s who made it', async () => {
  const site = newSite();
  await tell(site, {
    lines: [
      visit('bot', [[START, 'purchase', order('o', BOT)]]),
      visit('ann', [[START + 5 * MINUTE, 'purchase', order('o')]]),
    ],
  });
  const expected = ['ann o 5'];
  expect(await ownersOf(site, ['bot', 'ann'])).toEqual([expected, expected, expected]);
});

test('an order of a session that is marked as a bot’s for another event is in nobody else’s life', async () => {
  const site = newSite();
  await tell(site, {
    lines: [
      visit('ann', [
        [START, 'page_view', { context: BOT }],
        [START + MINUTE, 'purchase', order('o')],
      ]),
      visit('ann', [[START + 100 * MINUTE, 'page_view']]),
      visit('bea', [[START + 7 * MINUTE, 'purchase', order('o')]]),
    ],
  });
  const expected = ['ann o 1'];
  expect(await ownersOf(site, ['ann', 'bea'])).toEqual([expected, expected, expected]);
});

test('an order of a shared device is whose the event is that names the device', async () => {
  const site = newSite();
  await tell(site, {
    lines: [
      // The shop's server told of it while the first of them still had the device.
      contact('shop', [[START + 2 * MINUTE, 'purchase', order('o', { by: 'server' })]]),
      visit('phone', [
        [START, 'page_view', { user: 'ann' }],
        [START + 10 * MINUTE, 'page_view', { user: 'bea' }],
        [START + 12 * MINUTE, 'purchase', order('o')],
      ]),
    ],
    edges: [identify('phone', 'ann', START), identify('phone', 'bea', START + 10 * MINUTE)],
  });
  const expected = ['bea o 2'];
  expect(await ownersOf(site, ['ann', 'bea', 'shop'])).toEqual([expected, expected, expected]);
});

test('a bot’s refund takes nothing from a person’s order; an order of bots alone is no order', async () => {
  const site = newSite();
  await tell(site, {
    lines: [
      visit('ann', [[START, 'purchase', order('o')]]),
      visit('bot', [
        [START + MINUTE, 'refund', order('o', BOT)],
        [START + MINUTE, 'purchase', order('p', BOT)],
      ]),
    ],
  });
  const expected = ['ann o 0'];
  expect(await ownersOf(site, ['bot', 'ann'])).toEqual([expected, expected, expected]);
  const refunded = env.DB.prepare("select refunded from orders where site = ?1 and id = 'o'");
  expect(await refunded.bind(site.number).first('refunded')).toBe(0);
});
