import { watchMoves } from '../moves.ts';
import { scrubUrl } from '../scrub.ts';
import type { Addon } from './addon.ts';
import { timesInLayer } from './data-layer-names.ts';
import { productOf } from './json-ld.ts';

/** Sites describe a page and tell others of the view within this time of arriving at it, ms. */
const patience = 500;

/** `view_item` of the product that a page describes as JSON-LD, unless the site says so itself. */
export const start: Addon['start'] = (track, on, send, [, config, [, ...events]]) => {
  const name = 'view_item';
  // What the page records itself, before and from now on.
  let told = events.filter((text) => text.includes(`"name":"${name}"`)).length;
  let last = '';
  let timer: ReturnType<typeof setTimeout> | undefined;

  const { sojourn } = window;
  const original = sojourn?.track;
  if (sojourn && original) {
    sojourn.track = (said, properties) => {
      if (said === name) told++;
      original(said, properties);
    };
  }
  const count = (): number => told + timesInLayer(config, name);
  let counted = 0;

  const look = (): void => {
    timer = undefined;
    const scripts = document.querySelectorAll('script[type="application/ld+json"]');
    const texts = [...scripts].map(({ textContent }) => textContent);
    // Routers leave the last page's description where the next has none.
    const isNew = texts.join() !== last;
    last = texts.join();
    const isTold = count() > counted;
    counted = count();
    const product = isNew && !isTold && productOf(texts, location);
    if (product) track(name, product);
  };
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(look, patience);
  };

  soon();
  let here = scrubUrl(location);
  watchMoves(() => {
    if (here !== scrubUrl(location)) soon();
    here = scrubUrl(location);
  });
  on('pagehide', () => {
    if (timer === undefined) return;
    clearTimeout(timer);
    look();
    send(true);
  });
};
