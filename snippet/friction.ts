import { listen } from './listen.ts';
import { record } from './recorder.ts';

// Definitions and defaults are posthog-js's, so that numbers compare.
/** Clicks of a rage click, each less than this after the one before, ms, and this near it, px. */
const rageClicks = 3;
const rageMs = 1_000;
const ragePx = 30;
/** A click is dead when nothing changed for this long; scrolling and selecting count at once, ms. */
const deadMs = 2_500;
const soonMs = 100;

let series = 0;
/** The last click; before the first, no comparison with it holds. */
let last = {} as MouseEvent;
let timer: number;

let changes: MutationObserver;

/** What was clicked did something. */
export const alive = (): void => {
  clearTimeout(timer);
  changes.disconnect();
};

export const watchFriction = (): void => {
  changes = new MutationObserver(alive);
  listen('pagehide blur', alive);
  listen(
    'scroll selectionchange',
    ({ timeStamp }) => timeStamp - last.timeStamp < soonMs && alive(),
  );
};

/** `rage_click` once a series; `dead_click` where something that should have reacted did not. */
export const judgeClick = (event: MouseEvent, selector: string, reacts: boolean | null): void => {
  const { timeStamp, x, y } = event;
  const near =
    timeStamp - last.timeStamp < rageMs && Math.abs(x - last.x) + Math.abs(y - last.y) < ragePx;
  series = near ? series + 1 : 1;
  last = event;
  if (series === rageClicks) record('rage_click', { selector });
  alive();
  if (!reacts) return;
  const subtree = true;
  changes.observe(document, { subtree, childList: true, attributes: true, characterData: true });
  timer = setTimeout(() => {
    alive();
    record('dead_click', { selector });
  }, deadMs);
};
