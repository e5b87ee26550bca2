import { worth, type Line } from '../shop/item.ts';
import { COUPON, PAYMENT, purchaseOf, SHIPPING, sumsOf, type Order } from '../shop/order.ts';
import { PATHS } from '../shop/paths.ts';
import { clickInVain } from './in-vain.ts';
import type { Visit } from './visit.ts';

const APPLY = 'button#apply-coupon';

/** The checkout's three steps, with what makes people stop at each. */
export function buy({ chance, tab, person, device }: Visit, lines: readonly Line[]): void {
  tab.click({ text: 'Checkout', selector: 'div>p:3>a', href: PATHS.checkout });
  tab.load(PATHS.checkout, 'Checkout');
  tab.record('begin_checkout', worth(lines));
  tab.wait(45_000);
  if (chance.is(0.17)) return;
  tab.click({ text: 'On to shipping', selector: 'section>div>form>button' });
  tab.push(PATHS.shipping, 'Shipping');
  tab.wait(12_000);
  const shipping = chance.is(0.22) ? 'express' : 'standard';
  if (chance.is(0.09)) return;
  tab.record('add_shipping_info', { ...worth(lines), shipping_tier: SHIPPING[shipping].name });
  tab.push(PATHS.payment, 'Payment');
  tab.wait(20_000);

  const couponed = chance.is(0.38);
  const gaveUp = couponed && device.kind === 'mobile';
  // The shop's planted flaw (checkout.ts): on narrow screens the coupon's button does nothing.
  if (gaveUp) clickInVain(tab, { text: 'Apply', selector: APPLY, reacts: true });
  else if (couponed) {
    tab.click({ text: 'Apply', selector: APPLY });
    tab.record('coupon_applied', { coupon: COUPON.code });
  }
  if (chance.is(gaveUp ? 0.55 : 0.2)) return;

  const payment = chance.weighed([['card', 45], ['paypal', 40], ['invoice', 15]] as const); // prettier-ignore
  const coupon = couponed && !gaveUp ? { coupon: COUPON.code } : {};
  const id = `M-${Math.floor(tab.at / 1000).toString(36)}-${chance.between(36 ** 4, 36 ** 5 - 1).toString(36)}`;
  const order: Order = { id: id.toUpperCase(), lines, shipping, payment, ...coupon };
  tab.wait(18_000);
  tab.click({ text: 'Buy now', selector: 'form>div:2>button' });
  tab.record('add_payment_info', {
    ...worth(lines, sumsOf(order).discount),
    payment_type: PAYMENT[payment],
  });
  tab.wait(800);
  tab.load(PATHS.thanks, 'Thank you');
  tab.record('purchase', purchaseOf(order));
  person.orders++;
  person.carts.delete(device.visitor);
  tab.wait(12_000);
  // Somebody always reloads the page to look at the number again.
  if (!chance.is(0.06)) return;
  tab.load(PATHS.thanks, 'Thank you');
  tab.record('purchase', purchaseOf(order));
}
