import { html } from '../html.ts';
import { PATHS } from '../paths.ts';
import type { Page } from './layout.ts';

export function signIn(): Page {
  return {
    path: PATHS.signIn,
    title: 'Sign in',
    kind: 'sign-in',
    about: 'Your account.',
    main: html`<section class="wrap narrow">
      <form data-sign-in>
        <h1>Sign in</h1>
        <p class="lead">
          No password: this is a demo. Use the same address on another device and Sojourn knows it
          is you.
        </p>
        <label>E-mail<input name="email" type="email" autocomplete="email" required /></label>
        <label>Name<input name="name" autocomplete="name" required /></label>
        <button>Sign in</button>
      </form>
      <div data-signed-in hidden>
        <h1>Hello, <span data-name></span></h1>
        <p class="lead" data-email></p>
        <p>
          <a class="button" href="${PATHS.home}">Back to the shop</a>
          <button type="button" class="second" data-sign-out>Sign out</button>
        </p>
      </div>
    </section>`,
  };
}

const QUESTIONS: readonly (readonly [string, string])[] = [
  ['Where is my parcel?', 'Standard takes three to five days, express arrives the next day if you order before noon. The mail with the number has a link that follows the parcel.'],
  ['Something arrived broken.', 'Sorry! Send us a photograph with the form, and a new one leaves the same day. Keep the shards: they make good drainage for flower pots.'],
  ['Can I send it back?', 'For thirty days, in whatever you find to wrap it in. We refund the day it arrives.'],
  ['Is it safe in the dishwasher?', 'All of it but the kettle, whose beech grip prefers your hands.'],
  ['Do you make to order?', 'Sets of twelve and more, in any glaze. It takes about five weeks.'],
]; // prettier-ignore

export const SUBJECTS: readonly string[] = [
  'Delivery',
  'Something broke',
  'Return',
  'A question about a product',
  'Something else',
];

export function support(): Page {
  return {
    path: PATHS.support,
    title: 'Help',
    kind: 'support',
    about: 'Answers, and people who answer.',
    main: html`<section class="wrap narrow">
      <h1>How can we help?</h1>
      <div class="faq">
        ${QUESTIONS.map(
          ([question, answer]) =>
            html`<details>
              <summary>${question}</summary>
              <p>${answer}</p>
            </details>`,
        )}
      </div>
      <h2>Write to us</h2>
      <form data-support>
        <label
          >It is about<select name="subject">
            ${SUBJECTS.map((subject) => html`<option>${subject}</option>`)}
          </select></label
        >
        <label>Your message<textarea name="message" rows="5" required></textarea></label>
        <button>Send</button>
        <p class="said" role="status" data-said></p>
      </form>
    </section>`,
  };
}
