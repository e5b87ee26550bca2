// Numbers, for they weigh less than their names.
/** Nothing is recorded. */
export const OFF = 0;
/** Events wait in memory for a required consent. */
export const WAITING = 1;
/** Events are sent, nothing is kept on the device. */
export const COOKIELESS = 2;
/** Events are sent, and kept on the device until they are. */
export const KEEPING = 3;

export type Mode = typeof OFF | typeof WAITING | typeof COOKIELESS | typeof KEEPING;

export let mode: Mode = OFF;

export const setMode = (next: Mode): Mode => (mode = next);
