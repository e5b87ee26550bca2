import { itemOf, totalOf, type Line } from './item.ts';
import type { Properties } from '../../schema/index.ts';
import { CURRENCY } from './catalogue.ts';
import { amount } from './money.ts';

export type Shipping = 'standard' | 'express';
export type Payment = 'card' | 'paypal' | 'invoice';

export const SHIPPING: Readonly<Record<Shipping, { name: string; price: number; days: string }>> = {
  standard: { name: 'Standard', price: 490, days: '3-5 days' },
  express: { name: 'Express', price: 990, days: 'tomorrow' },
};
export const PAYMENT: Readonly<Record<Payment, string>> = {
  card: 'Card',
  paypal: 'PayPal',
  invoice: 'Invoice, 14 days',
};

/** Cents of goods from which standard shipping is free. */
export const FREE_FROM = 8000;

/** The one coupon there is, and its share of the goods. */
export const COUPON = { code: 'MARL10', share: 0.1 } as const;

/** What somebody is about to buy, or has bought. */
export interface Order {
  id: string;
  lines: readonly Line[];
  shipping: Shipping;
  payment: Payment;
  coupon?: string;
}

/** All in cents. */
export interface Sums {
  goods: number;
  discount: number;
  shipping: number;
  /** What is to pay. */
  total: number;
  /** German value-added tax of 19 %, which the prices include. */
  tax: number;
}

export function sumsOf(order: Pick<Order, 'lines' | 'shipping' | 'coupon'>): Sums {
  const goods = totalOf(order.lines);
  const discount = order.coupon === COUPON.code ? Math.round(goods * COUPON.share) : 0;
  const isFree = order.shipping === 'standard' && goods - discount >= FREE_FROM;
  const shipping = isFree || goods === 0 ? 0 : SHIPPING[order.shipping].price;
  const total = goods - discount + shipping;
  return { goods, discount, shipping, total, tax: Math.round((total * 19) / 119) };
}

/** The order as `purchase` states it: its value is that of the goods, without shipping. */
export function purchaseOf(order: Order): Properties {
  const { goods, discount, shipping, tax } = sumsOf(order);
  return {
    transaction_id: order.id,
    currency: CURRENCY,
    value: amount(goods - discount),
    shipping: amount(shipping),
    tax: amount(tax),
    ...(order.coupon && { coupon: order.coupon }),
    items: order.lines.map(itemOf),
  };
}
