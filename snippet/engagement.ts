import { listen } from './listen.ts';
import type { Recorder } from './recorder.ts';

/** Time between two signs of life counts as active up to this long, ms. */
const pause = 5_000;
/** A view that was shown for less is not reported, ms. */
const least = 100;

/**
 * How long a view was visible and how long somebody was at it, in ms, and how far down it was read,
 * in percent. Returns what ends a view. A view that was hidden and comes back reports again, what
 * was added since. All by `performance.now()`: the clock of the page may jump.
 */
export const watchEngagement = (recorder: Recorder): (() => void) => {
  let since = 0;
  let visible = 0;
  let active = 0;
  let sign = 0;
  let deepest = 0;
  let shown = false;

  const count = (): number => {
    const now = performance.now();
    if (shown) visible += now - since;
    since = now;
    shown = document.visibilityState === 'visible';
    return now;
  };
  const alive = (): void => {
    const now = performance.now();
    if (now - sign < pause) active += now - sign;
    sign = now;
  };
  const report = (): void => {
    count();
    if (visible < least) return;
    recorder.record('engagement', {
      visible_ms: Math.round(visible),
      active_ms: Math.round(Math.min(active, visible)),
      scroll: Math.min(100, Math.round(((deepest + innerHeight) / height()) * 100)),
    });
    visible = 0;
    active = 0;
  };

  count();
  listen(document, ['visibilitychange'], count);
  listen(document, ['pointerdown', 'pointermove', 'keydown', 'touchmove', 'scroll'], alive);
  listen(document, ['scroll'], () => {
    deepest = Math.max(deepest, scrollY);
  });
  return () => {
    report();
    if (document.visibilityState === 'visible') deepest = 0;
  };
};

const height = (): number => document.documentElement.scrollHeight || 1;
