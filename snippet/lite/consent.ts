import { type Choice, config } from '../config.ts';
import { COOKIELESS, KEEPING, OFF, WAITING, type Mode, setMode } from '../mode.ts';
import { erase, recall, remember } from './device.ts';
// Each calls the other, long after both have loaded.
// oxlint-disable-next-line import/no-cycle
import { seal, send } from './recorder.ts';

/** The visitor has said no since the page began. */
let refused: boolean;
let granted: boolean | undefined;

/** What may be kept where nothing has to be waited for: GPC and Do Not Track are honoured. */
export const allowed = (): Mode =>
  refused ||
  config.storage ||
  navigator.doNotTrack === '1' ||
  (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl
    ? COOKIELESS
    : KEEPING;

/** Takes what the tag, the browser and the visitor say. Withdrawal erases queue and visitor. */
export const settle = (choice?: Choice): void => {
  if (choice) {
    seal();
    granted = choice === 'granted';
    refused = !granted;
  }
  if (allowed() === COOKIELESS) erase();
  granted ||= recall().granted;
  setMode(config.consent && !granted ? (refused ? OFF : WAITING) : allowed());
  remember({ granted });
  void send();
};
