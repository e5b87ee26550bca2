/** `waiting` for a required consent, `keeping` on the device, `cookieless`, or recording nothing. */
export type Mode = 'waiting' | 'keeping' | 'cookieless' | 'off';

export let mode: Mode = 'off';

export const setMode = (next: Mode): void => {
  mode = next;
};
