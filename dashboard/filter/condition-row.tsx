import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { Fault } from '../api/call.ts';
import type { Site } from '../api/shapes.ts';
import { faultAt } from '../api/use-act.ts';
import { EVENTS } from '../funnel/question.ts';
import { Choice, type Options } from '../parts/choice.tsx';
import { FieldNote, type Told } from '../parts/field.tsx';
import { Icon } from '../parts/icon.tsx';
import type { Condition } from './conditions.ts';
import { comparisons, DEEDS, type Field, FIELDS, OWN, PERSON, VISIT, WITHIN } from './fields.ts';
import { isSuggested, Suggestions } from './suggestions.tsx';

interface RowProps {
  condition: Condition;
  site: Site;
  nth: number;
  /** Of this condition, with pointers that begin there. */
  faults: readonly Fault[];
  onChange: (condition: Condition) => void;
  onRemove: () => void;
}

/** One condition: what it is about, how it is compared, with what. */
export function ConditionRow(props: RowProps): JSX.Element {
  const { condition, site, nth, faults, onChange, onRemove } = props;
  const { about, name, op } = condition;
  const id = useId();
  const fault = faultAt(faults, '');
  const told: Told = fault === undefined ? {} : { 'aria-invalid': true, 'aria-describedby': id };
  const isDeed = about in DEEDS;
  const isBare = op === 'known' || op === 'unknown' || about === 'did' || about === 'did_not';
  return (
    <li class="condition">
      <div class="condition-parts" role="group" aria-label={`Condition ${nth}`} {...told}>
        <About about={about} onChoose={(chosen) => onChange(begun(chosen, condition))} />
        {(isDeed || about in OWN) && (
          <input
            aria-label={isDeed ? 'Event' : 'Name'}
            {...told}
            list={isDeed ? `${id}-events` : undefined}
            value={name}
            maxLength={128}
            placeholder={isDeed ? 'Name of an event' : 'Its name'}
            spellcheck={false}
            autocapitalize="none"
            onInput={({ currentTarget }) => onChange({ ...condition, name: currentTarget.value })}
          />
        )}
        {about !== 'did' && about !== 'did_not' && (
          <Choice
            label="How it is compared"
            options={comparisons(about)}
            value={op}
            onChoose={(chosen) => onChange({ ...condition, op: chosen })}
          />
        )}
        {!isBare && <Value condition={condition} site={site} told={told} onChange={onChange} />}
        {isDeed && (
          <Choice
            label="How far back"
            options={withOwn(WITHIN, condition.within)}
            value={condition.within}
            onChoose={(within) => onChange({ ...condition, within })}
          />
        )}
        {isDeed && (
          <datalist id={`${id}-events`}>
            {EVENTS.map((event) => (
              <option key={event} value={event} />
            ))}
          </datalist>
        )}
      </div>
      <button type="button" class="act" aria-label={`Remove condition ${nth}`} onClick={onRemove}>
        <Icon name="minus" />
      </button>
      <FieldNote id={id} fault={fault} />
    </li>
  );
}

/** The condition about something else. What was typed stays where it still fits. */
function begun(about: string, { name, value }: Condition): Condition {
  const op = comparisons(about)[0]?.[0] ?? '';
  const keepsName = about in OWN || about in DEEDS;
  const { values, takes } = FIELDS[about] ?? {};
  const keeps = about === 'count' ? /^\d+$/.test(value) : takes === 'text';
  const first = about === 'count' ? '2' : (values?.[0]?.[0] ?? '');
  return {
    about,
    name: keepsName ? name : '',
    op: about === 'did' || about === 'did_not' ? '' : op,
    value: keeps && value !== '' ? value : first,
    within: '',
  };
}

function About(props: { about: string; onChoose: (about: string) => void }): JSX.Element {
  const group = (label: string, fields: Record<string, Field | string>): JSX.Element => (
    <optgroup label={label}>
      {Object.entries(fields).map(([name, field]) => (
        <option key={name} value={name}>
          {typeof field === 'string' ? field : field.label}
        </option>
      ))}
    </optgroup>
  );
  return (
    <select
      aria-label="What it is about"
      value={props.about}
      onChange={({ currentTarget }) => props.onChoose(currentTarget.value)}
    >
      {group('The visit', VISIT)}
      {group('The person', PERSON)}
      {group('What they did', DEEDS)}
      {group('Of this site', OWN)}
    </select>
  );
}

interface ValueProps {
  condition: Condition;
  site: Site;
  told: Told;
  onChange: (condition: Condition) => void;
}

function Value({ condition, site, told, onChange }: ValueProps): JSX.Element {
  const id = useId();
  // Nobody is asked before they are wanted.
  const [isWanted, setWanted] = useState(false);
  const { about, op, value } = condition;
  const { values, takes } = FIELDS[about] ?? {};
  const isMany = op === 'in' || op === 'not_in';
  const set = (typed: string): void => onChange({ ...condition, value: typed });
  if (values && !isMany) {
    return <Choice label="Value" options={withOwn(values, value)} value={value} onChoose={set} />;
  }
  if (takes === 'day' && /^(\d{4}-\d\d-\d\d)?$/.test(value)) {
    return (
      <input
        type="date"
        aria-label="Value"
        {...told}
        value={value}
        onInput={({ currentTarget }) => set(currentTarget.value)}
      />
    );
  }
  const isOffered = isWanted && !isMany && isSuggested(about);
  return (
    <>
      <input
        type="text"
        aria-label="Value"
        {...told}
        list={isOffered ? id : undefined}
        onFocus={() => setWanted(true)}
        inputMode={takes === 'number' || about === 'count' ? 'decimal' : 'text'}
        value={value}
        maxLength={1000}
        placeholder={isMany ? 'Several, with commas' : (HINTS[about] ?? 'Value')}
        spellcheck={false}
        autocapitalize="none"
        onInput={({ currentTarget }) => set(currentTarget.value)}
      />
      {isOffered && <Suggestions id={id} about={about} site={site} />}
    </>
  );
}

const HINTS: Record<string, string> = {
  country: 'DE',
  language: 'de-DE',
  page: '/checkout',
  landing_page: '/',
  exit_page: '/cart',
  referrer_host: 'www.example.com',
  event: 'purchase',
};

/** The options, and what is there now where it is none of them: as the API took it once. */
function withOwn(options: Options, value: string): Options {
  return options.some(([each]) => each === value) ? options : [...options, [value, value || '–']];
}
