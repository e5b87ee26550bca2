import { sayFilter } from '../filter/say.ts';
import { humanise } from '../format/words.ts';
import { questionNamed } from '../questions/questions.ts';
import { PRESETS } from '../questions/range.ts';
import type { SavedReport } from './saved.ts';

/** `Funnel`; of a report that stands on another's page, its own name. */
export function sayReport({ report }: SavedReport): string {
  const question = questionNamed(report);
  const isOwn = report !== 'lifecycle' && question !== undefined;
  return isOwn ? question.title : humanise(report);
}

/** When, and of whom: `Last 28 days, Channel is Email`. */
export function sayQuestion({ query }: Pick<SavedReport, 'query'>): string {
  if (query === null) return 'Over a personal trait';
  const { range, segment, filter } = query as {
    range?: { preset?: string; from?: string; to?: string };
    segment?: string;
    filter?: object;
  };
  const preset = PRESETS.find(([value]) => value === range?.preset)?.[1];
  const when = preset ?? (range?.from ? `${range.from} – ${range.to}` : 'Last 28 days');
  return [when, segment && 'a segment', filter && sayFilter(filter)].filter(Boolean).join(', ');
}
