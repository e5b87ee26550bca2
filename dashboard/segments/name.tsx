import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { call } from '../api/call.ts';
import { apiPath } from '../api/paths.ts';
import type { Site } from '../api/shapes.ts';
import { faultAt, useAct } from '../api/use-act.ts';
import { sayFilter } from '../filter/say.ts';
import { Dialog, FormActs } from '../parts/dialog.tsx';
import { Field, Refused } from '../parts/field.tsx';
import { InIt } from './in-it.tsx';
import type { SavedSegment } from './saved.ts';

interface NameProps {
  filter: object;
  site: Site;
  onSaved: (segment: SavedSegment) => void;
  onClose: () => void;
}

/** Saves the filter that is looked at by a name. */
export function NameSegment({ filter, site, onSaved, onClose }: NameProps): JSX.Element {
  const [name, setName] = useState('');
  const act = useAct();
  const fault = faultAt(act.faults, '/name');
  return (
    <Dialog title="Save as a segment" onClose={onClose}>
      <form
        class="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          act.run(async () =>
            onSaved(
              await call<SavedSegment>(apiPath(site.id, 'segments'), { body: { name, filter } }),
            ),
          );
        }}
      >
        <p>
          <bdi>{sayFilter(filter)}</bdi>
        </p>
        <InIt filter={filter} site={site} />
        <Field label="Name" fault={fault}>
          {(told) => (
            <input
              {...told}
              autofocus
              value={name}
              maxLength={200}
              placeholder="As it is to stand in lists"
              onInput={({ currentTarget }) => setName(currentTarget.value)}
            />
          )}
        </Field>
        {fault === undefined && <Refused error={act.error} />}
        <FormActs label="Save" isBusy={act.busy} onClose={onClose} />
      </form>
    </Dialog>
  );
}
