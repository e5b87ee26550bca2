import type { JSX } from 'preact';
import { useLocation } from 'preact-iso';
import { useEffect } from 'preact/hooks';
import type { Page, Site } from '../api/shapes.ts';
import { pagePath } from '../api/paths.ts';
import { useLoad } from '../api/use-load.ts';
import { Failed, Loading } from '../parts/states.tsx';
import { Frame } from './frame.tsx';
import { NoSites } from './no-sites.tsx';
import { Pages } from './pages.tsx';

const LAST = 'sojourn.site';

/** Loads what sites the key may read and shows the one that the address names. */
export function Sites(): JSX.Element {
  const { path, route } = useLocation();
  const sites = useLoad<Page<Site>>('/v1/sites?limit=1000');
  const all = sites.data?.data;
  const named = siteInPath(path);
  const site = all?.find((each) => each.id === named);
  const start = all?.find((each) => each.id === localStorageGet(LAST)) ?? all?.[0];

  useEffect(() => {
    if (path === '/' && start) route(pagePath(start.id), true);
    if (site) localStorageSet(LAST, site.id);
  }, [path, start?.id, site?.id]);

  if (sites.error !== undefined) {
    return (
      <Frame>
        <Failed error={sites.error} retry={sites.retry} />
      </Frame>
    );
  }
  if (!all || (path === '/' && start)) {
    return (
      <Frame>
        <Loading />
      </Frame>
    );
  }
  if (all.length === 0) {
    return (
      <Frame>
        <NoSites />
      </Frame>
    );
  }
  return (
    <Frame sites={all} site={site}>
      <Pages site={site} />
    </Frame>
  );
}

function siteInPath(path: string): string | undefined {
  const [, sites, id] = path.split('/');
  if (sites !== 'sites' || id === undefined) return undefined;
  try {
    return decodeURIComponent(id);
  } catch {
    return undefined;
  }
}

function localStorageGet(name: string): string | undefined {
  try {
    return localStorage.getItem(name) ?? undefined;
  } catch {
    return undefined;
  }
}

function localStorageSet(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Only a convenience.
  }
}
