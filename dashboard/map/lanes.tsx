import type { ComponentChildren, JSX } from 'preact';
import type { Cell, MapRow, MapStage, Sentiment } from '../api/report-shapes.ts';
import type { Rate, Site } from '../api/shapes.ts';
import { count, interval, rate } from '../format/number.ts';
import { roughSpan } from '../format/time.ts';
import { humanise } from '../format/words.ts';
import { signalText } from '../friction/words.ts';
import { Behind } from '../parts/behind.tsx';
import { Channel } from '../parts/channel.tsx';
import { points } from './words.ts';

export interface Where {
  site: Site;
  /** In words. */
  stage: string;
  /** Who went from it to *lapsed*. */
  lapsed: Cell;
}

interface Lane {
  name: string;
  note: string;
  show: (stage: MapStage, where: Where) => JSX.Element;
}

const NONE = <span class="muted">–</span>;

const GOOD: Record<string, string> = {
  praise: 'Praise',
  conversion: 'Conversions',
  quick_success: 'Quick ones',
};

/** From who is there to how it went for them. */
export const LANES: readonly Lane[] = [
  {
    name: 'People',
    note: 'at the end; active in the range',
    show: ({ people, active, cells }, { site, stage }) => (
      <>
        <p class="map-figure num">
          <Behind cell={cells.people} of={`In the stage ${stage}`} site={site}>
            {count(people)}
          </Behind>
        </p>
        <p class="muted small num">
          <Behind cell={cells.active} of={`Active in the stage ${stage}`} site={site}>
            {count(active)}
          </Behind>
          {' active'}
        </p>
      </>
    ),
  },
  {
    name: 'Goes on, or lapses',
    note: 'of those there and those who came',
    show: ({ conversion, drop_off }, { site, stage, lapsed }) => (
      <dl class="map-pairs">
        <Share name="On" of={conversion}>
          {rate(conversion)}
        </Share>
        <Share name="Lapsed" of={drop_off}>
          <Behind cell={lapsed} of={`Lapsed from the stage ${stage}`} site={site}>
            {rate(drop_off)}
          </Behind>
        </Share>
      </dl>
    ),
  },
  {
    name: 'Time in the stage',
    note: 'median, and the middle half',
    show: ({ time: { p25, p50, p75 } }) =>
      p50 === null ? (
        NONE
      ) : (
        <>
          <p class="num">{long(p50)}</p>
          <p class="muted small num">{`${long(p25)} to ${long(p75)}`}</p>
        </>
      ),
  },
  {
    name: 'Touchpoints',
    note: 'sessions and, off the site, contacts',
    show: ({ channels, sessions, contacts }, { site, stage }) => (
      <List
        rows={channels.slice(0, 6).map(({ key, online, touches, cell }) => ({
          name: online ? <Channel name={key} /> : <Contact name={key} />,
          said: `${key}${online ? '' : ', off the site,'} in the stage ${stage}`,
          key: `${key} ${online}`,
          n: touches,
          cell,
        }))}
        rest={sessions + contacts - sumOf(channels.slice(0, 6).map(({ touches }) => touches))}
        site={site}
      />
    ),
  },
  {
    name: 'What they do',
    note: 'page views and scrolling apart',
    show: ({ actions }, { site, stage }) => (
      <List rows={rowsOf(actions, stage, humanise)} site={site} />
    ),
  },
  {
    name: 'Pages',
    note: 'views',
    show: ({ pages }, { site, stage }) => (
      <List rows={rowsOf(pages, stage, (page) => page)} site={site} />
    ),
  },
  {
    name: 'Questions',
    note: 'searches, and subjects of cases, chats and calls',
    show: ({ questions }, { site, stage }) => (
      <List
        rows={questions.map(({ key, kind, asked, cell }) => ({
          name: <bdi>{kind === 'search' ? `“${key}”` : key}</bdi>,
          said: `Asked ${key} in the stage ${stage}`,
          key: `${kind} ${key}`,
          n: asked,
          cell,
        }))}
        site={site}
      />
    ),
  },
  {
    name: 'Friction',
    note: 'share of sessions',
    show: ({ friction }, { site, stage }) => (
      <List
        rows={friction
          .filter(({ events }) => events > 0)
          .map(({ signal, sessions, events, cell }) => ({
            name: signalText(signal),
            said: `Met with ${signalText(signal).toLowerCase()} in the stage ${stage}`,
            key: signal,
            n: events,
            text: rate(sessions),
            title: `${count(events)} in all; 95 %: ${interval(sessions) ?? '–'}`,
            cell,
          }))}
        site={site}
      />
    ),
  },
  {
    name: 'Good moments',
    note: 'quick: in under half the median time',
    show: ({ good_moments: all, active }, { site, stage }) => (
      <List
        rows={all
          .filter(({ moments }) => moments !== 0 && active > 0)
          .map(({ key, moments, cell }) => ({
            name: GOOD[key] ?? humanise(key),
            said: `${GOOD[key] ?? humanise(key)} in the stage ${stage}`,
            key,
            n: moments,
            cell,
          }))}
        site={site}
      />
    ),
  },
  {
    name: 'Stated',
    note: 'surveys and reviews',
    show: ({ sentiment }, { site, stage }) => (
      <Felt of={sentiment.stated} said={`Said how they feel in the stage ${stage}`} site={site} />
    ),
  },
  {
    name: 'Inferred',
    note: 'cases, returns, rage clicks, errors',
    show: ({ sentiment }, { site, stage }) => (
      <Felt
        of={sentiment.inferred}
        said={`Showed how they feel in the stage ${stage}`}
        site={site}
      />
    ),
  },
];

