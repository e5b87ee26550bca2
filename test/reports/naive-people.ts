/** One thing that happened, and all there is to know of it. */
export interface Happening {
  id: string;
  visitor: string;
  at: number;
  kind: 'view' | 'identify' | 'purchase';
  user?: string;
  order?: string;
  value?: number;
}

interface NaiveJourney {
  customer: string;
  opened_at: string;
  closed_at: string | null;
  outcome: string;
  sessions: number;
  value: string | null;
  order: string | null;
}

interface NaiveCustomer {
  id: string;
  sessions: number;
  orders: number;
  first_seen: string;
  last_seen: string;
  value: number;
}

/**
 * Customers and journeys from the words of the definitions, without the code they judge. One device is
 * cut where it names another user; what came before the first name is the first user's. A journey ends
 * with its order; the rest of that session stays in it, unless it orders again.
 */
export function naivePeople(all: readonly Happening[]): {
  customers: NaiveCustomer[];
  journeys: NaiveJourney[];
} {
  const inOrder = [...all].sort(
    (a, b) =>
      a.at - b.at ||
      Number(b.kind === 'view') - Number(a.kind === 'view') ||
      compareIds(a.id, b.id),
  );
  const owner = ({ visitor, at }: Pick<Happening, 'visitor' | 'at'>): string => {
    const names = inOrder.filter((one) => one.visitor === visitor && one.kind === 'identify');
    return (names.findLast((name) => name.at <= at) ?? names[0])?.user ?? visitor;
  };
  const sessionOf = sessionsOf(inOrder, owner);
  const orders = ordersOf(inOrder);
  const customers: NaiveCustomer[] = [];
  const journeys: NaiveJourney[] = [];
  for (const id of [...new Set(inOrder.map(owner))].sort()) {
    const own = inOrder.filter((one) => owner(one) === id);
    const bought = [...orders.values()].filter((order) => owner(order) === id);
    customers.push({
      id,
      sessions: new Set(own.map((one) => sessionOf.get(one.id))).size,
      orders: bought.length,
      first_seen: iso(own[0]?.at ?? 0),
      last_seen: iso(own.at(-1)?.at ?? 0),
      value: bought.reduce((sum, order) => sum + order.value * 100, 0),
    });
    journeys.push(...journeysOf(id, own, { sessionOf, orders }));
  }
  return { customers, journeys };
}

interface NaiveOrder {
  id: string;
  visitor: string;
  at: number;
  value: number;
  /** The happening that made it. */
  by: string;
}

function journeysOf(
  customer: string,
  own: readonly Happening[],
  { sessionOf, orders }: { sessionOf: Map<string, number>; orders: Map<string, NaiveOrder> },
): NaiveJourney[] {
  const journeys: { opened: number; sessions: Set<unknown>; order?: NaiveOrder }[] = [];
  let isOpen = false;
  // What a session held since it converted; the rest of another session stays where it is.
  let tail: { at: number; session: unknown }[] = [];
  for (const one of own) {
    const session = sessionOf.get(one.id);
    const order = [...orders.values()].find(({ by }) => by === one.id);
    const last = journeys.at(-1);
    if (!isOpen) {
      const isRest = last?.sessions.has(session) ?? false;
      if (isRest && !order) {
        tail.push({ at: one.at, session });
        continue;
      }
      const opened = tail.find((rest) => isRest && rest.session === session)?.at ?? one.at;
      journeys.push({ opened, sessions: new Set([session]) });
      isOpen = true;
    }
    const current = journeys.at(-1);
    current?.sessions.add(session);
    if (order && current) {
      current.order = order;
      isOpen = false;
      tail = [];
    }
  }
  return journeys.map(({ opened, sessions, order }) => ({
    customer,
    opened_at: iso(opened),
    closed_at: order ? iso(order.at) : null,
    outcome: order ? 'converted' : 'open',
    sessions: sessions.size,
    value: order ? `${order.value}.00` : null,
    order: order?.id ?? null,
  }));
}

/** Number of the session of each happening: where a device changes hands, the next begins. */
function sessionsOf(
  inOrder: readonly Happening[],
  owner: (one: Happening) => string,
): Map<string, number> {
  const sessions = new Map<string, number>();
  const last = new Map<string, { at: number; session: number; owner: string }>();
  let many = 0;
  for (const one of inOrder) {
    const { id, visitor, at } = one;
    const before = last.get(visitor);
    const goesOn = before && at - before.at <= 30 * 60 * 1000 && before.owner === owner(one);
    const session = goesOn ? before.session : ++many;
    last.set(visitor, { at, session, owner: owner(one) });
    sessions.set(id, session);
  }
  return sessions;
}

/** An order is at its first telling, and worth what that says. */
function ordersOf(inOrder: readonly Happening[]): Map<string, NaiveOrder> {
  const orders = new Map<string, NaiveOrder>();
  const told = inOrder.filter((one) => one.order !== undefined);
  told.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  for (const { order: id = '', visitor, at, value = 0, id: by } of told) {
    if (!orders.has(id)) orders.set(id, { id, visitor, at, value, by });
  }
  return orders;
}

function compareIds(a: string, b: string): number {
  const [loadA = '', seqA] = a.split('.');
  const [loadB = '', seqB] = b.split('.');
  return loadA === loadB ? Number(seqA) - Number(seqB) : loadA < loadB ? -1 : 1;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
