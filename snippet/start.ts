import { watchClicks } from './clicks.ts';
import { type Choice, config, configure, type Config, type Sojourn } from './config.ts';
import { watchDataLayer } from './data-layer.ts';
import { again, attempt, drain } from './deliver.ts';
import { recall, remember } from './device.ts';
import { endView, watchEngagement } from './engagement.ts';
import { guard } from './guard.ts';
import { alias, identify, reset } from './identity.ts';
import { listen } from './listen.ts';
import { COOKIELESS, KEEPING, OFF, WAITING, type Mode, mode } from './mode.ts';
import { become, erase, record, seal, send } from './recorder.ts';
import { view, watchViews } from './views.ts';

/** A page that began to navigate within the site is gone after so long, or stays, ms. */
const followedFor = 5_000;

/** What may be kept once nothing has to be waited for: GPC and Do Not Track are honoured. */
const allowed = (): Mode =>
  (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl ||
  Number(navigator.doNotTrack) > 0 ||
  config.storage
    ? COOKIELESS
    : KEEPING;

/** Consent is required: by the tag, or by a data layer that denies it until it is given. */
let required = false;

const consent = (choice: Choice): void => {
  const granted = choice === 'granted';
  if (!granted) erase();
  become(granted ? allowed() : required ? OFF : COOKIELESS);
  if (granted) remember({ granted });
};

const watchLayer = (): void =>
  watchDataLayer((choice, isDefault) => {
    if (!isDefault) consent(choice);
    else if (choice === 'denied') required = true;
  });

const observe = (): void => {
  // In memory first: only the data layer tells whether consent has to be waited for. What a page or
  // a browser does to one of them leaves the others alone.
  for (const watch of [watchEngagement, watchViews, watchClicks, watchLayer, watchLeaving]) {
    guard(watch)();
  }
  if (mode === WAITING && (!required || recall().granted)) become(allowed());
  listen(window, 'online', again);
  // What earlier pages left behind, once this one is on its feet.
  setTimeout(drain, 1_000);
};

/** Starts recording. */
export const start = (given: Config): void => {
  configure(given);
  required = !!config.consent;
  if (allowed() === COOKIELESS) erase();
  become(WAITING);
  // A page that is rendered ahead counts when it is shown, if it ever is. TypeScript lacks it.
  if ((document as { prerendering?: boolean }).prerendering) {
    listen(document, 'prerenderingchange', observe);
  } else observe();
};

/** What a page can call; before `start` it does nothing. */
export const calls: Sojourn = {
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

/** The last batch goes out as the page is hidden; a page of the site that follows takes it on. */
const watchLeaving = (): void => {
  let followed = -followedFor;
  const leave = (within: boolean): void => {
    endView();
    const sealed = seal();
    if (sealed && !within) void attempt(...sealed);
  };
  listen(window, 'pagehide', ({ timeStamp }) => leave(timeStamp - followed < followedFor));
  listen(document, 'visibilitychange', () => {
    if (document.hidden) leave(false);
    else {
      endView();
      void again();
    }
  });
  // Last, for not every browser has it.
  listen(navigation, 'navigate', ({ destination, timeStamp }: NavigateEvent) => {
    const { url, sameDocument } = destination;
    if (!sameDocument && url.startsWith(`${location.origin}/`)) followed = timeStamp;
  });
};
