import type { Json } from '../../schema/index.ts';
import deliveriesDelete from '../sql/deliveries.delete.sql';
import deliveriesReadLines from '../sql/deliveries.read-lines.sql';
import type { Person } from './person.ts';
import type { Work } from './work.ts';

/** Rows that one statement looks at: what waits may hold 40 KB. */
const ROWS = 500;

/** What a trigger fired, as far as erasing looks at it. */
interface DeliveryLine {
  id: string;
  visitor: string;
  user: string;
  at: number;
  /** JSON. */
  body: string;
}

/** What of a chunk of the table was sent, or is to be sent, of a person's events, or speaks of them. */
export async function findDeliveries(
  { databases: { db }, site }: Work,
  person: Person,
  after: string,
): Promise<{ rows: DeliveryLine[]; next: string | undefined }> {
  const statement = db.prepare(deliveriesReadLines).bind(site.number, after, ROWS);
  const { results } = await statement.all<DeliveryLine>();
  const next = results.length < ROWS ? undefined : results.at(-1)?.id;
  return { rows: results.filter((row) => isOf(row, person)), next };
}

/** How many were still there. */
export async function eraseDeliveries(
  { databases: { db }, site }: Work,
  rows: readonly Pick<DeliveryLine, 'id'>[],
): Promise<number> {
  if (rows.length === 0) return 0;
  const ids = JSON.stringify(rows.map(({ id }) => id));
  return (await db.prepare(deliveriesDelete).bind(site.number, ids).run()).meta.changes;
}

function isOf({ visitor, user, at, body }: DeliveryLine, person: Person): boolean {
  const isTheirs = visitor === '' ? person.isUser(user) : person.isEvent(visitor, { at });
  // Written by triggers/outbox.ts alone.
  return isTheirs || person.redacted(JSON.parse(body) as Json).times > 0;
}
