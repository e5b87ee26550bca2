import { apiPath, withQuery } from '../api/paths.ts';
import type { Page, Site } from '../api/shapes.ts';
import { type Load, useLoad } from '../api/use-load.ts';

/** A filter with a name that somebody saved. */
export interface SavedSegment {
  id: string;
  name: string;
  /** Null for a key that may not read people, over a personal trait. */
  filter: object | null;
  updated_at: string;
}

/** Most a site may have (worker/api/saved/store.ts): one page holds them all. */
const MOST = '1000';

interface Segments extends Load<Page<SavedSegment>> {
  /** By name. */
  segments: SavedSegment[];
  /** Those that the key in use may ask for. */
  usable: SavedSegment[];
}

/** The site's own. */
export function useSegments(site: Site): Segments {
  const load = useLoad<Page<SavedSegment>>(
    withQuery(apiPath(site.id, 'segments'), { limit: MOST }),
  );
  const segments = (load.data?.data ?? []).toSorted((a, b) => a.name.localeCompare(b.name));
  return { ...load, segments, usable: segments.filter(({ filter }) => filter !== null) };
}
