import type { JSX } from 'preact';
import type { Fault } from '../api/call.ts';
import type { Site } from '../api/shapes.ts';
import { faultAt, faultsWithin } from '../api/use-act.ts';
import { Choice, type Options } from '../parts/choice.tsx';
import { Field, FieldNote } from '../parts/field.tsx';
import { Icon } from '../parts/icon.tsx';
import { ConditionRow } from './condition-row.tsx';
import { type Condition, type Draft, draftOf, FIRST, filterOf, pointerOf } from './conditions.ts';
import { type Editing, madeOf } from './editing.ts';

interface EditorProps {
  value: Editing;
  site: Site;
  /** Of the filter, with pointers that begin there. */
  faults: readonly Fault[];
  onChange: (value: Editing) => void;
}

/** Where a filter is made: by conditions, or as JSON where it says more than these can. */
export function FilterEditor({ value, site, faults, onChange }: EditorProps): JSX.Element {
  return (
    <fieldset class="filter">
      <legend class="unseen">Filter</legend>
      {'draft' in value ? (
        <Conditions
          draft={value.draft}
          site={site}
          faults={faults}
          onChange={(draft) => onChange({ draft })}
          onJson={() => onChange({ json: jsonOf(value.draft) })}
        />
      ) : (
        <AsJson json={value.json} faults={faults} onChange={onChange} />
      )}
    </fieldset>
  );
}

const JOINS: Options = [
  ['and', 'all of these hold'],
  ['or', 'any of these holds'],
];

interface ConditionsProps {
  draft: Draft;
  site: Site;
  faults: readonly Fault[];
  onChange: (draft: Draft) => void;
  onJson: () => void;
}

function Conditions({ draft, site, faults, onChange, onJson }: ConditionsProps): JSX.Element {
  const { join, conditions } = draft;
  const set = (all: Condition[]): void => onChange({ join, conditions: all });
  const strays = faults.filter(
    (one) =>
      !conditions.some((_, index) => faultsWithin([one], pointerOf(draft, index)).length > 0),
  );
  return (
    <>
      {conditions.length > 1 && (
        <div class="filter-join">
          <span>Where</span>
          <Choice
            label="How conditions are joined"
            options={JOINS}
            value={join}
            onChoose={(chosen) => onChange({ join: chosen === 'or' ? 'or' : 'and', conditions })}
          />
        </div>
      )}
      <ol class="conditions">
        {conditions.map((condition, index) => (
          <ConditionRow
            key={index}
            condition={condition}
            site={site}
            nth={index + 1}
            faults={faultsWithin(faults, pointerOf(draft, index))}
            onChange={(changed) => set(conditions.with(index, changed))}
            onRemove={() => set(conditions.toSpliced(index, 1))}
          />
        ))}
      </ol>
      <FieldNote fault={faultAt(strays, '')} />
      <div class="filter-acts">
        <button type="button" class="button quiet" onClick={() => set([...conditions, FIRST])}>
          <Icon name="plus" /> Add a condition
        </button>
        <button type="button" class="button quiet" onClick={onJson}>
          Write it as JSON
        </button>
      </div>
    </>
  );
}

interface AsJsonProps {
  json: string;
  faults: readonly Fault[];
  onChange: (value: Editing) => void;
}

function AsJson({ json, faults, onChange }: AsJsonProps): JSX.Element {
  const { filter, slip } = madeOf({ json });
  const draft = filter && draftOf(filter);
  const [fault] = faults;
  const where = fault?.pointer ? `${fault.pointer}: ` : '';
  return (
    <>
      <Field
        label="Filter as JSON"
        hint="Conditions may stand within and, or, not; sequence and count are described in the API docs."
        fault={slip ?? (fault && where + (faultAt(faults, '') ?? ''))}
      >
        {(told) => (
          <textarea
            {...told}
            class="json"
            rows={10}
            spellcheck={false}
            autocapitalize="none"
            value={json}
            onInput={({ currentTarget }) => onChange({ json: currentTarget.value })}
          />
        )}
      </Field>
      {draft && (
        <div class="filter-acts">
          <button type="button" class="button quiet" onClick={() => onChange({ draft })}>
            Show its conditions
          </button>
        </div>
      )}
    </>
  );
}

function jsonOf(draft: Draft): string {
  return JSON.stringify(filterOf(draft) ?? {}, null, 2);
}
