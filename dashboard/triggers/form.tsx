import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { call } from '../api/call.ts';
import { apiPath } from '../api/paths.ts';
import type { Site } from '../api/shapes.ts';
import { faultAt, faultsWithin, useAct } from '../api/use-act.ts';
import { FilterEditor } from '../filter/editor.tsx';
import { type Editing, editingOf, madeOf, unfinished } from '../filter/editing.ts';
import { EVENTS } from '../funnel/question.ts';
import { Field, Refused } from '../parts/field.tsx';
import { onceOf, onceOptions, onceValue, type SavedTrigger, type Trigger } from './triggers.ts';

interface TriggerFormProps {
  /** Absent: a new one. */
  trigger?: Trigger;
  site: Site;
  onSaved: (trigger: SavedTrigger) => void;
  /** The way back. */
  cancel: ComponentChildren;
}

interface Typed {
  name: string;
  event: string;
  url: string;
  once: string;
}

const NOTHING: Editing = { draft: { join: 'and', conditions: [] } };

/** What fires, for whom, how often, and where it is sent. */
export function TriggerForm({ trigger, site, onSaved, cancel }: TriggerFormProps): JSX.Element {
  const [typed, setTyped] = useState<Typed>({
    name: trigger?.name ?? '',
    event: trigger?.event ?? '',
    url: trigger?.url ?? '',
    once: trigger ? onceValue(trigger.once) : 'none',
  });
  const [editing, setEditing] = useState(() =>
    trigger?.filter ? editingOf(trigger.filter) : NOTHING,
  );
  const [isTried, setTried] = useState(false);
  const act = useAct();
  const { filter, slip } = madeOf(editing);
  const lacks = unfinished(editing);
  const faults = isTried && lacks.length > 0 ? lacks : faultsWithin(act.faults, '/filter');
  const isSaid = act.faults.length > 0;
  const save = async (): Promise<void> => {
    const once = onceOf(typed.once);
    const { name, event, url } = typed;
    const body = { name, event, url: url.trim() };
    onSaved(
      await (trigger
        ? call<SavedTrigger>(apiPath(site.id, 'triggers', trigger.id), {
            method: 'PATCH',
            body: { ...body, filter: filter ?? null, once },
          })
        : call<SavedTrigger>(apiPath(site.id, 'triggers'), {
            body: { ...body, ...(filter && { filter }), ...(once && { once }) },
          })),
    );
  };
  const text = (name: 'name' | 'event' | 'url', label: string, more: Text = {}): JSX.Element => (
    <Field
      label={label}
      fault={faultAt(act.faults, `/${name}`)}
      {...(more.hint && { hint: more.hint })}
    >
      {(told) => (
        <input
          {...told}
          type="text"
          value={typed[name]}
          placeholder={more.placeholder ?? ''}
          list={more.list}
          spellcheck={false}
          autocapitalize="none"
          onInput={({ currentTarget }) => setTyped({ ...typed, [name]: currentTarget.value })}
        />
      )}
    </Field>
  );
  return (
    <form
      class="card form form-card"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (slip === undefined && lacks.length === 0) act.run(save);
      }}
    >
      {text('name', 'Name', { placeholder: 'Big orders to the back office' })}
      {text('event', 'When this event is stored', {
        placeholder: 'purchase',
        list: 'trigger-events',
      })}
      <datalist id="trigger-events">
        {EVENTS.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <div class="field">
        <span class="field-name">And only where</span>
        {'draft' in editing && editing.draft.conditions.length === 0 && (
          <p class="muted small">No condition: it fires for whoever does it.</p>
        )}
        <FilterEditor value={editing} site={site} faults={faults} onChange={setEditing} />
      </div>
      <Field label="How often" fault={faultAt(act.faults, '/once')}>
        {(told) => (
          <select
            {...told}
            class="form-select"
            value={typed.once}
            onChange={({ currentTarget }) => setTyped({ ...typed, once: currentTarget.value })}
          >
            {onceOptions(typed.once).map(([each, words]) => (
              <option key={each} value={each}>
                {words}
              </option>
            ))}
          </select>
        )}
      </Field>
      {text('url', 'Send it to', {
        placeholder: 'https://example.com/hooks/sojourn',
        hint: 'An https address of yours, on port 443 or 8443. Each message is signed by a secret.',
      })}
      {!isSaid && <Refused error={act.error} />}
      <div class="dialog-acts">
        {cancel}
        <button type="submit" class="button primary" aria-disabled={act.busy}>
          Save
        </button>
      </div>
    </form>
  );
}

interface Text {
  hint?: string;
  placeholder?: string;
  list?: string;
}
