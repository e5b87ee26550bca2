import type { JSX } from 'preact';
import { apiPath, pagePath, withQuery } from '../api/paths.ts';
import type { Journey, Site } from '../api/shapes.ts';
import { usePages } from '../api/use-pages.ts';
import { money } from '../format/money.ts';
import { plural } from '../format/number.ts';
import { siteClock, span, toMs } from '../format/time.ts';
import { channelClass } from '../parts/channel.tsx';
import { Choice, type Options } from '../parts/choice.tsx';
import { Icon } from '../parts/icon.tsx';
import { shortId } from '../parts/person.tsx';
import { Outcome, Stage } from '../parts/stage.tsx';
import { Empty, Failed, Loading, More } from '../parts/states.tsx';
import { At } from '../parts/when.tsx';
import { WhoChoice } from '../parts/who.tsx';
import { whoAsked } from '../questions/who.ts';
import { Title } from '../shell/title.tsx';
import { useView } from '../shell/use-view.ts';

const OUTCOMES: Options = [
  ['', 'Any outcome'],
  ['converted', 'Converted'],
  ['open', 'Open'],
  ['lapsed', 'Lapsed'],
];
const TOUCHES: Options = [
  ['', 'Any length'],
  ['2', '2 touches or more'],
  ['3', '3 touches or more'],
  ['5', '5 touches or more'],
];

/** Every way to a conversion, or to none. */
export function Journeys({ site }: { site: Site }): JSX.Element {
  const [view, change] = useView();
  const { outcome, min_touches } = view;
  const path = withQuery(apiPath(site.id, 'journeys'), {
    outcome,
    min_touches,
    ...whoAsked(view),
    limit: '50',
  });
  const list = usePages<Journey>(path);
  return (
    <>
      <Title>Journeys</Title>
      <div class="tools">
        <Choice
          label="Outcome"
          options={OUTCOMES}
          value={outcome ?? ''}
          onChoose={(value) => change({ outcome: value })}
        />
        <Choice
          label="Number of touches"
          options={TOUCHES}
          value={min_touches ?? ''}
          onChoose={(value) => change({ min_touches: value })}
        />
        <WhoChoice site={site} />
      </div>
      {list.error !== undefined && <Failed error={list.error} retry={list.retry} />}
      {list.fresh && list.items.length === 0 && <Loading lines={8} />}
      {list.items.length > 0 && (
        <ul class="card journeys" aria-busy={list.fresh}>
          {list.items.map((journey) => (
            <JourneyRow key={journey.id} journey={journey} site={site} />
          ))}
        </ul>
      )}
      {!list.fresh && list.items.length === 0 && list.error === undefined && (
        <Empty title="No journeys here">
          <p>
            A journey opens with a customer's first visit or contact and closes with a conversion,
            or after 90 days of silence.
          </p>
        </Empty>
      )}
      <More more={list.more} loading={list.loading} what="journeys" />
    </>
  );
}

function JourneyRow({ journey, site }: { journey: Journey; site: Site }): JSX.Element {
  const { customer } = journey;
  const id = typeof customer === 'string' ? customer : customer.id;
  const name = typeof customer === 'string' ? nameIn(journey) : customer.name;
  const worth =
    journey.value === null || journey.value === undefined
      ? ''
      : money(journey.value, journey.currency);
  return (
    <li class="journey">
      <div class="journey-who">
        <a class="row-link" href={pagePath(site.id, 'customers', id)}>
          <bdi>{name ?? shortId(id)}</bdi>
        </a>
        <span class="muted small num">
          <At at={journey.opened_at} site={site} />
        </span>
      </div>
      <Touches journey={journey} site={site} />
      <div class="journey-what">
        <span class="journey-outcome">
          {journey.outcome !== 'converted' && journey.stage && (
            <Stage stage={{ name: journey.stage }} />
          )}
          <Outcome name={journey.outcome} />
          {worth !== '' && <strong class="num">{worth}</strong>}
        </span>
        <span class="muted small num">
          {typeof journey.sessions === 'number' && plural(journey.sessions, 'session')}
          {typeof journey.seconds_to_convert === 'number' &&
            `, ${span(journey.seconds_to_convert * 1000)}`}
        </span>
      </div>
    </li>
  );
}

/** Who is not known by a name has the id in its stead. */
function nameIn({ customer, customer_name: name }: Journey): string | undefined {
  return name === customer ? undefined : name;
}

/** Touches drawn at once; the rest is a number. */
const SHOWN = 12;

/** The touches in order, each in its channel's colour. */
function Touches({ journey, site }: { journey: Journey; site: Site }): JSX.Element {
  const touches = journey.touches ?? [];
  const clock = siteClock(site.time_zone);
  return (
    <ol class="touches" aria-label="Touches">
      {touches.slice(0, SHOWN).map(({ channel, at, session }, index) => {
        const ms = toMs(at);
        return (
          <li
            key={index}
            class={`touch ${session === null ? 'touch-contact' : channelClass(channel)}`}
            title={ms === undefined ? channel : `${channel}, ${clock.full(ms)}`}
          >
            <bdi>{channel}</bdi>
          </li>
        );
      })}
      {touches.length > SHOWN && <li class="touch-rest num">+ {touches.length - SHOWN} more</li>}
      {journey.outcome === 'converted' && (
        <li class="touch-end">
          <Icon name="order" />
          <span class="unseen">Converted</span>
        </li>
      )}
    </ol>
  );
}
