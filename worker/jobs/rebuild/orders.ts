import ordersDelete from '../../sql/orders.delete.sql';
import ordersGuard from '../../sql/orders.guard.sql';
import ordersInsert from '../../sql/orders.insert.sql';
import ordersReadRebuild from '../../sql/orders.read-rebuild.sql';
import ordersReadWhole from '../../sql/orders.read-whole.sql';
import touchpointsReadRebuild from '../../sql/touchpoints.read-rebuild.sql';
import { eventOf, type TouchpointRow } from '../../history/touchpoint-row.ts';
import { guardErasures } from '../../stitch/erasures.ts';
import type { Event, Line } from '../../stitch/event.ts';
import { orderColumns } from '../../stitch/order-row.ts';
import {
  copyOf,
  joinCopies,
  mergeOrder,
  orderIdOf,
  type Order,
  type OrderCopy,
} from '../../stitch/orders.ts';
import { chunksOf } from '../../stitch/plan.ts';
import { ROWS, type Rebuilding, type Step } from './step.ts';

interface OrderRow extends Omit<Order, 'copies'> {
  copies: string;
  version: number;
}

/** Orders as they follow from their copies. */
export async function rebuildOrders(rebuilding: Rebuilding, after: string): Promise<Step[]> {
  const { home, site } = rebuilding;
  const read = home.prepare(ordersReadRebuild).bind(site.number, after, ROWS);
  const { results } = await read.all<OrderRow>();
  const changed = await settle(
    rebuilding,
    results.map((row) => ({ id: row.id, row, tellings: [] })),
  );
  const last = results.at(-1);
  const step: Step = { table: 'orders', rows: results.length, changed };
  if (last !== undefined && results.length === ROWS) step.after = last.id;
  return [step];
}

/** Orders that contacts off the site tell of. */
export async function rebuildTouchpoints(rebuilding: Rebuilding, after: string): Promise<Step[]> {
  const { home, site } = rebuilding;
  const [user = '', id = ''] = after === '' ? [] : (JSON.parse(after) as string[]);
  const read = home.prepare(touchpointsReadRebuild).bind(site.number, user, id, ROWS);
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
  const { home, site } = rebuilding;
  const told = tellingsIn(lines);
  if (told.size === 0) return { table: 'orders', rows: 0, changed: [] };
  const rows = new Map<string, OrderRow>();
  for (const chunk of chunksOf([...told.keys()])) {
    const read = home.prepare(ordersReadWhole).bind(site.number, chunk);
    for (const row of (await read.all<OrderRow>()).results) rows.set(row.id, row);
  }
  const asked = [...told].map(([id, tellings]) => ({ id, row: rows.get(id), tellings }));
  return { table: 'orders', rows: 0, changed: await settle(rebuilding, asked) };
}

/** An event that tells of an order, on its line. */
interface Telling {
  event: Event;
  line: Line;
}

function tellingsIn(lines: readonly Line[]): Map<string, Telling[]> {
  const told = new Map<string, Telling[]>();
  for (const line of lines) {
    for (const event of line.events) {
      const id = orderIdOf(event);
      if (id === undefined) continue;
      const tellings = told.get(id) ?? [];
      told.set(id, tellings);
      tellings.push({ event, line });
    }
  }
  return told;
}

interface Told {
  id: string;
  row: OrderRow | undefined;
  tellings: readonly Telling[];
}

/** Copies as they follow from the events that were read, and as they are stored where no event was. */
function copiesOf({ row, tellings }: Told, siteCurrency: string): OrderCopy[] {
  const stored = row === undefined ? [] : (JSON.parse(row.copies) as OrderCopy[]);
  const known = new Set(stored.map(({ id }) => id));
  const missing = tellings.filter(({ event }) => !known.has(event.id));
  return [
    ...stored.map((copy) => {
      const own = tellings.filter(({ event }) => event.id === copy.id);
      // Where an event states no currency, that of its site holds, as it was then.
      const [told] = joinCopies(own.map(({ event, line }) => copyOf(event, line, copy.currency)));
      if (told === undefined) return copy;
      // Another copy of it may have come earlier, and be in a session that was not read.
      const at = Math.min(copy.at, told.at);
      return copy.mixed || told.mixed ? { ...copy, at } : { ...told, at };
    }),
    ...missing.map(({ event, line }) => copyOf(event, line, siteCurrency)),
  ];
}

async function settle(
  { home, site, write, erasures }: Rebuilding,
  all: readonly Told[],
): Promise<string[]> {
  const changed: { id: string; version: number; columns: unknown[] }[] = [];
  for (const one of all) {
    const { id, row } = one;
    const order = mergeOrder(
      id,
      { copies: [], flags: row?.flags ?? 0 },
      copiesOf(one, site.currency),
    );
    const columns = orderColumns(order);
    if (row !== undefined && columns.every((column, i) => column === columnsOf(row)[i])) continue;
    changed.push({ id, version: row?.version ?? 0, columns });
  }
  if (write && changed.length > 0) {
    const guards = JSON.stringify(changed.map(({ id, version }) => [id, version]));
    const ids = JSON.stringify(changed.map(({ id }) => id));
    await home.batch([
      guardErasures(home, site.number, erasures),
      home.prepare(ordersGuard).bind(site.number, guards),
      home.prepare(ordersDelete).bind(site.number, ids),
      ...chunksOf(changed.map(({ columns }) => columns)).map((chunk) =>
        home.prepare(ordersInsert).bind(site.number, chunk),
      ),
    ]);
  }
  return changed.map(({ id }) => id);
}

function columnsOf(row: OrderRow): unknown[] {
  const { id, at, visitor, user, currency, value, refunded, flags, copies, version } = row;
  return [id, at, visitor, user, currency, value, refunded, flags, copies, version];
}
