import type { JSX } from 'preact';
import { mayChange, maySeePeople } from '../api/key.ts';
import { apiPath, pagePath, withQuery } from '../api/paths.ts';
import type { Segments } from '../api/report-shapes.ts';
import type { Report, Site } from '../api/shapes.ts';
import { useLoad } from '../api/use-load.ts';
import { sayFilter } from '../filter/say.ts';
import { count, rate } from '../format/number.ts';
import { When } from '../parts/when.tsx';
import type { SavedSegment } from './saved.ts';

/** As many as one report compares (worker/reports/segments-query.ts). */
const AT_ONCE = 8;

export function eights(segments: readonly SavedSegment[]): SavedSegment[][] {
  return Array.from({ length: Math.ceil(segments.length / AT_ONCE) }, (_, index) =>
    segments.slice(index * AT_ONCE, (index + 1) * AT_ONCE),
  );
}

interface SavedRowsProps {
  /** At most eight. */
  segments: SavedSegment[];
  site: Site;
  onDelete: (segment: SavedSegment) => void;
}

/** Rows of some segments, which are counted together. */
export function SavedRows({ segments, site, onDelete }: SavedRowsProps): JSX.Element {
  // Over a personal trait, a key that may not see people may not count them either.
  const seen = segments.filter(({ filter }) => filter !== null);
  const { data, error } = useLoad<Report<Segments>>(apiPath(site.id, 'reports', 'segments'), {
    range: { preset: 'today' },
    segments: seen.map(({ id }) => ({ segment: id })),
    limit: 1,
  });
  return (
    <>
      {segments.map((segment) => {
        const figures = data?.data.rows[seen.indexOf(segment)];
        const href = withQuery(pagePath(site.id, 'customers'), { segment: segment.id });
        return (
          <tr key={segment.id}>
            <th scope="row" class="row-key">
              {mayChange() ? (
                <a href={pagePath(site.id, 'segments', segment.id)}>
                  <bdi>{segment.name}</bdi>
                </a>
              ) : (
                <bdi>{segment.name}</bdi>
              )}
              <span class="cell-sure muted">
                <bdi>{segment.filter ? sayFilter(segment.filter) : 'Over a personal trait'}</bdi>
              </span>
            </th>
            <td class="right num">
              {figures === undefined ? (
                <span class="muted" title={error}>
                  {error === undefined && seen.includes(segment) ? '…' : '–'}
                </span>
              ) : (
                <>
                  {maySeePeople() ? (
                    <a class="behind" href={href}>
                      {count(figures.people)}
                      <span class="unseen"> in {segment.name}</span>
                    </a>
                  ) : (
                    count(figures.people)
                  )}
                  <span class="cell-sure muted">{rate(figures.share)}</span>
                </>
              )}
            </td>
            <td class="right">
              <When at={segment.updated_at} site={site} />
            </td>
            <td class="right">
              <RowActs segment={segment} site={site} onDelete={() => onDelete(segment)} />
            </td>
          </tr>
        );
      })}
    </>
  );
}

interface RowActsProps {
  segment: SavedSegment;
  site: Site;
  onDelete: () => void;
}

function RowActs({ segment, site, onDelete }: RowActsProps): JSX.Element {
  const { id, name, filter } = segment;
  return (
    <span class="acts acts-right">
      {filter !== null && (
        <a href={withQuery(pagePath(site.id), { segment: id })}>
          Overview<span class="unseen"> of {name}</span>
        </a>
      )}
      {mayChange() && (
        <>
          <a href={pagePath(site.id, 'segments', id)}>
            Edit<span class="unseen"> {name}</span>
          </a>
          <button type="button" class="link danger" onClick={onDelete}>
            Delete<span class="unseen"> {name}</span>
          </button>
        </>
      )}
    </span>
  );
}
