import { listen } from './listen.ts';
import { pretend, record } from './recorder.ts';

/** Time between two signs of life counts as active up to this long, ms. */
const pause = 5_000;
/** Nobody looks at a page for longer without any sign of life, ms. */
const idle = 300_000;
/** A view that was shown for less is not reported, ms. */
const least = 100;

let shown = false;
/** The last sign of life by `performance.now()`, for the page's clock may jump, */
let since = 0;
/** and by that clock, for it alone goes on while the device sleeps. */
let seen = 0;
let visible = 0;
let active = 0;
let deepest = 0;

/** Counts the time since the last sign of life. */
const count = (): void => {
  const now = performance.now();
  const gap = now - since;
  if (shown) {
    visible += Math.min(gap, idle);
    if (gap < pause) active += gap;
  }
  since = now;
  seen = Date.now();
  shown = !document.hidden;
};

const deepen = (): number => (deepest = Math.max(deepest, scrollY));

/**
 * Reports how long a view was visible and how long somebody was at it, in ms, and how far down it
 * was read, in percent. One that was hidden and comes back reports again, what was added since.
 * A tab that was left alone ended when it was: closing it makes no session of its own.
 */
export const endView = (): void => {
  const latest = seen + idle;
  count();
  if (visible < least) return;
  const depth = (deepen() + innerHeight) / document.documentElement.scrollHeight;
  pretend(latest);
  record('engagement', {
    visible_ms: visible | 0,
    active_ms: active | 0,
    scroll: Math.min(100, depth * 100) | 0,
  });
  // Nothing before it: where Firefox ends this handler it is at a call, and the time would count twice.
  visible = active = 0;
  pretend();
  if (shown) deepest = 0;
};

export const watchEngagement = (): void => {
  listen('scroll', deepen);
  listen('pointerdown pointermove keydown scroll', count);
};
