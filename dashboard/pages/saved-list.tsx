import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { mayChange } from '../api/key.ts';
import type { Site } from '../api/shapes.ts';
import { Rows } from '../parts/rows.tsx';
import { Empty, Failed, Loading } from '../parts/states.tsx';
import { DeleteReport } from '../saved/delete.tsx';
import { Rename } from '../saved/rename.tsx';
import { SavedRow } from '../saved/rows.tsx';
import { type SavedReport, useSavedReports } from '../saved/saved.ts';
import { focusHeading } from '../shell/focus.ts';
import { Title } from '../shell/title.tsx';

/** What somebody asked and saved: opened, renamed and deleted here. */
export function SavedListPage({ site }: { site: Site }): JSX.Element {
  const { reports, data, error, retry, refresh } = useSavedReports(site);
  const [renamed, setRenamed] = useState<SavedReport>();
  const [going, setGoing] = useState<SavedReport>();
  const [gone, setGone] = useState(0);
  // The button that was pressed goes with its row.
  useEffect(() => {
    if (gone > 0) focusHeading();
  }, [gone]);
  const columns: [string, ...string[]] = ['Name', 'Report', 'Changed'];
  return (
    <>
      <Title>Saved reports</Title>
      {error !== undefined && <Failed error={error} retry={retry} />}
      {!data && error === undefined && <Loading />}
      {data && reports.length === 0 && error === undefined && (
        <Empty title="No report has been saved">
          <p>
            <strong>Save</strong> beside the title of any report keeps what it is asked: its range,
            whom it is about, its steps. It is answered anew whenever it is opened.
          </p>
        </Empty>
      )}
      {reports.length > 0 && (
        <div class="card saved-rows">
          <Rows label="Saved reports" columns={mayChange() ? [...columns, 'Actions'] : columns}>
            {reports.map((saved) => (
              <SavedRow
                key={saved.id}
                saved={saved}
                site={site}
                onRename={() => setRenamed(saved)}
                onDelete={() => setGoing(saved)}
              />
            ))}
          </Rows>
        </div>
      )}
      {renamed && (
        <Rename
          saved={renamed}
          site={site}
          onDone={() => {
            setRenamed(undefined);
            refresh();
          }}
          onClose={() => setRenamed(undefined)}
        />
      )}
      {going && (
        <DeleteReport
          saved={going}
          site={site}
          onDone={() => {
            setGoing(undefined);
            setGone(gone + 1);
            refresh();
          }}
          onClose={() => setGoing(undefined)}
        />
      )}
    </>
  );
}
