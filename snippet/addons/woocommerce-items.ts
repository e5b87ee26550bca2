import { decimalOf } from './json-ld.ts';

/** A product or a line of the cart, as WooCommerce's Store API has it. */
export interface StoreProduct {
  id: number | string;
  sku?: string;
  name?: string;
  prices?: {
    /** In minor units. */
    price: string;
    currency_minor_unit: number;
    currency_code: string;
  };
}

interface Item {
  [name: string]: unknown;
  item_id: string;
  item_name?: string;
  price?: string;
  quantity?: number;
}

export const productOf = ({ id, sku, name, prices }: StoreProduct): Item => ({
  item_id: sku || String(id),
  ...(name && { item_name: plain(name) }),
  ...(prices && { price: decimal(prices.price, prices.currency_minor_unit) }),
});

/** What the page around a button, a product's form or a line of the cart says of the product. */
export const cardOf = (element: Element): Item | undefined => {
  const { product_sku: sku, product_id: id, quantity } = (element as HTMLElement).dataset;
  const card = element.closest('.product,.cart_item,.mini_cart_item,.wc-block-grid__product');
  const text = (selector: string): string | undefined =>
    card?.querySelector(selector)?.textContent.trim() || undefined;
  const isForm = element.matches('form');
  const known = sku || id || (isForm && text('.sku'));
  if (!known && !isForm) return undefined;
  const name = text(
    '.woocommerce-loop-product__title,.product_title,.wc-block-grid__product-title,.wp-block-post-title,' +
      '.product-name a,a:not(.remove):not(.button)',
  );
  // Of a reduced price, the new one; of a product's page, not those of products beside it.
  const price = decimalOf(text('.price ins .amount') ?? text('.price .amount,.amount'));
  return {
    ...(known && { item_id: known }),
    ...(name && { item_name: name }),
    ...(price && { price }),
    quantity: Number(quantity ?? 1) || 1,
  } as Item;
};

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Names come as HTML. A parser would be a way in, and is closed where Trusted Types are required. */
const plain = (html: string): string =>
  html
    .replace(/<[^>]*>/g, '')
    .replace(/&#(\d{1,6});/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&(\w+);/g, (entity, name: string) => named[name] ?? entity);

const decimal = (minor: string, digits: number): string => {
  const padded = minor.padStart(digits + 1, '0');
  const at = padded.length - digits;
  return digits > 0 ? `${padded.slice(0, at)}.${padded.slice(at)}` : padded;
};
