import { html, type Html } from '../html.ts';
import { shown } from '../money.ts';
import { FREE_FROM, PAYMENT, SHIPPING, type Payment, type Shipping } from '../order.ts';
import { PATHS } from '../paths.ts';
import type { Page } from './layout.ts';

export function cart(): Page {
  return {
    path: PATHS.cart,
    title: 'Cart',
    kind: 'cart',
    about: 'What you are about to buy.',
    main: html`<section class="wrap narrow">
      <h1>Your cart</h1>
      <div data-cart><p class="quiet">Looking ...</p></div>
    </section>`,
  };
}

/** The three steps are one document: the script moves between them by `pushState`. */
export function checkout(step: 'address' | 'shipping' | 'payment'): Page {
  const [path, title] = {
    address: [PATHS.checkout, 'Checkout'] as const,
    shipping: [PATHS.shipping, 'Shipping'] as const,
    payment: [PATHS.payment, 'Payment'] as const,
  }[step];
  return {
    path,
    title,
    kind: 'checkout',
    about: 'Three short steps.',
    main: html`<section class="wrap checkout">
      <div>
        <ol class="steps">
          <li data-step="address">Address</li>
          <li data-step="shipping">Shipping</li>
          <li data-step="payment">Payment</li>
        </ol>
        ${address()}${shipping()}${payment()}
      </div>
      <aside aria-label="Your order" data-summary></aside>
    </section>`,
  };
}

function address(): Html {
  return html`<form data-form="address" hidden>
    <h1>Where to?</h1>
    ${field('email', 'E-mail', 'email')}${field('name', 'Name', 'name')}${field('street', 'Street and number', 'street-address')}
    <div class="row">
      ${field('zip', 'Postcode', 'postal-code')}${field('city', 'City', 'address-level2')}
    </div>
    <button>On to shipping</button>
  </form>`;
}

function shipping(): Html {
  const tier = (id: Shipping, first: boolean): Html => {
    const { name, price, days } = SHIPPING[id];
    const free = id === 'standard' && html`, free from ${shown(FREE_FROM)}`;
    return html`<label class="option"
      ><input type="radio" name="shipping" value="${id}" ${first ? html` checked` : ''} /><span
        ><strong>${name}</strong><br /><span class="quiet"
          >${days}, ${shown(price)}${free}</span
        ></span
      ></label
    >`;
  };
  return html`<form data-form="shipping" hidden>
    <h1>How fast?</h1>
    ${tier('standard', true)}${tier('express', false)}
    <div class="row">
      <button>On to payment</button><a href="${PATHS.checkout}" data-back>Back</a>
    </div>
  </form>`;
}

function payment(): Html {
  const way = (id: Payment, first: boolean): Html =>
    html`<label class="option"
      ><input type="radio" name="payment" value="${id}" ${first ? html` checked` : ''} /><strong
        >${PAYMENT[id]}</strong
      ></label
    >`;
  return html`<form data-form="payment" hidden>
    <h1>How would you like to pay?</h1>
    ${way('card', true)}${way('paypal', false)}${way('invoice', false)}
    <div class="row coupon">
      <label>Coupon <input name="coupon" autocomplete="off" placeholder="MARL10" /></label
      ><button type="button" class="second" id="apply-coupon" data-apply>Apply</button>
    </div>
    <p class="said" role="status" data-said></p>
    <div class="row"><button>Buy now</button><a href="${PATHS.shipping}" data-back>Back</a></div>
    <p class="quiet">No money moves: this is a demo.</p>
  </form>`;
}

function field(name: string, label: string, autocomplete: string): Html {
  const type = name === 'email' ? 'email' : 'text';
  return html`<label
    >${label}<input name="${name}" type="${type}" autocomplete="${autocomplete}" required
  /></label>`;
}

export function thanks(): Page {
  return {
    path: PATHS.thanks,
    title: 'Thank you',
    kind: 'thanks',
    about: 'Your order.',
    main: html`<section class="wrap narrow" data-order>
      <h1>Thank you</h1>
      <p class="lead">
        There is no order here yet. <a href="${PATHS.home}">Have a look around</a>.
      </p>
    </section>`,
  };
}
