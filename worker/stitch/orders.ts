import { EVENT, toCurrency, toMinor, type Json, type Properties } from '../../schema/index.ts';
import { canonical } from './canonical.ts';
import { isCookieless } from './cookieless-id.ts';
import type { Event, Line } from './event.ts';

/** Bits of `orders.flags`. */
export const ORDER = {
  /** A purchase was seen, not only refunds. */
  purchased: 1,
  /** A server key or an import vouches for its value. */
  verified: 2,
  /** Its copies state different values or currencies. */
  disagree: 4,
  demo: 8,
  /** More copies came than are kept. */
  more: 16,
  /** Every copy came from a bot. */
  bot: 32,
  /** Refunds came to more than the order: counted up to its value. */
  overRefunded: 64,
} as const;

/** Copies of one order that are kept: a thank-you page may be reloaded for ever. */
const COPIES = 64;

/** One event that speaks of an order. */
export interface OrderCopy {
  /** Id of the event. */
  id: string;
  at: number;
  kind: 'purchase' | 'refund';
  visitor?: string;
  user?: string;
  currency: string;
  /** Minor units as stated; absent: not stated. */
  value?: number;
  /** Minor units of its items; absent: it has none. */
  items?: number;
  verified?: true;
  demo?: true;
  bot?: true;
  /** Copies of the event said different things: the session may keep another one than the order does. */
  mixed?: true;
}

export interface Order {
  id: string;
  at: number;
  visitor: string;
  user: string;
  currency: string;
  value: number;
  refunded: number;
  flags: number;
  /** In order of time and id. */
  copies: OrderCopy[];
}

/** What the events of a request say of orders, by order id. */
export function orderCopies(
  lines: readonly Line[],
  siteCurrency: string,
): Map<string, OrderCopy[]> {
  const orders = new Map<string, OrderCopy[]>();
  for (const line of lines) {
    for (const event of line.events) {
      const id = orderIdOf(event);
      if (id === undefined) continue;
      const copies = orders.get(id) ?? [];
      copies.push(copyOf(event, line, siteCurrency));
      orders.set(id, copies);
    }
  }
  return orders;
}

/**
 * The order an event speaks of, if it does. A purchase that names none is an order of its own, which
 * nothing protects from being told twice; a refund that names none is of no order.
 */
export function orderIdOf(event: Event): string | undefined {
  if (event.name !== EVENT.purchase && event.name !== EVENT.refund) return undefined;
  const own = event.name === EVENT.purchase ? `event:${event.id}` : undefined;
  return namedOrder(event.props) ?? own;
}

/** The order that a purchase or a refund names. */
export function namedOrder(props: Properties | undefined): string | undefined {
  const id = props?.['transaction_id'];
  if (typeof id === 'number') return String(id);
  return typeof id === 'string' && id.trim() !== '' ? id.trim() : undefined;
}

/** What an event says of its order; `siteCurrency` holds where it states none. */
export function copyOf(event: Event, line: Line, siteCurrency: string): OrderCopy {
  const props = event.props ?? {};
  const currency = toCurrency(props['currency']) ?? siteCurrency;
  const copy: OrderCopy = {
    id: event.id,
    at: event.at,
    kind: event.name === EVENT.refund ? 'refund' : 'purchase',
    currency,
  };
  const user = event.user ?? line.user;
  if (line.visitor !== undefined) copy.visitor = line.visitor;
  if (user !== undefined) copy.user = user;
  const value = minorOf(props['value'], currency);
  if (value !== undefined) copy.value = value;
  const items = itemsTotal(props, currency);
  if (items !== undefined) copy.items = items;
  if (event.context.by !== undefined) copy.verified = true;
  if (event.context.demo) copy.demo = true;
  if (event.context.bot !== undefined) copy.bot = true;
  return copy;
}

/** Unit price times quantity over all items; undefined where no item has a price. */
function itemsTotal(props: Properties, currency: string): number | undefined {
  const items = props['items'];
  if (!Array.isArray(items)) return undefined;
  let total: number | undefined;
  for (const item of items) {
    if (item === null || typeof item !== 'object' || Array.isArray(item)) continue;
    const price = minorOf(item['price'], currency);
    if (price === undefined) continue;
    const quantity = Number(item['quantity'] ?? 1);
    total = (total ?? 0) + Math.round(price * (Number.isFinite(quantity) ? quantity : 1));
  }
  return total;
}

function minorOf(amount: Json | undefined, currency: string): number | undefined {
  if (amount === undefined || amount === null) return undefined;
  const parsed = toMinor(amount, currency);
  return parsed.ok ? parsed.minor : undefined;
}

