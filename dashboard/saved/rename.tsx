import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { call } from '../api/call.ts';
import { apiPath } from '../api/paths.ts';
import type { Site } from '../api/shapes.ts';
import { faultAt, useAct } from '../api/use-act.ts';
import { Dialog, FormActs } from '../parts/dialog.tsx';
import { Refused } from '../parts/field.tsx';
import { NameField } from './name-field.tsx';
import type { SavedReport } from './saved.ts';

interface RenameProps {
  saved: SavedReport;
  site: Site;
  onDone: () => void;
  onClose: () => void;
}

export function Rename({ saved, site, onDone, onClose }: RenameProps): JSX.Element {
  const [name, setName] = useState(saved.name);
  const act = useAct();
  const fault = faultAt(act.faults, '/name');
  return (
    <Dialog title="Rename the report" onClose={onClose}>
      <form
        class="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          act.run(async () => {
            await call(apiPath(site.id, 'saved', saved.id), { method: 'PATCH', body: { name } });
            onDone();
          });
        }}
      >
        <NameField name={name} fault={fault} onName={setName} />
        {fault === undefined && <Refused error={act.error} />}
        <FormActs label="Rename" isBusy={act.busy} onClose={onClose} />
      </form>
    </Dialog>
  );
}
