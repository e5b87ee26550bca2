import { listen } from './listen.ts';
import type { Recorder } from './recorder.ts';

// Definitions and defaults are posthog-js's, so that numbers compare.
/** Clicks of a rage click, each less than this after the one before and this near it. */
const rageClicks = 3;
const rageMs = 1_000;
const ragePx = 30;
/** A click is dead when nothing changed for this long; scrolling and selecting count at once, ms. */
const deadMs = 2_500;
const soonMs = 100;

const answers =
  'input,select,textarea,label,option,a[target],a[download],a[href^="mailto:"],a[href^="tel:"]';

/** `rage_click` once per series; `dead_click` where something clickable did not react. */
export const watchFriction = (
  recorder: Recorder,
): ((event: MouseEvent, target: Element | null, selector: string) => void) => {
  let series = 0;
  let last: MouseEvent | undefined;
  let alive = (): void => {};

  const rages = (event: MouseEvent): boolean => {
    const near =
      last &&
      event.timeStamp - last.timeStamp < rageMs &&
      Math.abs(event.clientX - last.clientX) + Math.abs(event.clientY - last.clientY) < ragePx;
    series = near ? series + 1 : 1;
    last = event;
    return series === rageClicks;
  };

  const wait = (selector: string): void => {
    alive();
    const at = recorder.at || Date.now();
    const url = recorder.url;
    const changes = new MutationObserver(() => alive());
    const timer = setTimeout(() => {
      alive();
      if (recorder.url === url) recorder.record('dead_click', { selector });
    }, deadMs);
    const began = performance.now();
    alive = () => {
      changes.disconnect();
      clearTimeout(timer);
    };
    soon = () => performance.now() - began < soonMs && alive();
    changes.observe(document, {
      subtree: true,
      childList: true,
      attributes: true,
      characterData: true,
    });
  };
  let soon: () => unknown = () => {};
  listen(window, ['scroll', 'selectionchange'], () => soon());
  listen(window, ['pagehide', 'blur', 'visibilitychange'], () => alive());

  return (event, target, selector) => {
    if (rages(event)) recorder.record('rage_click', { selector });
    if (target && !target.closest(answers)) wait(selector);
  };
};
