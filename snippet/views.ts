import type { WirePage } from '../schema/index.ts';
import type { Config } from './config.ts';
import { listen } from './listen.ts';
import { titleNow, type Recorder } from './recorder.ts';
import { scrubText, scrubUrl } from './scrub.ts';

export interface Views {
  /** Records a view, of the current address if no path is given. */
  view(path?: string, properties?: object): void;
}

/**
 * A view is a change of what is recorded of the address: the path and the kept part of the query,
 * by load, `pushState` or going back and forth. `replaceState` corrects an address, it is no view.
 */
export const watchViews = (recorder: Recorder, config: Config, ended: () => void): Views => {
  let referrer = referrerNow();
  let here = '';

  const now = (): string =>
    scrubUrl(location, config.params) + (config.hash == null ? '' : scrubText(location.hash));

  const view = (path?: string, properties?: object): void => {
    ended();
    here = now();
    recorder.url = path ?? here;
    const page: WirePage = { url: recorder.url, title: titleNow() };
    if (referrer) page.referrer = referrer;
    referrer = '';
    recorder.record('page_view', properties, page);
  };

  const moved = (event: Event & { navigationType?: string | null }): void => {
    if (event.navigationType === 'replace' || !here) return;
    if (here !== now()) view();
  };
  if (window.navigation) listen(navigation, ['currententrychange'], moved);
  else {
    const push = history.pushState;
    history.pushState = function pushState(...state) {
      push.apply(this, state);
      dispatchEvent(new Event('sojourn:push'));
    };
    listen(window, ['sojourn:push', 'popstate'], moved);
  }
  // The page comes back as it was, from the back-forward cache.
  listen(window, ['pageshow'], (event: PageTransitionEvent) => {
    if (event.persisted) view();
  });
  // A page that is rendered ahead counts when it is shown, if it ever is.
  // Chromium's alone; TypeScript does not know it.
  if ((document as { prerendering?: boolean }).prerendering) {
    listen(document, ['prerenderingchange'], () => view());
  } else view();
  return { view };
};

const referrerNow = (): string => {
  try {
    const { origin, pathname } = new URL(document.referrer);
    return origin + scrubText(pathname);
  } catch {
    return '';
  }
};
