import type { JSX } from 'preact';
import { apiPath } from '../api/paths.ts';
import type { Overview, Report, Site } from '../api/shapes.ts';
import { useLoad } from '../api/use-load.ts';
import { country } from '../format/words.ts';
import { VISIT } from './fields.ts';

/** Whether a site's own values of a field are known by a report. */
export function isSuggested(about: string): boolean {
  return about in VISIT && about !== 'event';
}

interface SuggestionsProps {
  /** By which the input names it. */
  id: string;
  about: string;
  site: Site;
}

/** The most frequent values of a field lately, to choose from while typing. */
export function Suggestions({ id, about, site }: SuggestionsProps): JSX.Element {
  const { data } = useLoad<Report<Overview>>(apiPath(site.id, 'reports', 'overview'), {
    range: { preset: 'last_28d' },
    breakdown: { by: about, limit: 50 },
  });
  const keys = (data?.data.rows ?? []).map(({ key }) => key ?? '');
  return (
    <datalist id={id}>
      {keys
        // `(not set)` and `(other)` are no values.
        .filter((key) => key !== '' && !key.startsWith('('))
        .map((key) => (
          <option key={key} value={key}>
            {about === 'country' ? country(key) : undefined}
          </option>
        ))}
    </datalist>
  );
}
