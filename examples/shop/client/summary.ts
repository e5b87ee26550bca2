import { GLAZES } from '../catalogue.ts';
import { drawingPath } from '../draw/draw.ts';
import { html, type Html } from '../html.ts';
import { shown } from '../money.ts';
import { sumsOf, type Order } from '../order.ts';

/** What is bought and what it costs, beside the checkout and below the thanks. */
export function summary(order: Pick<Order, 'lines' | 'shipping' | 'coupon'>): Html {
  const { goods, discount, shipping, total, tax } = sumsOf(order);
  return html`<ul class="brief">
      ${order.lines.map(
        ({ product, glaze, quantity }) =>
          html`<li>
            <span class="tile ${glaze}"
              ><img src="${drawingPath(product.id, glaze)}" alt="" width="56" height="56" /></span
            ><span
              >${quantity} × ${product.name}<br /><span class="quiet">${GLAZES[glaze]}</span></span
            ><span>${shown(product.price * quantity)}</span>
          </li>`,
      )}
    </ul>
    <dl class="sums">
      <dt>Goods</dt>
      <dd>${shown(goods)}</dd>
      ${
        discount > 0 &&
        html`<dt>Coupon</dt>
          <dd>−${shown(discount)}</dd>`
      }
      <dt>Shipping</dt>
      <dd>${shipping > 0 ? shown(shipping) : 'free'}</dd>
      <dt class="all">To pay</dt>
      <dd class="all">${shown(total)}</dd>
    </dl>
    <p class="quiet">Includes ${shown(tax)} of tax.</p>`;
}
