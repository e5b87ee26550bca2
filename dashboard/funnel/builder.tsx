import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Icon, type IconName } from '../parts/icon.tsx';
import type { Options } from '../parts/choice.tsx';
import {
  BREAKDOWNS,
  EVENTS,
  HOLDS,
  MOST_STEPS,
  ORDERS,
  type Question,
  TRENDS,
  WINDOWS,
  WITHOUT,
} from './question.ts';

interface BuilderProps {
  question: Question;
  onChange: (question: Question) => void;
}

/** Steps and settings of the funnel. A change is asked at once; a name when it has been typed. */
export function Builder({ question, onChange }: BuilderProps): JSX.Element {
  const [events, setEvents] = useState(question.events);
  const asked = question.events.join('\n');
  useEffect(() => setEvents(question.events), [asked]);

  const take = (next: string[]): void => {
    setEvents(next);
    const named = next.map((event) => event.trim()).filter(Boolean);
    if (named.length > 0 && named.join('\n') !== asked) onChange({ ...question, events: named });
  };
  return (
    <form class="card builder" onSubmit={(event) => event.preventDefault()}>
      <fieldset>
        <legend>Steps</legend>
        <ol class="builder-steps">
          {events.map((event, index) => (
            <li key={index}>
              <StepField
                event={event}
                index={index}
                last={events.length - 1}
                onType={(typed) => setEvents(events.with(index, typed))}
                onDone={() => take(events)}
                onMove={(to) => take(moved(events, index, to))}
                onRemove={() => take(events.toSpliced(index, 1))}
              />
            </li>
          ))}
        </ol>
        {events.length < MOST_STEPS && (
          <button type="button" class="button quiet" onClick={() => setEvents([...events, ''])}>
            <Icon name="plus" /> Add a step
          </button>
        )}
        <datalist id="event-names">
          {EVENTS.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      </fieldset>
      <Setting
        label="Order"
        options={ORDERS}
        value={question.order}
        onSet={(order) => onChange({ ...question, order })}
      />
      <Setting
        label="Within, from the first step"
        options={WINDOWS}
        value={question.window}
        onSet={(window) => onChange({ ...question, window })}
      />
      <Setting
        label="Break down by"
        options={BREAKDOWNS}
        value={question.by}
        onSet={(by) => onChange({ ...question, by })}
      />
      <Setting
        label="All steps with"
        options={HOLDS}
        value={question.hold}
        onSet={(hold) => onChange({ ...question, hold })}
      />
      <Setting
        label="Leave out, between the steps"
        options={WITHOUT}
        value={question.without}
        onSet={(without) => onChange({ ...question, without })}
      />
      <Setting
        label="Trend"
        options={TRENDS}
        value={question.trend}
        onSet={(trend) => onChange({ ...question, trend })}
      />
    </form>
  );
}

function moved(events: string[], from: number, to: number): string[] {
  const event = events[from] ?? '';
  return events.toSpliced(from, 1).toSpliced(to, 0, event);
}

interface StepFieldProps {
  event: string;
  index: number;
  last: number;
  onType: (text: string) => void;
  onDone: () => void;
  onMove: (to: number) => void;
  onRemove: () => void;
}

function StepField({
  event,
  index,
  last,
  onType,
  onDone,
  onMove,
  onRemove,
}: StepFieldProps): JSX.Element {
  return (
    <div class="builder-step">
      <span class="builder-number num" aria-hidden="true">
        {index + 1}
      </span>
      <input
        aria-label={`Event of step ${index + 1}`}
        list="event-names"
        value={event}
        maxLength={64}
        placeholder="Name of an event"
        spellcheck={false}
        autocapitalize="none"
        onInput={({ currentTarget }) => onType(currentTarget.value)}
        onChange={onDone}
        onKeyDown={({ key }) => {
          if (key === 'Enter') onDone();
        }}
      />
      <Act
        icon="up"
        label={`Move step ${index + 1} up`}
        off={index === 0}
        onAct={() => onMove(index - 1)}
      />
      <Act
        icon="down"
        label={`Move step ${index + 1} down`}
        off={index === last}
        onAct={() => onMove(index + 1)}
      />
      <Act icon="minus" label={`Remove step ${index + 1}`} off={last === 0} onAct={onRemove} />
    </div>
  );
}

function Act(props: {
  icon: IconName;
  label: string;
  off: boolean;
  onAct: () => void;
}): JSX.Element {
  return (
    <button
      type="button"
      class="act"
      aria-label={props.label}
      disabled={props.off}
      onClick={props.onAct}
    >
      <Icon name={props.icon} />
    </button>
  );
}

interface SettingProps {
  label: string;
  options: Options;
  value: string;
  onSet: (value: string) => void;
}

function Setting({ label, options, value, onSet }: SettingProps): JSX.Element {
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} onChange={(event) => onSet(event.currentTarget.value)}>
        {options.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
