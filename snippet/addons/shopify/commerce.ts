/** A batch has room for so many items of one event. */
const itemsMax = 50;

export interface Money {
  amount?: number | string;
  currencyCode?: string;
}

export interface Variant {
  id?: string | null;
  sku?: string | null;
  title?: string | null;
  price?: Money;
  product?: { id?: string; title?: string; vendor?: string; type?: string };
}

export interface CartLine {
  quantity?: number;
  merchandise?: Variant;
  cost?: { totalAmount?: Money };
}

export interface Checkout {
  currencyCode?: string;
  token?: string;
  order?: { id?: string } | null;
  subtotalPrice?: Money;
  totalTax?: Money;
  shippingLine?: { price?: Money } | null;
  discountApplications?: { type?: string; title?: string }[];
  lineItems?: { quantity?: number; title?: string; variant?: Variant | null }[];
}

interface Named {
  name: string;
  properties: object;
}

/** GA4's `value`, which wants its currency beside it. */
export const totalOf = (money: Money | undefined): object =>
  money?.amount !== undefined && money.currencyCode
    ? { currency: money.currencyCode, value: money.amount }
    : {};

export const itemsOf = (
  variants: readonly (Variant | undefined)[] = [],
  quantities: readonly (number | undefined)[] = [],
): object[] =>
  variants.slice(0, itemsMax).flatMap((variant, i) => {
    if (!variant) return [];
    const { product, price, sku, id, title } = variant;
    return {
      item_id: sku || lastPart(product?.id) || lastPart(id ?? undefined),
      item_name: product?.title ?? title,
      item_brand: product?.vendor || undefined,
      item_category: product?.type || undefined,
      item_variant: title || undefined,
      price: price?.amount,
      quantity: quantities[i] ?? 1,
    };
  });

export const lineOf = (name: string, { merchandise, quantity, cost }: CartLine): Named => ({
  name,
  properties: {
    ...totalOf(cost?.totalAmount),
    items: itemsOf([merchandise], [quantity]),
  },
});

/** Who buys, and where it is sent to, is left out. */
export const checkoutOf = (name: string, checkout: Checkout): Named => {
  const { currencyCode, order, subtotalPrice, shippingLine, totalTax } = checkout;
  const lines = checkout.lineItems ?? [];
  const coupon = checkout.discountApplications?.find(({ type }) => type === 'DISCOUNT_CODE');
  return {
    name,
    properties: {
      currency: currencyCode,
      // Net of shipping and tax, as GA4 has it.
      value: subtotalPrice?.amount,
      transaction_id: name === 'purchase' ? lastPart(order?.id) || checkout.token : undefined,
      shipping: name === 'purchase' ? shippingLine?.price?.amount : undefined,
      tax: name === 'purchase' ? totalTax?.amount : undefined,
      coupon: coupon?.title,
      items: itemsOf(
        lines.map(({ variant, title }) => variant ?? { title: title ?? null }),
        lines.map(({ quantity }) => quantity),
      ),
    },
  };
};

/** Shopify's own pages and its API write one id in two ways: `gid://shopify/Order/7` and `7`. */
const lastPart = (id: string | undefined): string | undefined => id?.split('/').pop();
