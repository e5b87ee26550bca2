import { type Choice, config, nameHere } from './config.ts';
import { recall, remember } from './device.ts';
import { guard } from './guard.ts';
import { COOKIELESS, KEEPING, OFF, WAITING, type Mode, mode, setMode } from './mode.ts';
import { keepBatches } from './queue.ts';
import { erase } from './recorder.ts';

/** Consent is required: by the tag, or by a data layer that denies it until it is given. */
let required: unknown;

export const requireConsent = (asked: unknown): void => {
  required ||= asked;
};

/** From now on this is what is kept and sent. */
export const become = (next: Mode): void => {
  setMode(next);
  if (mode === KEEPING) {
    keepBatches();
    remember({});
  }
};

/** What may be kept once nothing has to be waited for: GPC and Do Not Track are honoured. */
const allowed = (): Mode =>
  (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl ||
  // '1', or `unspecified` and other words.
  (navigator.doNotTrack as never) > 0 ||
  config.storage
    ? COOKIELESS
    : KEEPING;

export const consent = (choice: Choice): void => {
  if (choice === 'granted') {
    become(allowed());
    remember({ granted: true });
  } else {
    erase();
    // No more than that: the pages that follow keep nothing either, until it is granted.
    if (mode === KEEPING) guard(() => (localStorage[nameHere] = 1))();
    become(required ? OFF : COOKIELESS);
  }
};

/** Nothing is kept or sent until it is known what may be. */
export const wait = (): void => {
  requireConsent(config.consent);
  if (allowed() === COOKIELESS) erase();
  become(WAITING);
};

/** All that could ask for consent has spoken. */
export const settle = (): void => {
  if (mode === WAITING && (!required || recall().granted)) {
    become(guard(() => localStorage[nameHere] > 0)() ? COOKIELESS : allowed());
  }
};
