import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Instant, Report, Site, Span } from '../api/shapes.ts';
import { siteClock, toMs } from '../format/time.ts';
import { PRESETS, rangeOf } from '../questions/range.ts';
import { Choice } from './choice.tsx';
import { useView } from '../shell/use-view.ts';

interface Days {
  from: string;
  to: string;
}

export function RangeChoice(): JSX.Element {
  const [view, change] = useView();
  const range = rangeOf(view);
  const asked: Days = 'from' in range ? range : { from: '', to: '' };
  // Days that are still being chosen are of the range that was there: any other, as of a saved report or of the
  // page before, shows its own.
  const open = JSON.stringify(range);
  const [draft, setDraft] = useState<Days & { of: string }>();
  const begun = draft?.of === open ? draft : undefined;
  const { from, to } = begun ?? asked;
  const isByDays = begun !== undefined || 'from' in range;

  const take = (days: Days): void => {
    const isWhole = days.from !== '' && days.to !== '' && days.from <= days.to;
    setDraft(isWhole ? undefined : { ...days, of: open });
    if (isWhole) change({ ...days, range: undefined });
  };
  return (
    <div class="range">
      <Choice
        label="Range"
        options={[...PRESETS, ['days', 'Days …']]}
        value={isByDays || !('preset' in range) ? 'days' : range.preset}
        onChoose={(value) => {
          setDraft(value === 'days' ? { ...asked, of: open } : undefined);
          if (value !== 'days') change({ range: value, from: undefined, to: undefined });
        }}
      />
      {isByDays && (
        <>
          <input
            type="date"
            aria-label="From day"
            value={from}
            onChange={(event) => take({ from: event.currentTarget.value, to })}
          />
          <input
            type="date"
            aria-label="To day"
            value={to}
            onChange={(event) => take({ from, to: event.currentTarget.value })}
          />
        </>
      )}
    </div>
  );
}

/** The days that the API made of the range, `24 Oct – 20 Nov so far, Europe/Berlin`. */
export function Resolved({ report, site }: { report: Report<unknown>; site: Site }): JSX.Element {
  const [view] = useView();
  const { query, meta } = report;
  const asked = rangeOf(view);
  const spans = [query?.range, otherOf(query)].map((span) => edgesOf(span, site));
  const years = new Set(spans.flatMap((edges) => edges?.map(({ year }) => year) ?? []));
  const [days, compare] = spans.map((edges) => edges && daysText(edges, years.size > 1));
  const soFar = meta?.partial === true ? ' so far' : '';
  const range = 'preset' in asked && asked.preset === 'all' ? 'All time' : days && days + soFar;
  return (
    <span class="muted small">
      {range !== undefined && `${range}, `}
      {compare !== undefined && `compared with ${compare}, `}
      {site.time_zone}
    </span>
  );
}

/** What the range is compared with: another time. Sides of the same time are no other. */
function otherOf(query: Report<unknown>['query']): Span | undefined {
  const { range, compare, b } = query ?? {};
  const isSame = b?.range?.from === range?.from && b?.range?.to === range?.to;
  return compare ?? (isSame ? undefined : b?.range);
}

/** The first or the last day of a range. */
interface Edge {
  day: string;
  year: string;
  /** Where the day is cut, `15:16`. */
  time?: string;
}

function edgesOf(span: Span | undefined, site: Site): [from: Edge, to: Edge] | undefined {
  const [from, to] = [edgeOf(span?.from, site), edgeOf(span?.to, site)];
  return from && to && [from, to];
}

function edgeOf(at: Instant | undefined, { time_zone }: Site): Edge | undefined {
  // A calendar day has no zone: noon UTC is on that day for the formatter below.
  const isDay = typeof at === 'string' && /^\d{4}-\d\d-\d\d$/.test(at);
  const ms = toMs(isDay ? `${at}T12:00:00Z` : at);
  if (ms === undefined) return undefined;
  const clock = siteClock(isDay ? 'UTC' : time_zone);
  const edge = { day: clock.shortDay(ms), year: clock.dayKey(ms).slice(0, 4) };
  return isDay ? edge : { ...edge, time: clock.time(ms) };
}

function daysText([from, to]: [from: Edge, to: Edge], withYear: boolean): string {
  const [first, last] = [from, to].map(({ day, year }) => (withYear ? `${day} ${year}` : day));
  const days = first === last ? `${last}` : `${first} – ${last}`;
  return to.time === undefined ? days : `${days} until ${to.time}`;
}
