import { apiPath } from '../api/paths.ts';
import type { Report, Site } from '../api/shapes.ts';
import { type Load, useLoad } from '../api/use-load.ts';
import { bodyOf, type Question } from './question.ts';
import type { View } from './view.ts';

/** What the API answers to what the view asks. */
export function useReport<T>(site: Site, question: Question, view: View): Load<Report<T>> {
  return useLoad<Report<T>>(apiPath(site.id, 'reports', question.report), bodyOf(question, view));
}
