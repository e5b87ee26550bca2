import type { JSX } from 'preact';
import type { Instant, Site } from '../api/shapes.ts';
import { ago, siteClock, toMs } from '../format/time.ts';

/** An instant as `3 days ago`, its date and time in the site's zone as the tooltip. */
export function When({ at, site }: { at: Instant | null | undefined; site: Site }): JSX.Element {
  const ms = toMs(at);
  if (ms === undefined) return <span class="muted">–</span>;
  return (
    <time dateTime={new Date(ms).toISOString()} title={siteClock(site.time_zone).full(ms)}>
      {ago(ms, Date.now())}
    </time>
  );
}

/** An instant as date and time in the site's zone. */
export function At({ at, site }: { at: Instant | null | undefined; site: Site }): JSX.Element {
  const ms = toMs(at);
  if (ms === undefined) return <span class="muted">–</span>;
  return <time dateTime={new Date(ms).toISOString()}>{siteClock(site.time_zone).full(ms)}</time>;
}
