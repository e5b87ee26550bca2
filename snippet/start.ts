import { watchClicks } from './clicks.ts';
import { config, configure, type Config, type Sojourn } from './config.ts';
import { again, attempt, drain } from './deliver.ts';
import { recall, remember } from './device.ts';
import { endView, isShown, watchEngagement } from './engagement.ts';
import { alias, identify, reset } from './identity.ts';
import { listen } from './listen.ts';
import { type Mode, setMode } from './mode.ts';
import { become, record, seal } from './recorder.ts';
import { view, watchViews } from './views.ts';

/** A page that began to navigate within the site is gone after so long, or stays, ms. */
const followedFor = 5_000;

/** What may be kept once nothing has to be waited for: GPC and Do Not Track are honoured. */
const allowed = (): Mode =>
  (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl ||
  navigator.doNotTrack === '1' ||
  config.storage === 'none'
    ? 'cookieless'
    : 'keeping';

const isRequired = (): boolean => config.consent === 'required';

/** Starts recording. */
export const start = (given: Config): Sojourn => {
  configure(given);
  become(isRequired() && !recall().granted ? 'waiting' : allowed());
  watchEngagement();
  watchViews();
  watchClicks();
  watchLeaving();
  listen(window, 'online', again);
  // What earlier pages left behind, once this one is on its feet.
  setTimeout(drain, 1_000);
  return {
    identify,
    alias,
    reset,
    track: (name, properties) => record(name, properties),
    page: view,
    consent(choice) {
      const granted = choice === 'granted';
      // At denial what is kept goes first, then recording goes on without, if it may.
      become(granted ? allowed() : 'off');
      if (granted) remember({ granted: true });
      else if (!isRequired()) become('cookieless');
    },
    async flush() {
      seal();
      await drain();
    },
    off() {
      seal();
      setMode('off');
    },
  };
};

/** The last batch goes out as the page is hidden; a page of the site that follows takes it on. */
const watchLeaving = (): void => {
  let followed = -followedFor;
  let gone = false;
  const leave = (within: boolean): void => {
    if (!gone) endView();
    const sealed = seal();
    if (sealed && !within) void attempt(...sealed);
  };
  if (window.navigation) {
    listen(navigation, 'navigate', ({ destination, timeStamp }: NavigateEvent) => {
      const { url, sameDocument } = destination;
      if (!sameDocument && url.startsWith(`${location.origin}/`)) followed = timeStamp;
    });
  }
  listen(window, 'pagehide', ({ timeStamp }) => {
    leave(timeStamp - followed < followedFor);
    gone = true;
  });
  listen(document, 'visibilitychange', () => {
    // What is hidden on its way out was dealt with above.
    if (!isShown()) leave(gone);
    else {
      gone = false;
      void again();
    }
  });
};
