import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { mayChange } from '../api/key.ts';
import { pagePath } from '../api/paths.ts';
import type { Site } from '../api/shapes.ts';
import { Icon } from '../parts/icon.tsx';
import { Rows } from '../parts/rows.tsx';
import { Empty, Failed, Loading } from '../parts/states.tsx';
import { DeleteSegment } from '../segments/delete.tsx';
import { eights, SavedRows } from '../segments/saved-rows.tsx';
import { type SavedSegment, useSegments } from '../segments/saved.ts';
import { focusHeading } from '../shell/focus.ts';
import { Title } from '../shell/title.tsx';

/** The site's own segments: how many are in each, what it says, and where it is changed. */
export function SegmentListPage({ site }: { site: Site }): JSX.Element {
  const { segments, data, error, retry, refresh } = useSegments(site);
  const [going, setGoing] = useState<SavedSegment>();
  const [gone, setGone] = useState(0);
  // The button that was pressed goes with its row.
  useEffect(() => {
    if (gone > 0) focusHeading();
  }, [gone]);
  const isNone = data !== undefined && segments.length === 0;
  return (
    <>
      <Title>Saved segments</Title>
      <div class="tools">
        <a class="button" href={pagePath(site.id, 'segments')}>
          <Icon name="segments" /> Side by side
        </a>
        {mayChange() && (
          <a class="button primary" href={pagePath(site.id, 'segments', 'new')}>
            <Icon name="plus" /> New segment
          </a>
        )}
      </div>
      {error !== undefined && <Failed error={error} retry={retry} />}
      {!data && error === undefined && <Loading />}
      {isNone && error === undefined && (
        <Empty title="No segment has been saved">
          <p>
            A segment is a filter with a name. Save one here, or from the filter of any report;
            every report can then be about whom it takes.
          </p>
        </Empty>
      )}
      {segments.length > 0 && (
        <div class="card saved-rows">
          <Rows label="Saved segments" columns={['Segment', 'People by now', 'Changed', 'Actions']}>
            {eights(segments).map((some) => (
              <SavedRows
                key={some.map(({ id }) => id).join()}
                segments={some}
                site={site}
                onDelete={setGoing}
              />
            ))}
          </Rows>
        </div>
      )}
      {going && (
        <DeleteSegment
          segment={going}
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
