import { productOf, productsFor } from '../catalogue.ts';
import { html } from '../html.ts';
import { listed, oneOf } from '../item.ts';
import { card } from '../pages/card.ts';
import { change } from './cart.ts';
import { fill, one, the } from './page.ts';
import { track } from './tag.ts';

/** Says which products the page lists. */
export function showList(): void {
  const list = document.querySelector<HTMLElement>('[data-list]');
  const buttons = [...(list?.querySelectorAll<HTMLElement>('[data-add]') ?? [])];
  const products = buttons.flatMap(({ dataset }) => productOf(dataset['add'] ?? '') ?? []);
  if (products.length > 0) track('view_item_list', listed(list?.dataset['list'] ?? '', products));
}

/** Cards' buttons work on every page. They are tracked by their attributes, so not from here. */
export function watchCards(): void {
  document.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest<HTMLElement>('[data-add]') : null;
    const product = productOf(button?.dataset['add'] ?? '');
    if (!button || !product) return;
    change(product, oneOf(product).glaze, 1);
    button.textContent = 'Added';
    setTimeout(() => (button.textContent = 'Add to cart'), 1500);
  });
}

export function showSearch(): void {
  const question = (new URLSearchParams(location.search).get('q') ?? '').trim();
  if (!question) return;
  const found = productsFor(question);
  one('[data-question]').textContent = `“${question}”`;
  one('[data-found]').textContent = foundText(found.length);
  fill(one('[data-results]'), html`${found.map(card)}`);
  the(HTMLInputElement, '.find input').value = question;
  track('search', { search_term: question, results: found.length });
  showList();
}

function foundText(count: number): string {
  if (count === 0) return 'Nothing. Try “coffee”, “bowl” or “vase”.';
  return count === 1 ? 'One thing.' : `${count} things.`;
}
