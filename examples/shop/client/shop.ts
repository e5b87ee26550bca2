import { showAccount, showSignIn } from './account.ts';
import { showCart } from './cart-page.ts';
import { showCount } from './cart.ts';
import { showCheckout } from './checkout.ts';
import { showList, showSearch, watchCards } from './list.ts';
import { showProduct } from './product.ts';
import { showSupport } from './support.ts';
import { showThanks } from './thanks.ts';

/** What each kind of page (pages/layout.ts) does beside what all of them do. */
const PAGES: Readonly<Record<string, () => void>> = {
  list: showList,
  article: showList,
  search: showSearch,
  product: showProduct,
  cart: showCart,
  checkout: showCheckout,
  thanks: showThanks,
  'sign-in': showSignIn,
  support: showSupport,
};

showCount();
showAccount();
watchCards();
PAGES[document.body.dataset['page'] ?? '']?.();
