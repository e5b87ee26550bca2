import ordersDelete from '../sql/orders.delete.sql';
import ordersFind from '../sql/orders.find.sql';
import ordersGuard from '../sql/orders.guard.sql';
import ordersInsert from '../sql/orders.insert.sql';
import ordersReadWhole from '../sql/orders.read-whole.sql';
import { orderColumns } from '../stitch/order-row.ts';
import { mergeOrder, type OrderCopy } from '../stitch/orders.ts';
import { chunksOf } from '../stitch/plan.ts';
import { find } from './find.ts';
import type { Person } from './person.ts';
import type { Work } from './work.ts';

/** An order of which the person tells. */
export interface FoundOrder {
  id: string;
  flags: number;
  version: number;
  theirs: OrderCopy[];
  others: OrderCopy[];
}

/** Orders of a chunk of the table that the person tells of. */
export async function findOrders(
  work: Work,
  person: Person,
  after: string,
): Promise<{ found: FoundOrder[]; next: string | undefined }> {
  const { databases, site } = work;
  const { ids, next } = await find(work, ordersFind, { after, needles: person.needles });
  const read = databases.db.prepare(ordersReadWhole).bind(site.number, JSON.stringify(ids));
  const { results } = await read.all<{
    id: string;
    flags: number;
    version: number;
    copies: string;
  }>();
  const found = results.flatMap(({ id, flags, version, copies }): FoundOrder[] => {
    // Written by stitch/order-row.ts alone.
    const all = JSON.parse(copies) as OrderCopy[];
    const theirs = all.filter((copy) => person.isCopy(copy));
    const others = all.filter((copy) => !person.isCopy(copy));
    return theirs.length === 0 ? [] : [{ id, flags, version, theirs, others }];
  });
  return { found, next };
}

/** An order without the person's copies is what the others tell; one that nobody else tells of goes. */
export async function eraseOrders(
  { databases: { db }, site }: Work,
  found: readonly FoundOrder[],
): Promise<void> {
  if (found.length === 0) return;
  const run = (statement: FixedSql, chunk: string): D1PreparedStatement =>
    db.prepare(statement).bind(site.number, chunk);
  const left = found.flatMap(({ id, flags, others }) =>
    others.length === 0 ? [] : [orderColumns(mergeOrder(id, { copies: others, flags }, []))],
  );
  await db.batch([
    ...chunksOf(found.map(({ id, version }) => [id, version])).map((rows) =>
      run(ordersGuard, rows),
    ),
    ...chunksOf(found.map(({ id }) => id)).map((rows) => run(ordersDelete, rows)),
    ...chunksOf(left).map((rows) => run(ordersInsert, rows)),
  ]);
}
