import ordersDelete from '../../sql/orders.delete.sql';
import ordersGuard from '../../sql/orders.guard.sql';
import ordersInsert from '../../sql/orders.insert.sql';
import ordersReadRebuild from '../../sql/orders.read-rebuild.sql';
import ordersReadWhole from '../../sql/orders.read-whole.sql';
import touchpointsReadRebuild from '../../sql/touchpoints.read-rebuild.sql';
import { eventOf, type TouchpointRow } from '../../history/touchpoint-row.ts';
import type { Line } from '../../stitch/event.ts';
import { orderColumns } from '../../stitch/order-row.ts';
import { mergeOrder, orderCopies, type Order, type OrderCopy } from '../../stitch/orders.ts';
import { chunksOf } from '../../stitch/plan.ts';
import { ROWS, type Rebuilding, type Step } from './step.ts';

interface OrderRow extends Omit<Order, 'copies'> {
  copies: string;
  version: number;
}

/** Orders as they follow from their copies. */
export async function rebuildOrders(rebuilding: Rebuilding, after: string): Promise<Step[]> {
  const { db, site } = rebuilding;
  const read = db.prepare(ordersReadRebuild).bind(site.number, after, ROWS);
  const { results } = await read.all<OrderRow>();
  const changed = await settle(
    rebuilding,
    results.map((row) => ({ id: row.id, row, copies: [] })),
  );
  const last = results.at(-1);
  const step: Step = { table: 'orders', rows: results.length, changed };
  if (last !== undefined && results.length === ROWS) step.after = last.id;
  return [step];
}

/** Orders that contacts off the site tell of. */
export async function rebuildTouchpoints(rebuilding: Rebuilding, after: string): Promise<Step[]> {
  const { db, site } = rebuilding;
  const [user = '', id = ''] = after === '' ? [] : (JSON.parse(after) as string[]);
  const read = db.prepare(touchpointsReadRebuild).bind(site.number, user, id, ROWS);
  const { results } = await read.all<TouchpointRow>();
  const lines = results.map((row): Line => ({ user: row.user, events: [eventOf(row)] }));
  const last = results.at(-1);
  const step: Step = { table: 'touchpoints', rows: results.length, changed: [] };
  if (last !== undefined && results.length === ROWS)
    step.after = JSON.stringify([last.user, last.id]);
  return [step, await rebuildOrdersOf(rebuilding, lines)];
}

/** Orders that events tell of: each event is among its order's copies, or the order was lost. */
export async function rebuildOrdersOf(
  rebuilding: Rebuilding,
  lines: readonly Line[],
): Promise<Step> {
  const { db, site } = rebuilding;
  const told = orderCopies(lines, site.currency);
  if (told.size === 0) return { table: 'orders', rows: 0, changed: [] };
  const rows = new Map<string, OrderRow>();
  for (const chunk of chunksOf([...told.keys()])) {
    const read = db.prepare(ordersReadWhole).bind(site.number, chunk);
    for (const row of (await read.all<OrderRow>()).results) rows.set(row.id, row);
  }
  const asked = [...told].map(([id, copies]) => ({ id, row: rows.get(id), copies }));
  return { table: 'orders', rows: 0, changed: await settle(rebuilding, asked) };
}

interface Told {
  id: string;
  row: OrderRow | undefined;
  /** What events tell of it. */
  copies: readonly OrderCopy[];
}

async function settle({ db, site, write }: Rebuilding, all: readonly Told[]): Promise<string[]> {
  const changed: { id: string; version: number; columns: unknown[] }[] = [];
  for (const { id, row, copies } of all) {
    const stored = row === undefined ? [] : (JSON.parse(row.copies) as OrderCopy[]);
    // What an order knows of an event already, it knows with the currency its site had then.
    const known = new Set(stored.map((copy) => `${copy.kind} ${copy.id}`));
    const missing = copies.filter((copy) => !known.has(`${copy.kind} ${copy.id}`));
    const order = mergeOrder(id, { copies: stored, flags: row?.flags ?? 0 }, missing);
    const columns = orderColumns(order);
    if (row !== undefined && columns.every((column, i) => column === columnsOf(row)[i])) continue;
    changed.push({ id, version: row?.version ?? 0, columns });
  }
  if (write && changed.length > 0) {
    const guards = JSON.stringify(changed.map(({ id, version }) => [id, version]));
    const ids = JSON.stringify(changed.map(({ id }) => id));
    await db.batch([
      db.prepare(ordersGuard).bind(site.number, guards),
      db.prepare(ordersDelete).bind(site.number, ids),
      ...chunksOf(changed.map(({ columns }) => columns)).map((chunk) =>
        db.prepare(ordersInsert).bind(site.number, chunk),
      ),
    ]);
  }
  return changed.map(({ id }) => id);
}

function columnsOf(row: OrderRow): unknown[] {
  const { id, at, visitor, user, currency, value, refunded, flags, copies, version } = row;
  return [id, at, visitor, user, currency, value, refunded, flags, copies, version];
}
