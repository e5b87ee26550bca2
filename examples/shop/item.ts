import type { Properties } from '../../schema/index.ts';
import { CATEGORIES, CURRENCY, GLAZES, type GlazeId, type Product } from './catalogue.ts';
import { amount } from './money.ts';

/** A product in a glaze, and how many of it. */
export interface Line {
  product: Product;
  glaze: GlazeId;
  quantity: number;
}

/** One of a product, in the glaze it is shown in first. */
export function oneOf(product: Product): Line {
  return { product, glaze: product.glazes[0] ?? 'sand', quantity: 1 };
}

/** A line as GA4 describes an item. */
export function itemOf({ product, glaze, quantity }: Line): Properties {
  return {
    item_id: product.id,
    item_name: product.name,
    item_category: CATEGORIES[product.category],
    item_variant: GLAZES[glaze],
    price: amount(product.price),
    quantity,
  };
}

/** What all of GA4's cart events say: items, and what they cost together. */
export function worth(lines: readonly Line[], discount = 0): Properties {
  return {
    currency: CURRENCY,
    value: amount(totalOf(lines) - discount),
    items: lines.map(itemOf),
  };
}

/** Cents. */
export function totalOf(lines: readonly Line[]): number {
  return lines.reduce((sum, { product, quantity }) => sum + product.price * quantity, 0);
}

/** A list as `view_item_list` describes it; its prices are per item, so it has no value of its own. */
export function listed(name: string, products: readonly Product[]): Properties {
  return {
    item_list_name: name,
    items: products.map((product, index) => ({ ...itemOf(oneOf(product)), index })),
  };
}
