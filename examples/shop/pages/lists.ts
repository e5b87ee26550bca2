import { ARTICLES } from '../articles.ts';
import { CATEGORIES, PRODUCTS, productsIn, type CategoryId } from '../catalogue.ts';
import { drawingPath } from '../draw/draw.ts';
import { html } from '../html.ts';
import { articlePath, categoryPath, PATHS } from '../paths.ts';
import { grid } from './card.ts';
import type { Page } from './layout.ts';

/** The list of everything, under which the shop is entered. */
export function home(): Page {
  const [story] = ARTICLES;
  return {
    path: PATHS.home,
    title: 'Stoneware for every day',
    kind: 'list',
    about: 'Cups, pots and plates thrown by hand, in four glazes.',
    main: html`<section class="hero">
        <div class="wrap">
          <div>
            <p class="kicker">New from the autumn kiln</p>
            <h1>Slow things<br />for busy tables</h1>
            <p class="lead">
              Cups, pots and plates thrown by hand, in four glazes that go with each other and with
              whatever you own already.
            </p>
            <p>
              <a class="button" href="${categoryPath('brewing')}">Tea &amp; coffee</a>
              <a class="plain" href="${articlePath(story?.slug ?? '')}">Why thick cups stay hot</a>
            </p>
          </div>
          <div class="shelf" aria-hidden="true">
            <img src="${drawingPath('reed-vase', 'sand')}" alt="" /><img
              src="${drawingPath('ember-teapot', 'moss')}"
              alt=""
            />
            <img src="${drawingPath('dune-mug', 'clay')}" alt="" /><img
              src="${drawingPath('pebble-bowl', 'sand')}"
              alt=""
            />
          </div>
        </div>
      </section>
      <section class="wrap" data-list="All products">
        <h2>Everything we make</h2>
        ${grid(PRODUCTS)}
      </section>`,
  };
}

const INTROS: Readonly<Record<CategoryId, string>> = {
  cups: 'For coffee, water and everything in between. All of them stack, none of them drip.',
  brewing: 'Pots and pourers that do one thing, and do it without fuss.',
  table: 'Made to be used every day and washed by a machine.',
  home: 'A little height, a little light.',
};

export function category(id: CategoryId): Page {
  const name = CATEGORIES[id];
  return {
    path: categoryPath(id),
    title: name,
    kind: 'list',
    about: INTROS[id],
    main: html`<section class="wrap" data-list="${name}">
      <h1>${name}</h1>
      <p class="lead">${INTROS[id]}</p>
      ${grid(productsIn(id))}
    </section>`,
  };
}

/** The script shows what was found: a static page cannot know the question. */
export function search(): Page {
  return {
    path: PATHS.search,
    title: 'Search',
    kind: 'search',
    about: 'Search the shop.',
    main: html`<section class="wrap" data-list="Search results">
      <h1 data-question>Search</h1>
      <p class="lead" data-found></p>
      <ul class="grid" data-results></ul>
    </section>`,
  };
}
