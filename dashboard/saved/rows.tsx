import type { JSX } from 'preact';
import { mayChange } from '../api/key.ts';
import { pagePath } from '../api/paths.ts';
import type { Site } from '../api/shapes.ts';
import { When } from '../parts/when.tsx';
import { openPath, type SavedReport } from './saved.ts';
import { sayQuestion, sayReport } from './say.ts';

interface RowProps {
  saved: SavedReport;
  site: Site;
  onRename: () => void;
  onDelete: () => void;
}

/** One saved report: its name opens its page, or what can be had of it where no page shows it. */
export function SavedRow({ saved, site, onRename, onDelete }: RowProps): JSX.Element {
  const { id, name, query, updated_at } = saved;
  const opened = openPath(saved, site);
  const href = opened ?? (query ? pagePath(site.id, 'saved', id) : undefined);
  return (
    <tr>
      <th scope="row" class="row-key">
        {href === undefined ? (
          <bdi>{name}</bdi>
        ) : (
          <a href={href}>
            <bdi>{name}</bdi>
          </a>
        )}
        <span class="cell-sure muted">
          <bdi>{sayQuestion(saved)}</bdi>
        </span>
      </th>
      <td class="right">
        {sayReport(saved)}
        {query && opened === undefined && <span class="cell-sure muted">On no page</span>}
      </td>
      <td class="right">
        <When at={updated_at} site={site} />
      </td>
      {mayChange() && (
        <td class="right">
          <span class="acts acts-right">
            <button type="button" class="link" onClick={onRename}>
              Rename<span class="unseen"> {name}</span>
            </button>
            <button type="button" class="link danger" onClick={onDelete}>
              Delete<span class="unseen"> {name}</span>
            </button>
          </span>
        </td>
      )}
    </tr>
  );
}
