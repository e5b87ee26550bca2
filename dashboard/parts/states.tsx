import type { ComponentChildren, JSX } from 'preact';

/** What stands where there is nothing yet: why, and what to do about it. */
export function Empty(props: { title: string; children?: ComponentChildren }): JSX.Element {
  return (
    <div class="empty">
      <svg viewBox="0 0 96 40" aria-hidden="true">
        <path d="M8 31c18 0 20-11 38-11S72 9 88 9" />
        <circle cx="8" cy="31" r="5" />
        <circle cx="46" cy="20" r="4" />
        <circle cx="88" cy="9" r="5" />
      </svg>
      <h2>{props.title}</h2>
      {props.children}
    </div>
  );
}

export function Failed({ error, retry }: { error: string; retry: () => void }): JSX.Element {
  return (
    <div class="failed" role="alert">
      <p>
        <strong>This could not be loaded.</strong> <bdi>{error}</bdi>
      </p>
      <button type="button" class="button" onClick={retry}>
        Try again
      </button>
    </div>
  );
}

/** Grey lines in the place of what is on its way. */
export function Loading({ lines = 5 }: { lines?: number }): JSX.Element {
  return (
    <div class="loading" role="status">
      <span class="unseen">Loading</span>
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} class="loading-line" />
      ))}
    </div>
  );
}

export function More(props: {
  more?: (() => void) | undefined;
  loading: boolean;
  what: string;
}): JSX.Element | null {
  if (!props.more) return null;
  return (
    <div class="more">
      <button type="button" class="button" onClick={props.more} aria-disabled={props.loading}>
        {props.loading ? 'Loading …' : `Show more ${props.what}`}
      </button>
    </div>
  );
}
