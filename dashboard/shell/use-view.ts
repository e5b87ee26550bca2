import { useLocation } from 'preact-iso';
import { withQuery } from '../api/paths.ts';

type View = Record<string, string | undefined>;

/** The state of the view as it stands in the address, so that a link shows the same again. */
export function useView(): [view: View, change: (part: View) => void] {
  const { path, query, route } = useLocation();
  // Read when it changes, not when it was drawn: a change that waited must not undo another.
  const now = (): View => Object.fromEntries(new URLSearchParams(location.search));
  return [query, (part) => route(withQuery(path, { ...now(), ...part }), true)];
}
