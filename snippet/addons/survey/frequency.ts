import type { Question } from './question.ts';

const day = 86_400_000;

/** When each survey was shown on this device, ms since 1970, by name. */
type Shown = Record<string, number>;

const keyOf = (site: string): string => `sojourn-${site}-surveys`;

/**
 * Nobody is asked twice, so nobody is asked where that cannot be remembered: without the visitor's
 * entry nothing may be kept on the device.
 */
export const mayAsk = (site: string, { name, every }: Question): boolean => {
  try {
    if (!localStorage.getItem(`sojourn-${site}`)) return false;
    const shown = read(site)[name];
    return shown === undefined || Date.now() - shown >= every * day;
  } catch {
    return false;
  }
};

export const noteAsked = (site: string, { name }: Question): void => {
  localStorage.setItem(keyOf(site), JSON.stringify({ ...read(site), [name]: Date.now() }));
};

const read = (site: string): Shown => {
  try {
    // Written here alone; anything else counts as nothing.
    const shown: unknown = JSON.parse(localStorage.getItem(keyOf(site)) ?? '');
    return typeof shown === 'object' && shown !== null ? (shown as Shown) : {};
  } catch {
    return {};
  }
};
