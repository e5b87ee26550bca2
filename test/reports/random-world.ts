import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { identityOfSite, ordersWithin } from '../../worker/history/index.ts';
import type { OrderFact } from '../../worker/history/item.ts';
import { readerOf } from '../../worker/reports/context.ts';
import type { ReportContext } from '../../worker/reports/index.ts';
import type { Edge, Line } from '../../worker/stitch/event.ts';
import { contact, identify, newSite, tell, visit } from './store.ts';

export const HOUR = 3_600_000;
/** Midnight in Berlin, the zone of these sites; summer time ends on the 25th. */
export const START = Date.parse('2026-10-19T22:00:00Z');
export const NOW = START + 40 * 24 * HOUR;
const VISITORS = ['v1', 'v2', 'v3', 'v4', 'v5'];
/** Visits without consent, which may be several people's. */
export const NOBODYS = ['c.AAAAAAAAAAAAAAAA', 'c.BBBBBBBBBBBBBBBB'];
const USERS = ['u1', 'u2'];

/** Part of what happened, so that something lies before and after. */
export const RANGE = { from: START + 3 * 24 * HOUR, to: START + 11 * 24 * HOUR + HOUR };

const what = fc.constantFrom('page_view', 'view_item', 'add_to_cart', 'purchase');
const at = fc
  .tuple(fc.nat(14), fc.constantFrom(0, 1, 20, 29, 60, 300))
  .map(([day, minutes]) => START + day * 24 * HOUR + minutes * 60_000);
const source = fc.constantFrom(
  undefined,
  { source: 'google', medium: 'organic' },
  { source: 'news', medium: 'email' },
);
const done = fc.tuple(at, what, fc.nat(5));
/** Refunds come from the shop, and name a user. */
const offline = fc.tuple(at, fc.constantFrom('call', 'purchase', 'refund', 'refund'), fc.nat(5));

let worlds = 0;

/** Orders have few ids, so that copies and refunds meet; ids are of one world alone. */
function seedOf([time, name, nth]: [number, string, number], world: number): Seed {
  if (name === 'page_view') return [time, name, { page: nth < 3 ? '/' : '/p/lamp' }];
  const order = { transaction_id: `o-${world}-${nth}`, currency: nth > 3 ? 'USD' : 'EUR' };
  if (name === 'refund') return [time, name, { props: { ...order, value: nth } }];
  const items = [{ item_name: `item ${nth % 2}`, price: 4, quantity: nth }];
  if (name === 'purchase') return [time, name, { props: { ...order, value: 10 + nth, items } }];
  return [time, name];
}

type Seed = Parameters<typeof visit>[1][number];

export const world = fc
  .record({
    visits: fc.array(
      fc.tuple(
        fc.constantFrom(...VISITORS, ...NOBODYS),
        fc.array(done, { minLength: 1, maxLength: 5 }),
        source,
      ),
      { minLength: 1, maxLength: 12 },
    ),
    contacts: fc.array(fc.tuple(fc.constantFrom(...USERS), offline), { maxLength: 4 }),
    edges: fc.uniqueArray(
      fc.tuple(fc.constantFrom(...VISITORS, ...NOBODYS), fc.constantFrom(...USERS), at),
      { maxLength: 4, selector: ([a, b]) => `${a} ${b}` },
    ),
  })
  .map(({ visits, contacts, edges }): { lines: Line[]; edges: Edge[] } => {
    const number = ++worlds;
    return {
      lines: [
        ...visits.map(([visitor, seeds, from]) => {
          const line = visit(
            visitor,
            seeds.map((seed) => seedOf(seed, number)),
          );
          const [first] = line.events;
          if (first && from) first.source = from;
          if (NOBODYS.includes(visitor)) {
            for (const event of line.events) event.context = { ...event.context, cookieless: true };
          }
          return line;
        }),
        ...contacts.map(([user, seed]) => contact(user, [seedOf(seed, number)])),
      ],
      edges: edges.map(([a, b, time]) => identify(a, b, time)),
    };
  });

/** Orders of a range that are no customer's: nobody else told of them and named a user. */
export async function nobodysOrders(
  context: ReportContext,
  range: { from: number; to: number },
): Promise<OrderFact[]> {
  const reader = readerOf(context);
  const orders = await ordersWithin(reader, await identityOfSite(reader), range);
  return orders.filter(
    ({ visitor, customer }) => NOBODYS.includes(visitor) && customer === visitor,
  );
}

export async function told(history: { lines: Line[]; edges: Edge[] }): Promise<ReportContext> {
  const site = newSite();
  await tell(site, history);
  return { db: env.DB, site, now: NOW };
}
