import { CATEGORIES, CURRENCY, GLAZES, type Product } from '../catalogue.ts';
import { drawingPath } from '../draw/draw.ts';
import { html, type Html } from '../html.ts';
import { oneOf } from '../item.ts';
import { amount, shown } from '../money.ts';
import { productPath } from '../paths.ts';

/** A product on a list. Its button tracks by attributes alone; the card holds the item's facts. */
export function card(product: Product): Html {
  const { glaze } = oneOf(product);
  const { id, name, price, line } = product;
  return html`<li
    class="card"
    data-sojourn-item_id="${id}"
    data-sojourn-item_name="${name}"
    data-sojourn-item_category="${CATEGORIES[product.category]}"
    data-sojourn-item_variant="${GLAZES[glaze]}"
    data-sojourn-price="${amount(price)}"
    data-sojourn-quantity="1"
  >
    <a class="tile ${glaze}" href="${productPath(id)}" tabindex="-1" aria-hidden="true"
      ><img src="${drawingPath(id, glaze)}" alt="" width="240" height="240" loading="lazy"
    /></a>
    <h3><a href="${productPath(id)}">${name}</a></h3>
    <p class="quiet">${line}</p>
    <div class="buy">
      <span class="price">${shown(price)}</span>
      <button
        type="button"
        class="small"
        data-add="${id}"
        aria-label="Add ${name} to cart"
        data-sojourn-event="add_to_cart"
        data-sojourn-currency="${CURRENCY}"
        data-sojourn-value="${amount(price)}"
      >
        Add to cart
      </button>
    </div>
  </li>`;
}

export function grid(products: readonly Product[]): Html {
  return html`<ul class="grid">
    ${products.map(card)}
  </ul>`;
}
