import { ARTICLES } from '../articles.ts';
import { CATEGORY_IDS, PRODUCTS } from '../catalogue.ts';
import { signIn, support } from './account.ts';
import { cart, checkout, thanks } from './checkout.ts';
import { article, journal } from './journal.ts';
import type { Page } from './layout.ts';
import { category, home, search } from './lists.ts';
import { product } from './product.ts';

/** Every page of the shop. */
export function allPages(): readonly Page[] {
  return [
    home(),
    ...CATEGORY_IDS.map(category),
    search(),
    ...PRODUCTS.map(product),
    cart(),
    checkout('address'),
    checkout('shipping'),
    checkout('payment'),
    thanks(),
    signIn(),
    journal(),
    ...ARTICLES.map(article),
    support(),
  ];
}
