import { userIdOf } from '../user-id.ts';
import { emptyCart } from './cart.ts';
import { recall, remember } from './memory.ts';
import { onSubmit, one, the, valueOf } from './page.ts';
import { identify, reset, track } from './tag.ts';

export interface Account {
  email: string;
  name: string;
}

export function signedIn(): Account | undefined {
  const kept = recall('account') as Partial<Account> | null;
  if (typeof kept?.email !== 'string' || typeof kept.name !== 'string') return undefined;
  return { email: kept.email, name: kept.name };
}

/** On every page: the header's name, and who it is; the tag sends that once. */
export function showAccount(): void {
  const account = signedIn();
  one('[data-account]').textContent = account?.name.split(' ')[0] ?? 'Sign in';
  if (account) identify(userIdOf(account.email), { ...account });
}

export function showSignIn(): void {
  const form = the(HTMLFormElement, '[data-sign-in]');
  onSubmit(form, () => {
    remember('account', { email: valueOf(form, 'email'), name: valueOf(form, 'name') });
    showAccount();
    track('login', { method: 'email' });
    show();
  });
  one('[data-sign-out]').addEventListener('click', () => {
    // The next person at this device is somebody else.
    reset();
    remember('account', null);
    remember('order', null);
    emptyCart();
    showAccount();
    show();
  });
  show();
}

function show(): void {
  const account = signedIn();
  one('[data-sign-in]').hidden = account !== undefined;
  one('[data-signed-in]').hidden = account === undefined;
  one('[data-name]').textContent = account?.name ?? '';
  one('[data-email]').textContent = account?.email ?? '';
}
