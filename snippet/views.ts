import type { WirePage } from '../schema/index.ts';
import { config } from './config.ts';
import { endView } from './engagement.ts';
import { alive } from './friction.ts';
import { listen } from './listen.ts';
import { watchMoves } from './moves.ts';
import { record } from './recorder.ts';
import { scrubText, scrubUrl } from './scrub.ts';

/** Address of the last view; empty before the first. */
let here: string;

const now = (): string => scrubUrl(location) + ('hash' in config ? scrubText(location.hash) : '');

/** Records a view, of the current address if no path is given. */
export const view = (path?: string, properties?: object): void => {
  endView();
  const referrer = (!here && scrubText(document.referrer.replace(/[?#].*/, ''))) || undefined;
  here = now();
  record('page_view', properties, { url: path ?? here, referrer } as WirePage);
  // Last, as it fails where the page broke MutationObserver.
  alive();
};

/**
 * A view is a change of what is recorded of the address: the path and the kept part of the query,
 * by load, `pushState` or going back and forth. `replaceState` corrects an address, it is no view.
 */
export const watchViews = (): void => {
  watchMoves(() => here !== now() && view());
  // The page comes back as it was, from the back-forward cache.
  listen('pageshow', (event: PageTransitionEvent) => event.persisted && view());
  view();
};
