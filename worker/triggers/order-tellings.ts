import { EVENT } from '../../schema/index.ts';
import type { Reader } from '../history/index.ts';
import ordersById from '../sql/orders.by-id.sql';
import type { Event } from '../stitch/event.ts';
import { orderIdOf, type OrderCopy } from '../stitch/orders.ts';
import { DELIVERIES_KEPT } from './expire.ts';
import { firingId, OLDEST } from './firings.ts';

/**
 * For so long the delivery of an order's first telling is kept whenever that came: within it we know whether
 * the order has fired, beyond it a telling fires nothing.
 */
const KNOWN: number = DELIVERIES_KEPT - OLDEST;

/**
 * An order fires once, however often it is told: by the page, by the server, by a thank-you page that is
 * opened again. Ids of what its other tellings would fire, one of which is enough to keep this one back;
 * undefined: the order is older than the trigger, or than what we can know.
 */
export async function otherTellings(
  reader: Reader,
  { id, since }: { id: string; since: number },
  event: Event,
): Promise<string[] | undefined> {
  const order = event.name === EVENT.purchase ? orderIdOf(event) : undefined;
  if (order === undefined) return [];
  const rows = await reader.rows<{ at: number; copies: string }>(
    ordersById,
    JSON.stringify([order]),
  );
  const [row] = rows;
  if (row === undefined) return [];
  if (row.at < event.at && (row.at < since || event.at - row.at > KNOWN)) return undefined;
  // Written by order-plan.ts alone.
  const copies = JSON.parse(row.copies) as OrderCopy[];
  return copies
    .filter((copy) => copy.kind === 'purchase')
    .map(({ visitor = '', user = '', id: told }) =>
      firingId(id, visitor === '' ? { visitor, user } : { visitor, user: '' }, told),
    );
}
