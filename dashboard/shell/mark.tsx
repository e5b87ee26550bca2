import type { JSX } from 'preact';

/** Sojourn's sign: a way from one place to another. */
export function Mark(): JSX.Element {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" />
      <path d="M8 22c5 0 5-6 8-6s3-6 8-6" />
      <circle cx="8" cy="22" r="3" />
      <circle cx="24" cy="10" r="3" />
    </svg>
  );
}
