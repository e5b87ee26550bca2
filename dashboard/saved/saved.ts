import { apiPath, pagePath, withQuery } from '../api/paths.ts';
import type { Page, Site } from '../api/shapes.ts';
import { type Load, useLoad } from '../api/use-load.ts';
import { type Query, type Question, viewOf } from '../questions/question.ts';
import { questionNamed } from '../questions/questions.ts';

/** A question with a name that somebody saved. */
export interface SavedReport {
  id: string;
  name: string;
  /** In the API's words. */
  report: string;
  /** Null for a key that may not read people, over a personal trait. */
  query: Query | null;
  updated_at: string;
}

/** Most a site may have (worker/api/saved/store.ts): one page holds them all. */
const MOST = '1000';

interface SavedReports extends Load<Page<SavedReport>> {
  /** By name. */
  reports: SavedReport[];
}

export function useSavedReports(site: Site): SavedReports {
  const load = useLoad<Page<SavedReport>>(withQuery(apiPath(site.id, 'saved'), { limit: MOST }));
  const reports = (load.data?.data ?? []).toSorted((a, b) => a.name.localeCompare(b.name));
  return { ...load, reports };
}

/** The page that shows exactly what was saved; undefined where none does. */
export function openPath(saved: SavedReport, site: Site): string | undefined {
  const question = questionNamed(saved.report);
  const view = question && saved.query ? viewOf(question, saved.query) : undefined;
  if (question === undefined || view === undefined) return undefined;
  return withQuery(pageOf(question, site), { ...view, saved: saved.id });
}

export function pageOf({ page }: Question, site: Site): string {
  return page === undefined ? pagePath(site.id) : pagePath(site.id, page);
}
