import { watchClicks } from './clicks.ts';
import type { Addon } from './addons/addon.ts';
import { config, configure, type Config, type Sojourn } from './config.ts';
import { become, consent, settle, wait } from './consent.ts';
import { watchDataLayer } from './data-layer.ts';
import { again, drain } from './deliver.ts';
import { endView, watchEngagement } from './engagement.ts';
import { guard } from './guard.ts';
import { alias, identify, reset } from './identity.ts';
import { listen } from './listen.ts';
import { OFF } from './mode.ts';
import { isOpen } from './queue.ts';
import { adopt, open, record, seal, send } from './recorder.ts';
import { VERSION } from './version.ts';
import { view, watchViews } from './views.ts';

/** A page that began to navigate within the site is gone after so long, or stays, ms. */
const followedFor = 5_000;

const observe = (): void => {
  // In memory first: only the data layer tells whether consent has to be waited for. What a page or
  // a browser does to one of them leaves the others alone.
  for (const watch of [watchEngagement, watchClicks, watchViews, watchDataLayer, watchLeaving]) {
    guard(watch)();
  }
  settle();
  listen('online', again);
  config.addons?.split(' ').forEach((name) => {
    import(`${config.host}/s/${VERSION}/${name}.js`)
      .then((addon: Addon) => addon.start(record, listen, seal, [adopt, config, open]))
      .catch(Boolean);
  });
  // What earlier pages left behind.
  void drain();
};

/** Starts recording. */
export const start = (given: Config): void => {
  configure(given);
  wait();
  // A page that is rendered ahead counts when it is shown, if it ever is. TypeScript lacks it.
  if ((document as { prerendering?: boolean }).prerendering) {
    listen('prerenderingchange', observe);
  } else observe();
};

/** What a page can call; before `start` it does nothing. */
export const sojourn: Sojourn = {
  identify: guard(identify),
  alias: guard(alias),
  reset: guard(reset),
  track: guard((name, properties) => record(name, properties)),
  page: guard(view),
  consent: guard(consent),
  flush: send,
  off: guard(() => {
    seal();
    become(OFF);
  }),
};

/**
 * The last batch goes out as the page is hidden; a page of the site that follows takes it on, where
 * the browser's storage hands it over. As a tab closes, Firefox now and then ends what runs on
 * `pagehide` in its middle, and nothing is thrown; `visibilitychange` comes after it and runs whole.
 */
const watchLeaving = (): void => {
  let followed = 0;
  const leave = (going: boolean): void => {
    endView();
    seal(going);
  };
  listen('pagehide', ({ timeStamp }) => {
    leave(!isOpen || timeStamp > followed);
    // The page may come back, and end otherwise.
    followed = 0;
  });
  listen('visibilitychange', () => {
    leave(document.hidden);
    if (!document.hidden) void again();
  });
  // Last, for not every browser has it.
  listen(
    'navigate',
    ({ destination, timeStamp }: NavigateEvent) => {
      if (!destination.sameDocument && destination.url.startsWith(location.origin)) {
        followed = timeStamp + followedFor;
      }
    },
    navigation,
  );
};
