import { listen } from './listen.ts';
import { record } from './recorder.ts';

/** Time between two signs of life counts as active up to this long, ms. */
const pause = 5_000;
/** A view that was shown for less is not reported, ms. */
const least = 100;

// All by `performance.now()`: the page's clock may jump.
let shown = false;
let since = 0;
let visible = 0;
let active = 0;
let sign = -pause;
let deepest = 0;

export const isShown = (): boolean => !document.hidden;

const count = (): void => {
  const now = performance.now();
  if (shown) visible += now - since;
  since = now;
  shown = isShown();
};

/**
 * Reports how long a view was visible and how long somebody was at it, in ms, and how far down it
 * was read, in percent. One that was hidden and comes back reports again, what was added since.
 */
export const endView = (): void => {
  count();
  if (visible < least) return;
  const depth = (deepest + innerHeight) / document.documentElement.scrollHeight;
  record('engagement', {
    visible_ms: visible | 0,
    active_ms: Math.min(active, visible) | 0,
    scroll: (Math.min(1, depth) * 100) | 0,
  });
  visible = active = 0;
  if (shown) deepest = 0;
};

export const watchEngagement = (): void => {
  listen(document, 'visibilitychange', count);
  listen(document, 'pointerdown pointermove keydown scroll', ({ type, timeStamp }) => {
    if (type === 'scroll') deepest = Math.max(deepest, scrollY);
    if (timeStamp - sign < pause) active += timeStamp - sign;
    sign = timeStamp;
  });
};
