import { watchMoves } from '../moves.ts';
import { scrubText } from '../scrub.ts';
import type { Addon } from './addon.ts';

/** What the site's own search was asked for, from the address of its results. */
export const start: Addon['start'] = (track) => {
  let last = '';
  const look = (): void => {
    const query = new URLSearchParams(location.search);
    const names = ['q', 's', 'query', 'search', 'keyword', 'keywords'];
    const asked = names.map((name) => query.get(name)).find(Boolean) ?? '';
    const term = scrubText(asked.trim()).slice(0, 128);
    if (term && term !== last) track('view_search_results', { search_term: term });
    last = term;
  };
  look();
  watchMoves(look);
};
