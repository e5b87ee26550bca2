import type { Site } from '../api/shapes.ts';
import { siteClock, toMs } from '../format/time.ts';

/** A remark on a point in time. */
export interface Annotation {
  id: string;
  at: string;
  text: string;
}

/** Those of each of these days of the site, the earliest first. */
export function annotationsByDay(
  annotations: readonly Annotation[],
  days: readonly string[],
  { time_zone }: Site,
): Map<string, Annotation[]> {
  const clock = siteClock(time_zone);
  const wanted = new Set(days);
  const inTime = annotations
    .filter(({ at }) => wanted.has(clock.dayKey(toMs(at) ?? 0)))
    .toSorted((a, b) => a.at.localeCompare(b.at));
  return Map.groupBy(inTime, ({ at }) => clock.dayKey(toMs(at) ?? 0));
}
