import type { WirePage } from '../../schema/index.ts';
import { config, configure, type Config } from '../config.ts';
import { guard } from '../guard.ts';
import { listen } from '../listen.ts';
import { WAITING, setMode } from '../mode.ts';
import { watchMoves } from '../moves.ts';
import { scrubText, scrubUrl } from '../scrub.ts';
import { settle } from './consent.ts';
import { again } from './deliver.ts';
import { record, seal, send } from './recorder.ts';

/** A page that began to navigate within the site is gone after so long, or stays, ms. */
const followedFor = 5_000;

/** What was made is sealed and sent so often, and what failed tried again if it is time, ms. */
const openFor = 15_000;

let here: string;
let at: number | undefined;

const view = (path?: string, properties?: object): void => {
  const referrer = (!here && scrubText(document.referrer.replace(/[?#].*/, ''))) || undefined;
  here = scrubUrl(location);
  record('page_view', properties, { url: path ?? here, referrer } as WirePage, at);
};

const observe = (): void => {
  settle();
  view();
  watchMoves(() => here !== scrubUrl(location) && view());
  // The page comes back as it was, from the back-forward cache.
  listen('pageshow', (event: PageTransitionEvent) => event.persisted && view());
  let followed = 0;
  listen('pagehide', ({ timeStamp }) => seal(timeStamp > followed));
  listen('visibilitychange online', () => (document.hidden ? seal(true) : again()));
  setInterval(send, openFor);
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

const sojourn = {
  track: guard((name: string, properties?: object) => record(name, properties, undefined, at)),
  page: guard(view),
  consent: guard(settle),
  flush: send,
};

guard(() => {
  const tag = document.currentScript as HTMLScriptElement;
  configure({ host: new URL(tag.src).origin, ...(tag.dataset as object) } as Config);
  const root = (window.sojourn ??= {});
  const sites = (root.sites ??= {});
  if (sites[config.site]) return;
  sites[config.site] = true;
  Object.assign(root, sojourn);
  setMode(WAITING);
  if ((document as { prerendering?: boolean }).prerendering) {
    listen('prerenderingchange', observe);
  } else observe();
  for (const [method, when, ...args] of root.q ?? []) {
    at = when;
    (sojourn[method as 'track'] as ((...args: unknown[]) => void) | undefined)?.(...args);
  }
  at = undefined;
})();
