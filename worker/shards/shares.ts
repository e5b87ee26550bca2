import { BUCKETS } from '../stitch/bucket.ts';
import type { Move } from '../stitch/spread.ts';

/** Buckets that a move takes at once: a sixteenth of the site. */
const TOGETHER = 16;

/**
 * The next move on the way to equal shares for some databases; undefined: they have them. What is in
 * one of them already stays as far as that goes.
 */
export function nextMove(
  places: readonly string[],
  over: readonly string[],
  together: number = TOGETHER,
): Pick<Move, 'from' | 'to' | 'buckets'> | undefined {
  const counts = new Map(over.map((name) => [name, 0]));
  for (const place of places) counts.set(place, (counts.get(place) ?? 0) + 1);
  const to = over.find((name, i) => (counts.get(name) ?? 0) < shareOf(i, over.length));
  if (to === undefined) return undefined;
  const from = [...counts].find(
    ([name, count]) => count > shareOf(over.indexOf(name), over.length),
  );
  if (from === undefined) return undefined;
  const [name, count] = from;
  const missing = shareOf(over.indexOf(to), over.length) - (counts.get(to) ?? 0);
  const spare = count - shareOf(over.indexOf(name), over.length);
  const size = Math.min(together, missing, spare);
  const own = places.flatMap((place, bucket) => (place === name ? [bucket] : []));
  return { from: name, to, buckets: own.slice(-size) };
}

/** Buckets of the nth of some databases; those that are not among them have none. */
function shareOf(index: number, count: number): number {
  if (index < 0) return 0;
  return Math.floor(BUCKETS / count) + (index < BUCKETS % count ? 1 : 0);
}
