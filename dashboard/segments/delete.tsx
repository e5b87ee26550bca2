import type { JSX } from 'preact';
import { call } from '../api/call.ts';
import { apiPath } from '../api/paths.ts';
import type { Site } from '../api/shapes.ts';
import { Ask } from '../parts/ask.tsx';
import { useSavedReports } from '../saved/saved.ts';
import type { SavedSegment } from './saved.ts';

interface DeleteProps {
  segment: SavedSegment;
  site: Site;
  onDone: () => void;
  onClose: () => void;
}

/** Asks first, and says what would no longer work. */
export function DeleteSegment({ segment, site, onDone, onClose }: DeleteProps): JSX.Element {
  const { reports } = useSavedReports(site);
  const users = reports.filter(({ query }) => asksFor(query, segment));
  return (
    <Ask
      question={`Delete “${segment.name}”?`}
      verb="Delete"
      onClose={onClose}
      onYes={async () => {
        await call(apiPath(site.id, 'segments', segment.id), { method: 'DELETE' });
        onDone();
      }}
    >
      <p>
        Nobody is deleted: the filter is, with its name. Links to reports about it no longer work.
      </p>
      {users.length > 0 && (
        <p>
          Nor will {users.length === 1 ? 'this saved report' : 'these saved reports'}:{' '}
          <bdi>{users.map(({ name }) => name).join(', ')}</bdi>.
        </p>
      )}
    </Ask>
  );
}

/** For itself, or for one of its sides or segments. */
function asksFor(query: object | null, { id }: SavedSegment): boolean {
  return JSON.stringify(query).includes(`"segment":${JSON.stringify(id)}`);
}
