import { LIMITS } from '../../schema/index.ts';
import ordersReadRefunded from '../sql/orders.read-refunded.sql';
import { refundOf, type OrderCopy } from '../stitch/orders.ts';
import type { Identity } from './identity.ts';
import type { OrderFact } from './item.ts';
import { namedAt, nobodysAmong, orderOf, type OrderRow } from './orders.ts';
import type { Reader } from './reader.ts';

/** Money that went back: at its own time, of an order of any time. */
export interface Refund {
  order: OrderFact;
  at: number;
  /** Minor units of the order's currency. */
  amount: number;
}

/** Refunds in [from, to) of orders that were purchased. */
export async function refundsWithin(
  reader: Reader,
  identity: Identity,
  { from, to }: { from: number; to: number },
): Promise<Refund[]> {
  const rows = await reader.rows<OrderRow & { copies: string }>(
    ordersReadRefunded,
    LIMITS.latest + 1,
  );
  const nobodys = await nobodysAmong(reader, rows);
  return rows.flatMap(({ copies, ...row }) => {
    const whose = { at: namedAt({ at: row.at, copies }), isNobodys: nobodys.has(row.visitor) };
    const order = orderOf(row, identity, whose);
    // Written by order-plan.ts alone.
    const refunds = refundsOf(order, JSON.parse(copies) as OrderCopy[]);
    return refunds.filter(({ at }) => at >= from && at < to);
  });
}

/** Each refund with what it took: together never more than the order (stitch/orders.ts). */
export function refundsOf(order: OrderFact, copies: readonly OrderCopy[]): Refund[] {
  let left = order.refunded;
  const refunds: Refund[] = [];
  for (const copy of copies) {
    if (copy.kind !== 'refund') continue;
    const amount = Math.min(left, refundOf(copy, order.value));
    left -= amount;
    if (amount > 0) refunds.push({ order, at: copy.at, amount });
  }
  return refunds;
}
