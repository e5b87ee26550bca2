import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Report, Site, Span } from '../api/shapes.ts';
import { siteClock, toMs } from '../format/time.ts';
import { Choice, type Options } from './choice.tsx';
import { useView } from '../shell/use-view.ts';

const PRESETS: Options = [
  ['today', 'Today'],
  ['yesterday', 'Yesterday'],
  ['last_7d', 'Last 7 days'],
  ['last_28d', 'Last 28 days'],
  ['last_90d', 'Last 90 days'],
  ['last_365d', 'Last 365 days'],
  ['this_month', 'This month'],
  ['last_month', 'Last month'],
  ['this_year', 'This year'],
  ['all', 'All time'],
];

export type Range = { preset: string } | { from: string; to: string };

/** The range of the view: a preset, or two calendar days in the site's zone. */
export function rangeOf(view: Record<string, string | undefined>): Range {
  if (view['from'] && view['to']) return { from: view['from'], to: view['to'] };
  const preset = PRESETS.find(([value]) => value === view['range'])?.[0];
  return { preset: preset ?? 'last_28d' };
}

export function RangeChoice(): JSX.Element {
  const [view, change] = useView();
  const range = rangeOf(view);
  const [choosing, setChoosing] = useState('from' in range);
  const [draft, setDraft] = useState('from' in range ? range : { from: '', to: '' });

  const take = (days: { from: string; to: string }): void => {
    setDraft(days);
    if (days.from && days.to && days.from <= days.to) change({ ...days, range: undefined });
  };
  return (
    <div class="range">
      <Choice
        label="Range"
        options={[...PRESETS, ['days', 'Days …']]}
        value={choosing ? 'days' : 'preset' in range ? range.preset : 'days'}
        onChoose={(value) => {
          setChoosing(value === 'days');
          if (value !== 'days') change({ range: value, from: undefined, to: undefined });
        }}
      />
      {choosing && (
        <>
          <input
            type="date"
            aria-label="From day"
            value={draft.from}
            onChange={(event) => take({ ...draft, from: event.currentTarget.value })}
          />
          <input
            type="date"
            aria-label="To day"
            value={draft.to}
            onChange={(event) => take({ ...draft, to: event.currentTarget.value })}
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
  const range =
    'preset' in asked && asked.preset === 'all' ? 'All time' : daysText(query?.range, site);
  const compare = daysText(query?.compare, site);
  return (
    <span class="muted small">
      {range !== undefined && `${range}${meta?.partial === true ? ' so far' : ''}, `}
      {compare !== undefined && `compared with ${compare}, `}
      {site.time_zone}
    </span>
  );
}

function daysText(span: Span | undefined, site: Site): string | undefined {
  const [from, to] = [dayText(span?.from, site), dayText(span?.to, site)];
  if (from === undefined || to === undefined) return undefined;
  const until = timeText(span?.to, site);
  return `${from === to ? from : `${from} – ${to}`}${until}`;
}

/** Where the last day is cut, ` until 15:16`. */
function timeText(at: string | number | undefined, { time_zone }: Site): string {
  const ms = toMs(at);
  if (ms === undefined || typeof at !== 'string' || isDay(at)) return '';
  return ` until ${siteClock(time_zone).time(ms)}`;
}

function isDay(at: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(at);
}

function dayText(at: string | number | undefined, site: Site): string | undefined {
  // A calendar day has no zone: noon UTC is on that day for the formatter below.
  if (typeof at === 'string' && isDay(at)) {
    return siteClock('UTC').shortDay(Date.parse(`${at}T12:00:00Z`));
  }
  const ms = toMs(at);
  return ms === undefined ? undefined : siteClock(site.time_zone).shortDay(ms);
}
