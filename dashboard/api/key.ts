import { type Signal, signal } from '@preact/signals';

const NAME = 'sojourn.key';

/** The key that reads, or undefined before the sign-in. It is never part of an address. */
export const keyInUse: Signal<string | undefined> = signal(stored());
/** Why the last sign-in ended, when it was not the person's own doing. */
export const signedOutBecause: Signal<string | undefined> = signal();

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
