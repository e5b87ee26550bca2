import type { JSX } from 'preact';
import type { Json } from '../../schema/index.ts';
import { money } from '../format/money.ts';
import { plural } from '../format/number.ts';
import { type SiteClock, span } from '../format/time.ts';
import { humanise, textAt, valueText } from '../format/words.ts';
import { Icon } from '../parts/icon.tsx';
import { Stage } from '../parts/stage.tsx';
import { anchorOf } from './anchor.ts';
import type { Entry, JourneyInfo, Line } from './line.ts';
import { say } from './say.ts';

interface StepProps {
  entry: Entry;
  line: Line;
  clock: SiteClock;
}

export function StepItem({ entry, line, clock }: StepProps): JSX.Element {
  const { step, at } = entry;
  const said = say(entry);
  const quiet = step.name === 'engagement' || step.name === 'click';
  const ended = line.ends.get(entry);
  return (
    <>
      <li
        class={`step step-${said.weight}${quiet ? ' step-quiet' : ''}`}
        id={step.session ? undefined : anchorOf(step.id)}
        data-step={step.id}
        data-name={step.name}
      >
        <time class="step-time num" dateTime={new Date(at).toISOString()} title={clock.full(at)}>
          {clock.exactTime(at)}
        </time>
        <span class="step-icon">
          <Icon name={said.icon} />
        </span>
        <div class="step-body">
          <p class="step-line">
            <bdi class="step-title">{said.title}</bdi>
            {said.object !== undefined && <bdi class="step-object">{said.object}</bdi>}
            {said.amount !== undefined && <span class="step-amount num">{said.amount}</span>}
            {said.proof !== undefined && <span class="muted small">{said.proof}</span>}
            {step.stage && line.turns.has(entry) && <Stage stage={{ name: step.stage }} />}
          </p>
          <StepMore entry={entry} />
        </div>
      </li>
      {ended && <JourneyEnd journey={ended} />}
    </>
  );
}

function JourneyEnd({ journey }: { journey: JourneyInfo }): JSX.Element {
  const worth =
    journey.value === null || journey.value === undefined
      ? ''
      : money(journey.value, journey.currency);
  return (
    <li class="journey-end">
      <span class="journey-end-mark">
        <Icon name="order" />
      </span>
      <span>
        <strong>Journey {journey.number} converted</strong>
        {worth !== '' && (
          <>
            {' '}
            with <strong class="num">{worth}</strong>
          </>
        )}
        {`, after ${plural(journey.sessions, 'session')}`}
        {typeof journey.seconds === 'number' && ` and ${span(journey.seconds * 1000)}`}
      </span>
    </li>
  );
}

/** Where it happened, and all its properties on demand. */
function StepMore({ entry }: { entry: Entry }): JSX.Element | null {
  const { step } = entry;
  const url = textAt(step.object, 'url');
  const page = url === say(entry).title ? undefined : url;
  const properties = Object.entries(step.properties ?? {});
  return (
    <>
      {page !== undefined && (
        <p class="step-page">
          <bdi>{page}</bdi>
        </p>
      )}
      {properties.length > 0 && <Properties properties={properties} />}
    </>
  );
}

function Properties({ properties }: { properties: [name: string, value: Json][] }): JSX.Element {
  return (
    <details class="step-more">
      <summary>
        <span class="unseen">{plural(properties.length, 'property', 'properties')}</span>
      </summary>
      <dl>
        {properties.map(([name, value]) => (
          <div key={name}>
            <dt>
              <bdi>{humanise(name)}</bdi>
            </dt>
            <dd>
              <bdi>{valueText(value)}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
