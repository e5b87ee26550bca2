import { LIMITS } from '../../schema/index.ts';
import { ordersWithin, type Identity, type Reader } from '../history/index.ts';
import { buyerOf } from '../history/item.ts';
import type { Bought } from './rfm.ts';

/** What every customer with an order has bought, in the site's currency. */
export async function buyersOf(reader: Reader, identity: Identity): Promise<Map<string, Bought>> {
  const range = { from: LIMITS.earliest, to: LIMITS.latest + 1 };
  const buyers = new Map<string, Bought>();
  for (const order of await ordersWithin(reader, identity, range)) {
    const customer = buyerOf(order);
    if (customer === undefined) continue;
    const buyer = buyers.get(customer) ?? { lastAt: order.at, orders: 0, value: 0 };
    buyer.lastAt = Math.max(buyer.lastAt, order.at);
    buyer.orders++;
    if (order.currency === reader.site.currency) buyer.value += order.value;
    buyers.set(customer, buyer);
  }
  return buyers;
}
