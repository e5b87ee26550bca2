import { articlesAbout } from '../articles.ts';
import { CATEGORIES, GLAZES, PRODUCTS, type Product } from '../catalogue.ts';
import { drawingPath } from '../draw/draw.ts';
import { html, type Html } from '../html.ts';
import { shown } from '../money.ts';
import { articlePath, categoryPath, productPath } from '../paths.ts';
import { grid } from './card.ts';
import type { Page } from './layout.ts';

export function product(of: Product): Page {
  const { id, name, price, line, text, facts, glazes, category } = of;
  const [first = 'sand'] = glazes;
  const others = PRODUCTS.filter((other) => other !== of);
  // Its own kind first.
  const related = others.toSorted(
    (a, b) => Number(b.category === category) - Number(a.category === category),
  );
  return {
    path: productPath(id),
    title: name,
    kind: 'product',
    about: line,
    main: html`<article class="wrap product" data-product="${id}">
        <div class="tile ${first}" data-tile>
          <img
            src="${drawingPath(id, first)}"
            alt="${name}"
            width="480"
            height="480"
            data-drawing
          />
        </div>
        <div>
          <p class="kicker"><a href="${categoryPath(category)}">${CATEGORIES[category]}</a></p>
          <h1>${name}</h1>
          <p class="lead">${line}</p>
          <p class="price big">${shown(price)}</p>
          <form data-add-form>
            <fieldset class="glazes">
              <legend>Glaze</legend>
              ${glazes.map((glaze) => choice(glaze, first))}
            </fieldset>
            <div class="row">
              <label class="count"
                >Quantity
                <input type="number" name="quantity" value="1" min="1" max="12" inputmode="numeric"
              /></label>
              <button>Add to cart</button>
            </div>
            <p class="said" role="status" data-said></p>
          </form>
          <p>${text}</p>
          <ul class="facts">
            ${facts.map((fact) => html`<li>${fact}</li>`)}
          </ul>
          ${articlesAbout(id).map((story) => html`<p class="quiet">From the journal: <a href="${articlePath(story.slug)}">${story.title}</a></p>`)}
        </div>
      </article>
      <section class="wrap" aria-label="Related">
        <h2>Goes well with it</h2>
        ${grid(related.slice(0, 4))}
      </section>`,
  };
}

function choice(glaze: keyof typeof GLAZES, first: string): Html {
  return html`<label class="glaze ${glaze}"
    ><input
      type="radio"
      name="glaze"
      value="${glaze}"
      ${glaze === first ? html` checked` : ''}
    /><span></span>${GLAZES[glaze]}</label
  >`;
}
