import { worth } from '../item.ts';
import {
  COUPON,
  PAYMENT,
  SHIPPING,
  sumsOf,
  type Order,
  type Payment,
  type Shipping,
} from '../order.ts';
import { PATHS, titleOf } from '../paths.ts';
import { signedIn } from './account.ts';
import { cartLines, emptyCart, keptOf } from './cart.ts';
import { recall, remember } from './memory.ts';
import { fill, onSubmit, one, the, valueOf } from './page.ts';
import { summary } from './summary.ts';
import { track } from './tag.ts';

const STEPS = ['address', 'shipping', 'payment'] as const;
type Step = (typeof STEPS)[number];
const PLACES: Readonly<Record<Step, { path: string; title: string }>> = {
  address: { path: PATHS.checkout, title: 'Checkout' },
  shipping: { path: PATHS.shipping, title: 'Shipping' },
  payment: { path: PATHS.payment, title: 'Payment' },
};

/** Three steps in one document: going on changes the address without loading a page. */
export function showCheckout(): void {
  if (cartLines().length === 0) return location.replace(PATHS.cart);
  showStep();
  addEventListener('popstate', showStep);
  if (stepNow() === 'address') track('begin_checkout', worth(cartLines()));
  prefill();
  onSubmit(formOf('address'), () => goTo('shipping'));
  onSubmit(formOf('shipping'), () => {
    remember('shipping', valueOf(formOf('shipping'), 'shipping'));
    track('add_shipping_info', { ...worth(cartLines()), shipping_tier: SHIPPING[shipping()].name });
    goTo('payment');
  });
  onSubmit(formOf('payment'), buy);
  for (const link of document.querySelectorAll<HTMLAnchorElement>('[data-back]')) {
    link.addEventListener('click', (event) => {
      event.preventDefault();
      history.back();
    });
  }
  watchCoupon();
}

function formOf(step: Step): HTMLFormElement {
  return the(HTMLFormElement, `[data-form="${step}"]`);
}

function stepNow(): Step {
  return STEPS.find((step) => PLACES[step].path === location.pathname) ?? 'address';
}

function goTo(step: Step): void {
  history.pushState(null, '', PLACES[step].path);
  showStep();
  scrollTo(0, 0);
}

function showStep(): void {
  const now = stepNow();
  document.title = titleOf(PLACES[now].title);
  for (const step of STEPS) {
    formOf(step).hidden = step !== now;
    one(`[data-step="${step}"]`).toggleAttribute('data-now', step === now);
  }
  showSummary();
}

function showSummary(): void {
  const coupon = couponNow();
  fill(one('[data-summary]'), summary({ lines: cartLines(), shipping: shipping(), ...coupon }));
}

function prefill(): void {
  const known = signedIn();
  const { elements } = formOf('address');
  for (const name of ['email', 'name'] as const) {
    const field = elements.namedItem(name);
    if (field instanceof HTMLInputElement && known) field.value = known[name];
  }
  formOf('shipping').addEventListener('change', () => {
    remember('shipping', valueOf(formOf('shipping'), 'shipping'));
    showSummary();
  });
}

function shipping(): Shipping {
  return recall('shipping') === 'express' ? 'express' : 'standard';
}

function couponNow(): { coupon?: string } {
  return recall('coupon') === COUPON.code ? { coupon: COUPON.code } : {};
}

/**
 * The shop's one planted flaw: on narrow screens nobody listens to the button, so that there is a
 * place where people click in vain. The generated traffic does the same.
 */
function watchCoupon(): void {
  if (matchMedia('(max-width: 700px)').matches) return;
  one('[data-apply]').addEventListener('click', () => {
    const code = valueOf(formOf('payment'), 'coupon').toUpperCase();
    const fits = code === COUPON.code;
    remember('coupon', fits ? code : null);
    one('[data-form="payment"] [data-said]').textContent = fits
      ? 'Ten per cent off.'
      : 'That is none of our coupons.';
    track(fits ? 'coupon_applied' : 'coupon_denied', { coupon: code.slice(0, 20) });
    showSummary();
  });
}

function buy(): void {
  const chosen = valueOf(formOf('payment'), 'payment');
  const payment: Payment = chosen === 'paypal' || chosen === 'invoice' ? chosen : 'card';
  const bought = { lines: cartLines(), shipping: shipping(), ...couponNow() };
  const order: Order = { id: orderId(), payment, ...bought };
  track('add_payment_info', {
    ...worth(order.lines, sumsOf(order).discount),
    payment_type: PAYMENT[payment],
  });
  remember('order', { ...order, lines: keptOf(order.lines) });
  emptyCart();
  remember('coupon', null);
  location.assign(PATHS.thanks);
}

/** A number nobody else has: the second, and five letters by chance. */
function orderId(): string {
  const chance = Math.floor(Math.random() * 36 ** 5)
    .toString(36)
    .padStart(5, '0');
  return `M-${Math.floor(Date.now() / 1000).toString(36)}-${chance}`.toUpperCase();
}
