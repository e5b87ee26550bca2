import type { JSX } from 'preact';

/** A share of 0 .. 1 as a bar behind or beside its number. Drawn by attributes: no style is injected. */
export function Bar({ share, tone = '' }: { share: number; tone?: string }): JSX.Element {
  const width = Number.isFinite(share) ? Math.min(Math.max(share, 0), 1) * 100 : 0;
  return (
    <svg class={`bar ${tone}`} viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect class="bar-track" width="100" height="6" />
      <rect class="bar-fill" width={width} height="6" />
    </svg>
  );
}
