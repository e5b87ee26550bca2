import { GLAZES } from '../catalogue.ts';
import { drawingPath } from '../draw/draw.ts';
import { html, type Html } from '../html.ts';
import { totalOf, worth, type Line } from '../item.ts';
import { shown } from '../money.ts';
import { FREE_FROM } from '../order.ts';
import { PATHS, productPath } from '../paths.ts';
import { cartLines, change } from './cart.ts';
import { fill, one } from './page.ts';
import { track } from './tag.ts';

export function showCart(): void {
  const place = one('[data-cart]');
  render(place);
  track('view_cart', worth(cartLines()));
  place.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest('[data-by]') : null;
    if (!(button instanceof HTMLElement)) return;
    const line = cartLines()[Number(button.dataset['line'])];
    if (!line) return;
    alter(line, button.dataset['by'] === 'all' ? -line.quantity : Number(button.dataset['by']));
    render(place);
  });
}

function alter(line: Line, by: number): void {
  change(line.product, line.glaze, by);
  const name = by > 0 ? 'add_to_cart' : 'remove_from_cart';
  track(name, worth([{ ...line, quantity: Math.abs(by) }]));
}

function render(place: Element): void {
  const lines = cartLines();
  if (lines.length === 0) {
    fill(
      place,
      html`<p class="lead">Nothing in it yet.</p>
        <p><a class="button" href="${PATHS.home}">Look around</a></p>`,
    );
    return;
  }
  const total = totalOf(lines);
  const missing = FREE_FROM - total;
  fill(
    place,
    html`<ul class="lines">
        ${lines.map(row)}
      </ul>
      <p class="sum"><span>Goods</span><strong>${shown(total)}</strong></p>
      <p class="quiet">
        ${missing > 0 ? `${shown(missing)} more and standard shipping is free.` : 'Standard shipping is free.'}
      </p>
      <p class="row">
        <a class="button" href="${PATHS.checkout}">Checkout</a
        ><a href="${PATHS.home}">Keep looking</a>
      </p>`,
  );
}

function row({ product, glaze, quantity }: Line, index: number): Html {
  const { id, name, price } = product;
  return html`<li>
    <a class="tile ${glaze}" href="${productPath(id)}"
      ><img src="${drawingPath(id, glaze)}" alt="" width="96" height="96"
    /></a>
    <div>
      <h2><a href="${productPath(id)}">${name}</a></h2>
      <p class="quiet">${GLAZES[glaze]}, ${shown(price)}</p>
      <p class="stepper">
        <button
          type="button"
          class="round"
          data-line="${index}"
          data-by="-1"
          aria-label="One ${name} less"
        >
          −</button
        ><span>${quantity}</span
        ><button
          type="button"
          class="round"
          data-line="${index}"
          data-by="1"
          aria-label="One ${name} more"
        >
          +
        </button>
        <button
          type="button"
          class="link"
          data-line="${index}"
          data-by="all"
          aria-label="Remove ${name}"
        >
          Remove
        </button>
      </p>
    </div>
    <strong class="price">${shown(price * quantity)}</strong>
  </li>`;
}
