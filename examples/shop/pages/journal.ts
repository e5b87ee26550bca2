import { ARTICLES, productsOf, type Article } from '../articles.ts';
import { drawingPath } from '../draw/draw.ts';
import { html, type Html } from '../html.ts';
import { oneOf } from '../item.ts';
import { articlePath, PATHS } from '../paths.ts';
import { grid } from './card.ts';
import type { Page } from './layout.ts';

export function journal(): Page {
  return {
    path: PATHS.journal,
    title: 'Journal',
    kind: 'blog',
    about: 'Notes from the workshop.',
    main: html`<section class="wrap">
      <h1>Journal</h1>
      <p class="lead">Notes from the workshop, at the speed of clay.</p>
      <ul class="stories">
        ${ARTICLES.map(
          (story) =>
            html`<li>
              <a href="${articlePath(story.slug)}"
                >${still(story)}
                <h2>${story.title}</h2></a
              >
              <p>${story.line}</p>
              <p class="quiet">${story.minutes} minutes</p>
            </li>`,
        )}
      </ul>
    </section>`,
  };
}

export function article(story: Article): Page {
  return {
    path: articlePath(story.slug),
    title: story.title,
    kind: 'article',
    about: story.line,
    main: html`<article class="wrap story">
        <p class="kicker"><a href="${PATHS.journal}">Journal</a> · ${story.minutes} minutes</p>
        <h1>${story.title}</h1>
        <p class="lead">${story.line}</p>
        ${still(story)} ${story.text.map((paragraph) => html`<p>${paragraph}</p>`)}
      </article>
      <section class="wrap" data-list="Journal: ${story.title}">
        <h2>In this story</h2>
        ${grid(productsOf(story))}
      </section>`,
  };
}

/** The products of a story, standing together. */
function still(story: Article): Html {
  const drawings = productsOf(story).map((product, i) => {
    const glaze = product.glazes[i % product.glazes.length] ?? oneOf(product).glaze;
    return html`<img src="${drawingPath(product.id, glaze)}" alt="" width="240" height="240" />`;
  });
  return html`<div class="still">${drawings}</div>`;
}
