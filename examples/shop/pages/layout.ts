import { CATEGORIES, CATEGORY_IDS } from '../catalogue.ts';
import { html, type Html } from '../html.ts';
import { categoryPath, PATHS, titleOf } from '../paths.ts';

export interface Page {
  /** Below which it is served: `/shop/cart/`. */
  path: string;
  title: string;
  /** Tells the script what to bring to life: `cart`. */
  kind: string;
  /** One sentence for search engines. */
  about: string;
  main: Html;
}

/** The whole document. `site` is the site id that the tag names. */
export function documentOf(page: Page, site: string): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="description" content="${page.about}" />
        <title>${titleOf(page.title)}</title>
        <link rel="icon" href="/shop/art/mark.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/shop/styles.css" />
        <script defer src="/s.js" data-site="${site}"></script>
        <script src="/shop/site.js"></script>
        <script defer src="/shop/shop.js"></script>
      </head>
      <body data-page="${page.kind}">
        <a class="skip" href="#main">Skip to the content</a>
        ${header(page.path)}
        <main id="main">${page.main}</main>
        ${footer()}
      </body>
    </html> `.text;
}

function header(path: string): Html {
  const link = (to: string, name: string): Html =>
    html`<a href="${to}" ${to === path ? html` aria-current="page"` : ''}>${name}</a>`;
  return html`<header class="top">
    <div class="wrap">
      <a class="brand" href="${PATHS.home}"
        ><img src="/shop/art/mark.svg" alt="" width="34" height="34" />Marl</a
      >
      <nav aria-label="Shop">
        ${CATEGORY_IDS.map((id) => link(categoryPath(id), CATEGORIES[id]))}
        ${link(PATHS.journal, 'Journal')}${link(PATHS.support, 'Help')}
      </nav>
      <form class="find" action="${PATHS.search}" role="search">
        <input type="search" name="q" placeholder="Search" aria-label="Search the shop" />
      </form>
      <div class="mine">
        <a href="${PATHS.signIn}" data-account>Sign in</a>
        <a class="bag" href="${PATHS.cart}">Cart <span data-count hidden></span></a>
      </div>
    </div>
  </header>`;
}

function footer(): Html {
  return html`<footer>
    <div class="wrap">
      <p>
        <strong>Marl</strong> makes stoneware for every day, in small batches. Free shipping from
        €80, thirty days to change your mind.
      </p>
      <p class="quiet">
        There is no such shop: it is Sojourn's demo. Nothing is sold here; what you do is recorded
        by its tag, and you can <a href="/">look at it in the dashboard</a>.
      </p>
    </div>
  </footer>`;
}
