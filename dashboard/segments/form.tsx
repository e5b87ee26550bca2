import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { call } from '../api/call.ts';
import { apiPath, pagePath } from '../api/paths.ts';
import type { Site } from '../api/shapes.ts';
import { faultAt, faultsWithin, useAct } from '../api/use-act.ts';
import { FilterEditor } from '../filter/editor.tsx';
import { editingOf, madeOf, unfinished } from '../filter/editing.ts';
import { Field, Refused } from '../parts/field.tsx';
import { InIt } from './in-it.tsx';
import type { SavedSegment } from './saved.ts';

/** Wait for a pause in typing before counting, milliseconds. */
const PAUSE = 600;

interface SegmentFormProps {
  /** Absent: a new one. */
  segment?: SavedSegment;
  site: Site;
  onSaved: () => void;
}

/** A segment's name and its filter, with how many it takes as it stands in the form. */
export function SegmentForm({ segment, site, onSaved }: SegmentFormProps): JSX.Element {
  const [name, setName] = useState(segment?.name ?? '');
  const [editing, setEditing] = useState(() => editingOf(segment?.filter ?? undefined));
  const [isTried, setTried] = useState(false);
  const act = useAct();
  const { filter, slip } = madeOf(editing);
  const lacks = unfinished(editing);
  const counted = useSettled(slip === undefined && lacks.length === 0 ? filter : undefined);
  const nameFault = faultAt(act.faults, '/name');
  const faults = isTried && lacks.length > 0 ? lacks : faultsWithin(act.faults, '/filter');
  const isSaid = nameFault !== undefined || faults.length > 0;
  const save = async (): Promise<void> => {
    const body = { name, filter };
    await (segment
      ? call(apiPath(site.id, 'segments', segment.id), { method: 'PATCH', body })
      : call(apiPath(site.id, 'segments'), { body }));
    onSaved();
  };
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
      <Field label="Name" fault={nameFault}>
        {(told) => (
          <input
            {...told}
            value={name}
            maxLength={200}
            onInput={({ currentTarget }) => setName(currentTarget.value)}
          />
        )}
      </Field>
      <FilterEditor value={editing} site={site} faults={faults} onChange={setEditing} />
      {counted && <InIt filter={counted} site={site} />}
      {!isSaid && <Refused error={act.error} />}
      <div class="dialog-acts">
        <a class="button" href={pagePath(site.id, 'segments', 'saved')}>
          Cancel
        </a>
        <button type="submit" class="button primary" aria-disabled={act.busy}>
          Save
        </button>
      </div>
    </form>
  );
}

/** What was there for a while without a change. */
function useSettled(filter: object | undefined): object | undefined {
  const [settled, setSettled] = useState(filter);
  const text = JSON.stringify(filter);
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(filter), PAUSE);
    return () => window.clearTimeout(timer);
  }, [text]);
  return settled;
}
