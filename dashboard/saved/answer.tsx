import type { JSX } from 'preact';
import { download } from '../api/download.ts';
import { apiPath } from '../api/paths.ts';
import type { Site } from '../api/shapes.ts';
import { useAct } from '../api/use-act.ts';
import { Refused } from '../parts/field.tsx';
import type { SavedReport } from './saved.ts';

/** The answer as files. A link could not bear the key. */
export function Answer({ saved, site }: { saved: SavedReport; site: Site }): JSX.Element {
  const act = useAct();
  const path = apiPath(site.id, 'saved', saved.id, 'result');
  const give = (type: string, ending: string): JSX.Element => (
    <button
      type="button"
      class="button"
      aria-disabled={act.busy}
      onClick={() => act.run(() => download(path, type, `${saved.report}.${ending}`))}
    >
      Download as {ending.toUpperCase()}
    </button>
  );
  return (
    <>
      <div class="acts">
        {give('application/json', 'json')}
        {give('text/csv', 'csv')}
      </div>
      <Refused error={act.error} />
    </>
  );
}
