import ordersById from '../sql/orders.by-id.sql';
import ordersDelete from '../sql/orders.delete.sql';
import ordersGuard from '../sql/orders.guard.sql';
import ordersInsert from '../sql/orders.insert.sql';
import ordersUpdate from '../sql/orders.update.sql';
import type { Intake } from './intake.ts';
import { orderColumns } from './order-row.ts';
import { mergeOrder, orderCopies, type OrderCopy } from './orders.ts';
import { chunksOf, type CountCost, type Plan } from './plan.ts';

interface OrderRow {
  id: string;
  at: number;
  copies: string;
  flags: number;
  version: number;
}

/** Statements that bring the orders up to date that the intake's purchases and refunds speak of. */
export async function planOrders(db: D1Database, intake: Intake, count: CountCost): Promise<Plan> {
  const plan: Plan = { guards: [], writes: [] };
  const incoming = orderCopies(intake.lines, intake.site.currency);
  if (incoming.size === 0) return plan;
  const site = intake.site.number;
  const read = await db
    .prepare(ordersById)
    .bind(site, JSON.stringify([...incoming.keys()]))
    .all<OrderRow>();
  count(read.meta);
  const known = new Map(read.results.map((row) => [row.id, row]));

  const [guards, deleted, inserted, updated]: [unknown[], string[], unknown[], unknown[]] = [
    [],
    [],
    [],
    [],
  ];
  for (const [id, copies] of incoming) {
    const row = known.get(id);
    const stored = { copies: copiesOf(row), flags: row?.flags ?? 0 };
    const order = mergeOrder(id, stored, copies);
    const columns = orderColumns(order);
    if (columns.at(-1) === row?.version) continue;
    guards.push([id, row?.version ?? 0]);
    if (row?.at === order.at) {
      updated.push(columns);
    } else {
      if (row) deleted.push(id);
      inserted.push(columns);
    }
  }
  if (guards.length === 0) return plan;
  plan.guards.push(db.prepare(ordersGuard).bind(site, JSON.stringify(guards)));
  if (deleted.length > 0)
    plan.writes.push(db.prepare(ordersDelete).bind(site, JSON.stringify(deleted)));
  for (const chunk of chunksOf(inserted))
    plan.writes.push(db.prepare(ordersInsert).bind(site, chunk));
  for (const chunk of chunksOf(updated))
    plan.writes.push(db.prepare(ordersUpdate).bind(site, chunk));
  return plan;
}

function copiesOf(row: OrderRow | undefined): OrderCopy[] {
  return row === undefined ? [] : (JSON.parse(row.copies) as OrderCopy[]);
}
