import type { WirePage } from '../schema/index.ts';
import { config } from './config.ts';
import { endView } from './engagement.ts';
import { guard } from './guard.ts';
import { listen } from './listen.ts';
import { record } from './recorder.ts';
import { scrubText, scrubUrl } from './scrub.ts';

/** Address of the last view; empty before the first. */
let here = '';

const now = (): string =>
  scrubUrl(location) + (config.hash === undefined ? '' : scrubText(location.hash));

/** Records a view, of the current address if no path is given. */
export const view = (path?: string, properties?: object): void => {
  endView();
  const first = !here;
  here = now();
  const page: WirePage = { url: path ?? here };
  const referrer = first && document.referrer;
  if (referrer) {
    const { origin, pathname } = new URL(referrer);
    page.referrer = origin + scrubText(pathname);
  }
  record('page_view', properties, page);
};

const moved = (event?: Partial<NavigationCurrentEntryChangeEvent>): void => {
  if (event?.navigationType !== 'replace' && here && here !== now()) view();
};

/**
 * A view is a change of what is recorded of the address: the path and the kept part of the query,
 * by load, `pushState` or going back and forth. `replaceState` corrects an address, it is no view.
 */
export const watchViews = (): void => {
  if (window.navigation) listen(navigation, 'currententrychange', moved);
  else {
    const push = history.pushState.bind(history);
    history.pushState = (...state) => {
      push(...state);
      guard(moved)();
    };
    listen(window, 'popstate', () => moved());
  }
  // The page comes back as it was, from the back-forward cache.
  listen(window, 'pageshow', (event: PageTransitionEvent) => {
    if (event.persisted) view();
  });
  view();
};
