import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { call } from '../api/call.ts';
import { signedOutBecause, signIn } from '../api/key.ts';
import { messageOf } from '../api/use-load.ts';
import { Mark } from '../shell/mark.tsx';

/** The door: a key opens it, and is tried before it is kept. */
export function SignIn(): JSX.Element {
  const [refused, setRefused] = useState(signedOutBecause.value);
  const [busy, setBusy] = useState(false);

  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (busy || !(event.currentTarget instanceof HTMLFormElement)) return;
    const form = new FormData(event.currentTarget);
    const typed = form.get('key');
    const key = typeof typed === 'string' ? typed.trim() : '';
    if (key === '') {
      setRefused('Paste a key first.');
      return;
    }
    setBusy(true);
    call('/v1/sites?limit=1', { key }).then(
      () => signIn(key, form.get('remember') !== null),
      (error: unknown) => {
        setBusy(false);
        setRefused(messageOf(error));
      },
    );
  };

  return (
    <main class="door">
      <div class="door-card">
        <div class="door-brand">
          <Mark />
          <h1>Sojourn</h1>
        </div>
        <p class="muted">Sign in with a key to see your customers' journeys.</p>
        <form onSubmit={submit} noValidate>
          {/* A key has no user: password managers want a name to keep it under. */}
          <input
            name="username"
            type="text"
            autocomplete="username"
            value="Sojourn"
            hidden
            readOnly
          />
          <label class="field">
            <span>Key</span>
            <input
              name="key"
              type="password"
              autocomplete="current-password"
              spellcheck={false}
              autocapitalize="none"
              aria-invalid={refused !== undefined}
              aria-describedby="door-note"
              onInput={() => setRefused(undefined)}
            />
          </label>
          <label class="check">
            <input name="remember" type="checkbox" />
            <span>Remember on this device</span>
          </label>
          <button type="submit" class="button primary" aria-disabled={busy}>
            {busy ? 'Signing in …' : 'Sign in'}
          </button>
          <p
            id="door-note"
            class={refused === undefined ? 'muted small' : 'refused small'}
            role="status"
          >
            {refused ??
              'Any key that reads will do: an admin or reading key of a site, or the operator’s key that npm start prints.'}
          </p>
        </form>
      </div>
      <DoorDrawing />
    </main>
  );
}

/** Two journeys, as the pages behind the door draw them. */
function DoorDrawing(): JSX.Element {
  return (
    <svg class="door-drawing" viewBox="0 0 560 220" aria-hidden="true">
      <path class="dd-line" d="M20 170C120 170 130 90 230 90s110-50 310-50" />
      <path class="dd-line dd-faint" d="M20 60c140 0 150 100 290 100s120 20 230 20" />
      <circle class="ch-search" cx="20" cy="170" r="9" />
      <circle class="ch-email" cx="230" cy="90" r="9" />
      <circle class="ch-direct" cx="348" cy="65" r="9" />
      <circle class="dd-end" cx="540" cy="40" r="13" />
      <path class="dd-check" d="m534 40 4.5 4.5 8-9" />
      <circle class="ch-paid-search" cx="20" cy="60" r="7" />
      <circle class="ch-social" cx="165" cy="110" r="7" />
      <circle class="ch-referral" cx="436" cy="170" r="7" />
    </svg>
  );
}
