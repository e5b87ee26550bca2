import { productOf, type GlazeId, type Product } from '../catalogue.ts';
import { drawingPath } from '../draw/draw.ts';
import { oneOf, worth, type Line } from '../item.ts';
import { change } from './cart.ts';
import { onSubmit, one, the, valueOf } from './page.ts';
import { track } from './tag.ts';

export function showProduct(): void {
  const product = productOf(one('[data-product]').dataset['product'] ?? '');
  if (!product) return;
  track('view_item', worth([oneOf(product)]));
  const form = the(HTMLFormElement, '[data-add-form]');
  form.addEventListener('change', () => showGlaze(product, lineOf(product, form).glaze));
  onSubmit(form, () => {
    const line = lineOf(product, form);
    change(product, line.glaze, line.quantity);
    track('add_to_cart', worth([line]));
    one('[data-said]').textContent = `In your cart: ${line.quantity} × ${product.name}.`;
  });
}

function lineOf(product: Product, form: HTMLFormElement): Line {
  const glaze = product.glazes.find((each) => each === valueOf(form, 'glaze'));
  const quantity = Math.max(1, Math.round(Number(valueOf(form, 'quantity')) || 1));
  return { product, glaze: glaze ?? oneOf(product).glaze, quantity };
}

function showGlaze(product: Product, glaze: GlazeId): void {
  the(HTMLImageElement, '[data-drawing]').src = drawingPath(product.id, glaze);
  one('[data-tile]').className = `tile ${glaze}`;
}
