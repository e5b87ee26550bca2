import { type Signal, signal } from '@preact/signals';

const NAME = 'sojourn.key';

/** The key that reads, or undefined before the sign-in. It is never part of an address. */
export const keyInUse: Signal<string | undefined> = signal(stored());
/** Why the last sign-in ended, when it was not the person's own doing. */
export const signedOutBecause: Signal<string | undefined> = signal();

/** What keys begin with that read alone; an admin's and the operator's may change things too. */
const READS_ALONE = /^(rr|rc)_/;

/** Whether the key in use may save and delete. What it may not do is not offered. */
export function mayChange(): boolean {
  return !READS_ALONE.test(keyInUse.value ?? '');
}

/** Of the kind `read:reports`, which sees numbers and nobody. */
const SEES_NOBODY = /^rr_/;

/** Whether the key in use may see people: numbers open them then. */
export function maySeePeople(): boolean {
  return !SEES_NOBODY.test(keyInUse.value ?? '');
}

/** `remember` keeps the key on this device; else it goes with the tab. */
export function signIn(key: string, remember: boolean): void {
  forget();
  try {
    (remember ? localStorage : sessionStorage).setItem(NAME, key);
  } catch {
    // Storage is blocked: the key lives as long as the page.
  }
  signedOutBecause.value = undefined;
  keyInUse.value = key;
}

export function signOut(because?: string): void {
  forget();
  signedOutBecause.value = because;
  keyInUse.value = undefined;
}

function forget(): void {
  try {
    localStorage.removeItem(NAME);
    sessionStorage.removeItem(NAME);
  } catch {
    // Nothing was kept where storage is blocked.
  }
}

function stored(): string | undefined {
  try {
    return sessionStorage.getItem(NAME) ?? localStorage.getItem(NAME) ?? undefined;
  } catch {
    return undefined;
  }
}
