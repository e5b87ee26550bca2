import { toCurrency, toMinor, type Json } from '../../schema/index.ts';
import type { Event } from '../stitch/event.ts';
import { textOf } from './kinds.ts';
import { worthOf } from './site-rules.ts';

/** A product as an event puts it into a cart, or takes it out. */
export interface CartLine {
  product: string;
  quantity: number;
  currency: string;
  /** Minor units of all pieces; undefined: not stated. */
  minor: number | undefined;
}

type Told = Pick<Event, 'props'>;

/** Stands for what an event does not name. */
const UNNAMED = '';

/** The items of an event; where it lists none, the event as a whole, if `orWhole`. */
export function linesOf(event: Told, siteCurrency: string, orWhole: boolean): CartLine[] {
  const currency = toCurrency(event.props?.['currency']) ?? siteCurrency;
  const lines = itemsOf(event).map((item): CartLine => {
    const pieces = Number(item['quantity'] ?? 1);
    const quantity = Number.isFinite(pieces) && pieces > 0 ? pieces : 1;
    const price = toMinor(item['price'] ?? null, currency);
    const minor = price.ok ? Math.round(price.minor * quantity) : undefined;
    return { product: productOf(item), quantity, currency, minor };
  });
  if (lines.length > 0 || !orWhole) return lines;
  const worth = worthOf(event, siteCurrency);
  return [{ product: UNNAMED, quantity: 1, currency, minor: worth?.minor }];
}

/** Products an order names; empty where it names none. */
export function productsOf(event: Told): Set<string> {
  return new Set(itemsOf(event).map(productOf));
}

function productOf(item: { [key: string]: Json }): string {
  return textOf(item['item_id']) ?? textOf(item['item_name']) ?? UNNAMED;
}

function itemsOf(event: Told): { [key: string]: Json }[] {
  const items = event.props?.['items'];
  if (!Array.isArray(items)) return [];
  return items.flatMap((item) =>
    item !== null && typeof item === 'object' && !Array.isArray(item) ? [item] : [],
  );
}
