import type { Addon } from './addon.ts';
import { timesInLayer } from './data-layer-names.ts';
import { cardOf, productOf, type StoreProduct } from './woocommerce-items.ts';

/** Plugins tell the data layer of the same click within this time, ms. */
const patience = 300;
/** WooCommerce tells of one change in up to three ways, all within this time, ms. */
const oneChange = 2_000;

const ADD = 'add_to_cart';
const REMOVE = 'remove_from_cart';

/** What jQuery gives: an object that holds the button, or the button. */
type Button = Element | { 0?: Element } | undefined;
type Handler = (event: unknown, fragments?: unknown, hash?: unknown, button?: Button) => void;
interface Scripts {
  jQuery?: (target: Element) => { on(types: string, handle: Handler): void };
  wp?: { hooks?: { addAction(hook: string, space: string, handle: (facts: never) => void): void } };
}

/** Cart events of WooCommerce: its themes' jQuery events, its product forms, and its blocks. */
export const start: Addon['start'] = (track, on, _, [, config]) => {
  const waiting: [name: string, properties: object][] = [];
  const counted: Record<string, number> = {};
  const last: Record<string, { way: string; at: number }> = {};
  let timer: ReturnType<typeof setTimeout> | undefined;
  let clicked: Element | undefined;

  /** What the data layer said as well, the core has recorded. */
  const decide = (): void => {
    clearTimeout(timer);
    for (const [name, properties] of waiting.splice(0)) {
      const inLayer = timesInLayer(config, name);
      if (inLayer <= (counted[name] ?? 0)) track(name, properties);
      counted[name] = inLayer;
    }
  };
  /** The first way in which one change is told counts. */
  const tell = (
    name: string,
    way: string,
    item: Record<string, unknown>,
    currency?: string,
  ): void => {
    const key = `${name} ${String(item['item_id'])}`;
    const at = performance.now();
    const before = last[key];
    if (before && before.way !== way && at - before.at < oneChange) return;
    last[key] = { way, at };
    waiting.push([name, { ...(currency && { currency }), items: [item] }]);
    clearTimeout(timer);
    timer = setTimeout(decide, patience);
  };
  const tellButton = (name: string, way: string, button: Element | undefined): void => {
    const item = button && cardOf(button);
    if (item) tell(name, way, item);
  };

  for (const name of [ADD, REMOVE, 'begin_checkout']) counted[name] = timesInLayer(config, name);
  const { jQuery, wp } = window as unknown as Scripts;
  const body = jQuery?.(document.body);
  const elementOf = (button: Button): Element | undefined =>
    button instanceof Element ? button : button?.[0];
  body?.on('added_to_cart', (_event, _fragments, _hash, button) =>
    tellButton(ADD, 'theme', elementOf(button) ?? clicked),
  );
  body?.on('removed_from_cart', (_event, _fragments, _hash, button) =>
    tellButton(REMOVE, 'theme', elementOf(button) ?? clicked),
  );

  const hook = (action: string, handle: (facts: never) => void): void =>
    wp?.hooks?.addAction(`experimental__woocommerce_blocks-${action}`, 'sojourn', handle);
  const tellProduct =
    (name: string) =>
    ({ product, quantity = 1 }: { product: StoreProduct; quantity?: number }): void =>
      tell(name, 'hook', { ...productOf(product), quantity }, product.prices?.currency_code);
  hook('cart-add-item', tellProduct(ADD));
  hook('cart-remove-item', tellProduct(REMOVE));
  hook('checkout-render-checkout-form', ({ storeCart }: { storeCart: Cart }) => {
    const items = storeCart.cartItems.map((item) => ({
      ...productOf(item),
      quantity: item.quantity,
    }));
    const currency = storeCart.cartItems[0]?.prices?.currency_code;
    waiting.push(['begin_checkout', { ...(currency && { currency }), items }]);
    timer = setTimeout(decide, patience);
  });

  on('click', (event: MouseEvent) => {
    const element = event.composedPath()[0] as Element;
    clicked = element.closest('[data-product_id],.remove_from_cart_button') ?? clicked;
  });
  on('wc-blocks_added_to_cart', () => tellButton(ADD, 'block', clicked));
  on('wc-blocks_removed_from_cart', () => tellButton(REMOVE, 'block', clicked));
  // A product's own page posts a form and comes back as a new page.
  on('submit', ({ target, submitter }: SubmitEvent) => {
    const form = target as HTMLFormElement;
    if (!form.matches('form.cart')) return;
    const facts = new FormData(form, submitter);
    // Files aside, which a cart's form has none of, all values are text.
    const said = (name: string): string => (facts.get(name) ?? '') as string;
    const id = said('add-to-cart') || said('product_id');
    if (!id) return;
    const card = cardOf(form);
    const variant = said('variation_id');
    tell(ADD, 'form', {
      ...card,
      item_id: card?.item_id ?? id,
      ...(variant && { item_variant: variant }),
      quantity: Number(said('quantity') || 1),
    });
  });
  // The page that follows a form is the site's, and sends it.
  on('pagehide', decide);
};

interface Cart {
  cartItems: (StoreProduct & { quantity: number })[];
}
