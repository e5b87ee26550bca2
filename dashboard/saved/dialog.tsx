import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { call } from '../api/call.ts';
import { apiPath } from '../api/paths.ts';
import type { Site } from '../api/shapes.ts';
import { faultAt, useAct } from '../api/use-act.ts';
import { Dialog, FormActs } from '../parts/dialog.tsx';
import { Refused } from '../parts/field.tsx';
import type { Query, Question } from '../questions/question.ts';
import { NameField } from './name-field.tsx';
import type { SavedReport } from './saved.ts';
import { sayQuestion } from './say.ts';

interface SaveDialogProps {
  question: Question;
  query: Query;
  /** Instead of which it may be saved. */
  saved: SavedReport | undefined;
  site: Site;
  onSaved: (saved: SavedReport) => void;
  onClose: () => void;
}

/** Asks for a name, and where there is one already, whether it is to be changed. */
export function SaveDialog(props: SaveDialogProps): JSX.Element {
  const { question, query, saved, site, onSaved, onClose } = props;
  const { report } = question;
  const [isNew, setNew] = useState(saved === undefined);
  const [name, setName] = useState(saved?.name ?? '');
  const act = useAct();
  const fault = faultAt(act.faults, '/name');
  const save = async (): Promise<void> => {
    const path = saved && !isNew ? apiPath(site.id, 'saved', saved.id) : apiPath(site.id, 'saved');
    const method = saved && !isNew ? 'PATCH' : 'POST';
    onSaved(await call<SavedReport>(path, { method, body: { name, report, query } }));
  };
  return (
    <Dialog title="Save this report" onClose={onClose}>
      <form
        class="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          act.run(save);
        }}
      >
        <p>
          {question.title}: <bdi>{sayQuestion({ query })}</bdi>. The question is saved, not its
          answer: the report is made anew when it is opened.
        </p>
        {saved && (
          <fieldset class="radios">
            <legend class="unseen">Where to</legend>
            <label>
              <input type="radio" name="to" checked={!isNew} onChange={() => setNew(false)} />
              <span>
                Change “<bdi>{saved.name}</bdi>”
              </span>
            </label>
            <label>
              <input type="radio" name="to" checked={isNew} onChange={() => setNew(true)} />
              <span>Save as a new report</span>
            </label>
          </fieldset>
        )}
        <NameField name={name} fault={fault} onName={setName} />
        {fault === undefined && <Refused error={act.error} />}
        <FormActs label="Save" isBusy={act.busy} onClose={onClose} />
      </form>
    </Dialog>
  );
}
