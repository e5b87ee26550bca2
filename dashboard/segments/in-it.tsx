import type { JSX } from 'preact';
import { apiPath } from '../api/paths.ts';
import type { Segments } from '../api/report-shapes.ts';
import type { Report, Site } from '../api/shapes.ts';
import { useLoad } from '../api/use-load.ts';
import { plural, rate } from '../format/number.ts';
import { Behind } from '../parts/behind.tsx';
import { Warnings } from '../parts/warnings.tsx';

/** How many a filter takes by now, before it is saved. */
export function InIt({ filter, site }: { filter: object; site: Site }): JSX.Element {
  const { data, error, loading } = useLoad<Report<Segments>>(
    apiPath(site.id, 'reports', 'segments'),
    {
      // People are those by the end of the range, whenever they came: by now.
      range: { preset: 'today' },
      segments: [{ name: 'This filter', filter }],
      limit: 1,
    },
  );
  const [row] = data?.data.rows ?? [];
  if (error !== undefined) {
    return (
      <p class="refused small" role="status">
        <bdi>{error}</bdi>
      </p>
    );
  }
  return (
    <>
      <p class="in-it" role="status" aria-busy={loading}>
        {row === undefined ? (
          <span class="muted">Counting …</span>
        ) : (
          <>
            <Behind cell={row.cells.people} of="Whom this filter takes" site={site}>
              <strong>{plural(row.people, 'person', 'people')}</strong>
            </Behind>{' '}
            <span class="muted">by now, {rate(row.share)} of everybody</span>
          </>
        )}
      </p>
      {data && <Warnings report={data} />}
    </>
  );
}
