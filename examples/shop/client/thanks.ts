import { html } from '../html.ts';
import { purchaseOf, SHIPPING, type Order } from '../order.ts';
import { PATHS } from '../paths.ts';
import { linesOf } from './cart.ts';
import { recall } from './memory.ts';
import { fill, one } from './page.ts';
import { summary } from './summary.ts';
import { track } from './tag.ts';

/**
 * As most shops do, it says `purchase` each time it is shown, so a reload says it again. The order's
 * id makes it one order.
 */
export function showThanks(): void {
  const order = bought();
  if (!order) return;
  track('purchase', purchaseOf(order));
  fill(
    one('[data-order]'),
    html`<h1>Thank you</h1>
      <p class="lead">
        Your order <strong>${order.id}</strong> is on its way to the packing table. It arrives
        ${order.shipping === 'express' ? 'tomorrow' : `in ${SHIPPING.standard.days}`}.
      </p>
      <div class="paper">${summary(order)}</div>
      <p class="row">
        <a class="button" href="${PATHS.home}">Back to the shop</a
        ><a href="${PATHS.journal}">Read something meanwhile</a>
      </p>`,
  );
}

function bought(): Order | undefined {
  const kept = recall('order') as (Partial<Order> & { lines?: unknown }) | null;
  if (typeof kept?.id !== 'string') return undefined;
  const { id, coupon, payment = 'card', shipping = 'standard' } = kept;
  const lines = linesOf(kept.lines);
  return { id, lines, payment, shipping, ...(coupon !== undefined && { coupon }) };
}