interface ListRow {
  key: string;
  name: ComponentChildren;
  /** How the people are headed. */
  said: string;
  n: number | null;
  /** Shown in place of `n`. */
  text?: string;
  title?: string;
  cell: Cell;
}

interface ListProps {
  rows: ListRow[];
  site: Site;
  /** What is in none of the rows. */
  rest?: number;
}

function List({ rows, site, rest = 0 }: ListProps): JSX.Element {
  if (rows.length === 0) return NONE;
  return (
    <ul class="map-list">
      {rows.map(({ key, name, said, n, text, title, cell }) => (
        <li key={key}>
          <span>{name}</span>
          <span class="num" title={title}>
            <Behind cell={cell} of={said} site={site}>
              {text ?? count(n)}
            </Behind>
          </span>
        </li>
      ))}
      {rest > 0 && (
        <li class="muted">
          <span>(more)</span>
          <span class="num">{count(rest)}</span>
        </li>
      )}
    </ul>
  );
}

function rowsOf(rows: MapRow[], stage: string, named: (key: string) => string): ListRow[] {
  return rows.map(({ key, events, cell }) => {
    const name = key.startsWith('(') ? key : named(key);
    const shown = key.startsWith('(') ? <span class="muted">{key}</span> : <bdi>{name}</bdi>;
    return { key, name: shown, said: `${name} in the stage ${stage}`, n: events, cell };
  });
}

function Contact({ name }: { name: string }): JSX.Element {
  return (
    <span class="touch touch-contact">
      <bdi>{name}</bdi>
    </span>
  );
}

interface ShareProps {
  name: string;
  of: Rate;
  children: ComponentChildren;
}

function Share({ name, of, children }: ShareProps): JSX.Element {
  return (
    <>
      <dt class="muted">{name}</dt>
      <dd class="num">{children}</dd>
      <dd class="map-sure num muted">{interval(of)}</dd>
    </>
  );
}

function Felt({ of, said, site }: { of: Sentiment; said: string; site: Site }): JSX.Element {
  const { mean, n, ci95, cell } = of;
  if (mean === null) return NONE;
  return (
    <>
      <p class="num">
        {points(mean)}
        <span class="muted small">
          {' of '}
          <Behind cell={cell} of={said} site={site}>
            {count(n)}
          </Behind>
        </span>
      </p>
      <p class="muted small num">{sureness(ci95)}</p>
    </>
  );
}

/** Signs that are all alike, as errors are, have an interval of no width. */
function sureness(ci95: Sentiment['ci95']): string {
  if (ci95 === null) return 'of one person';
  const [low, high] = ci95.map(points);
  return low === high ? 'all alike' : `${low} to ${high}`;
}

function long(seconds: number | null): string {
  return roughSpan(Math.round(seconds ?? 0) * 1_000);
}

function sumOf(list: readonly number[]): number {
  return list.reduce((sum, one) => sum + one, 0);
}
