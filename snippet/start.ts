import { watchClicks } from './clicks.ts';
import type { Config, Started } from './config.ts';
import { watchEngagement } from './engagement.ts';
import { identityOf } from './identity.ts';
import { listen } from './listen.ts';
import { openRecorder, type Mode, type Recorder } from './recorder.ts';
import { watchViews } from './views.ts';

/** Starts recording. */
export const start = (config: Config): Started => {
  const recorder = openRecorder(config);
  const { device, delivery } = recorder;
  const required = config.consent === 'required';
  const mode: Mode = quiet() || config.storage === 'none' ? 'cookieless' : 'keeping';
  recorder.become(required && !device.load().granted ? 'waiting' : mode);

  const ended = watchEngagement(recorder);
  const views = watchViews(recorder, config, ended);
  watchClicks(recorder);
  watchLeaving(recorder, ended);
  // What earlier pages left behind, once this one is on its feet.
  setTimeout(delivery.drain, 1_000);

  return {
    ...identityOf(recorder),
    track: (name, properties) => recorder.record(name, properties),
    page: views.view,
    consent(choice) {
      if (choice === 'granted') {
        recorder.become(mode);
        device.save({ granted: '1' });
      } else {
        // First away with what is kept, then on without.
        recorder.become('off');
        if (!required) recorder.become('cookieless');
      }
    },
    flush() {
      recorder.seal();
      return delivery.drain();
    },
    off: () => recorder.become('off'),
    pretend(time) {
      recorder.at = time;
    },
  };
};

/** A page that began to navigate within the site is gone after so long, or stays, ms. */
const followedFor = 5_000;

/** Global Privacy Control or Do Not Track. */
const quiet = (): boolean =>
  !!(navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl ||
  navigator.doNotTrack === '1';

/** The last batch of a page goes out as the page is hidden; a page of ours that follows takes it on. */
const watchLeaving = (recorder: Recorder, ended: () => void): void => {
  let followed = 0;
  let gone = false;
  const leave = (rush: boolean): void => {
    if (gone) return;
    ended();
    const sealed = recorder.seal();
    if (sealed && rush) recorder.delivery.rush(...sealed);
  };
  if (window.navigation) {
    listen(navigation, ['navigate'], (event: NavigateEvent) => {
      const inside = new URL(event.destination.url).origin === location.origin;
      followed = inside && event.downloadRequest === null ? performance.now() : 0;
    });
  }
  listen(window, ['pagehide'], () => {
    leave(!followed || performance.now() - followed > followedFor);
    gone = true;
  });
  // What is hidden on its way out was dealt with above.
  listen(document, ['visibilitychange'], () => {
    if (document.visibilityState === 'hidden') leave(true);
    else gone = false;
  });
};
