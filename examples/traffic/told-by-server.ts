import type { Properties } from '../../schema/index.ts';
import { Chance } from './random.ts';
import { DAY } from './rhythm.ts';
import type { Sent } from './tab.ts';

/** A message as servers send it, in Segment's format. */
export interface Told {
  type: 'track';
  event: 'purchase' | 'refund';
  messageId: string;
  anonymousId: string;
  /** RFC 3339. */
  timestamp: string;
  properties: Properties;
}

/** What the shop's server vouches for of the orders. The others it has not got round to yet. */
const TOLD = 0.85;
/** Share of its orders that go back, of which it tells. */
const RETURNED = 0.2;

interface Order {
  id: string;
  visitor: string;
  at: number;
  properties: Properties;
}

/**
 * What a shop's server tells of the orders that its pages told of: it confirms them, and pays back
 * what was returned. The same month gives the same messages.
 */
export function* toldByServer(
  month: Iterable<Sent>,
  { seed, now }: { seed: number; now: number },
): Iterable<Told> {
  const chance = new Chance(seed);
  for (const order of ordersOf(month)) {
    const confirmed = order.at + chance.between(1_000, 9_000);
    const paidBack = order.at + chance.between(3 * DAY, 9 * DAY);
    const isTold = chance.is(TOLD) && confirmed <= now;
    const isReturned = chance.is(RETURNED) && paidBack <= now;
    if (!isTold) continue;
    yield tell(order, 'purchase', confirmed);
    if (isReturned) yield tell(order, 'refund', paidBack);
  }
}

function tell({ id, visitor, properties }: Order, event: Told['event'], at: number): Told {
  const { items: _, ...all } = properties;
  return {
    type: 'track',
    event,
    messageId: `${event}-${id}`,
    anonymousId: visitor,
    timestamp: new Date(at).toISOString(),
    properties: event === 'purchase' ? properties : all,
  };
}

/** Each once, as pages tell of it again when they are loaded again. */
function ordersOf(month: Iterable<Sent>): Iterable<Order> {
  const orders = new Map<string, Order>();
  for (const { batch } of month) {
    for (const { name, at, properties = {} } of batch.events) {
      const id = properties['transaction_id'];
      if (name !== 'purchase' || typeof id !== 'string' || orders.has(id)) continue;
      orders.set(id, { id, visitor: batch.visitor, at, properties });
    }
  }
  return orders.values();
}