/** An order from all that is known of it, free of the order of arrival (design.md, Orders and money). */
export function mergeOrder(
  id: string,
  stored: { copies: readonly OrderCopy[]; flags: number },
  incoming: readonly OrderCopy[],
): Order {
  const all = joinCopies([...stored.copies, ...incoming]);
  const copies = mostTelling(all);
  const told = tellingOf(copies);
  const purchases = told.filter((copy) => copy.kind === 'purchase');
  const refunds = told.filter((copy) => copy.kind === 'refund');
  const stated = valueOf(purchases);
  const value = stated?.amount ?? 0;
  const currency = stated?.copy.currency ?? '';
  const claimed = refunds.reduce((sum, refund) => sum + refundOf(refund, value), 0);
  return {
    id,
    at: (purchases[0] ?? told[0])?.at ?? 0,
    visitor: namingCopy(copies)?.visitor ?? '',
    user: namingOf(told).find(namesUser)?.user ?? '',
    currency,
    value,
    refunded: Math.min(claimed, value),
    flags: flagsOf(
      purchases,
      copies,
      (stored.flags & ORDER.more) > 0 || all.length > COPIES,
      claimed > value,
    ),
    copies,
  };
}

/**
 * The copy that tells whose order it is, if one names a visitor: the order is whose that event is. What was
 * done in a visit that is nobody's tells it where no other does.
 */
export function namingCopy(copies: readonly OrderCopy[]): OrderCopy | undefined {
  const naming = namingOf(tellingOf(copies)).filter((copy) => copy.visitor);
  return naming.find(({ visitor = '' }) => !isCookieless(visitor)) ?? naming[0];
}

/** Whoever is named in a visit that is nobody's is not whose the visit is. */
function namesUser({ user = '', visitor = '' }: OrderCopy): boolean {
  return user !== '' && !isCookieless(visitor);
}

/** What a bot says of an order counts where nobody else speaks of it. */
function tellingOf(copies: readonly OrderCopy[]): readonly OrderCopy[] {
  const told = copies.filter((copy) => !copy.bot);
  return told.length === 0 ? copies : told;
}

/** Who sends a purchase back is not always who made it. */
function namingOf(told: readonly OrderCopy[]): readonly OrderCopy[] {
  const purchases = told.filter((copy) => copy.kind === 'purchase');
  return purchases.some((copy) => copy.visitor ?? copy.user) ? purchases : told;
}

function inTime(a: OrderCopy, b: OrderCopy): number {
  return a.at - b.at || (a.id < b.id ? -1 : 1);
}

/** What is kept of too many copies: bots' last, of the others the server's first, then the earliest. */
function mostTelling(copies: OrderCopy[]): OrderCopy[] {
  if (copies.length <= COPIES) return copies;
  return copies
    .toSorted(
      (a, b) =>
        Number(a.bot ?? 0) - Number(b.bot ?? 0) ||
        Number(b.verified ?? 0) - Number(a.verified ?? 0) ||
        inTime(a, b),
    )
    .slice(0, COPIES)
    .sort(inTime);
}

/** Copies by time and id, one an event. */
export function joinCopies(copies: readonly OrderCopy[]): OrderCopy[] {
  const byId = new Map<string, OrderCopy>();
  for (const copy of copies) {
    const known = byId.get(copy.id);
    if (known === undefined) {
      byId.set(copy.id, copy);
      continue;
    }
    const at = Math.min(known.at, copy.at);
    const [left, right] = [textOf(known), textOf(copy)];
    const mixed = left !== right || known.mixed || copy.mixed;
    byId.set(copy.id, { ...(right < left ? copy : known), at, ...(mixed && { mixed }) });
  }
  return [...byId.values()].sort(inTime);
}

function textOf(copy: OrderCopy): string {
  const { mixed: _, ...said } = copy;
  return canonical({ ...said, at: 0 });
}

/** The server's word, else the earliest copy that states a value, else the earliest sum of items. */
function valueOf(purchases: readonly OrderCopy[]): { copy: OrderCopy; amount: number } | undefined {
  const stating =
    purchases.find((copy) => copy.verified && copy.value !== undefined) ??
    purchases.find((copy) => copy.value !== undefined);
  if (stating?.value !== undefined) return { copy: stating, amount: stating.value };
  const listing = purchases.find((copy) => copy.items !== undefined);
  if (listing?.items !== undefined) return { copy: listing, amount: listing.items };
  const [first] = purchases;
  return first && { copy: first, amount: 0 };
}

/** A refund that names neither value nor items is of the whole order (GA4). */
export function refundOf(refund: OrderCopy, orderValue: number): number {
  return Math.abs(refund.value ?? refund.items ?? orderValue);
}

function flagsOf(
  purchases: readonly OrderCopy[],
  copies: readonly OrderCopy[],
  more: boolean,
  overRefunded: boolean,
): number {
  const stated = purchases.filter((copy) => copy.value !== undefined);
  const disagree = stated.some(
    (copy) => copy.value !== stated[0]?.value || copy.currency !== stated[0]?.currency,
  );
  return (
    (purchases.length > 0 ? ORDER.purchased : 0) |
    (purchases.some((copy) => copy.verified) ? ORDER.verified : 0) |
    (disagree ? ORDER.disagree : 0) |
    (copies.some((copy) => copy.demo) ? ORDER.demo : 0) |
    (more ? ORDER.more : 0) |
    (copies.every((copy) => copy.bot) ? ORDER.bot : 0) |
    (overRefunded && purchases.length > 0 ? ORDER.overRefunded : 0)
  );
}
