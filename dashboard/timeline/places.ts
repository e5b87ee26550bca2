import { widthOf } from './fit.ts';
import type { Entry, Line } from './line.ts';

// Half a minute apart or half a year apart: both must be seen, so space grows with the logarithm.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A silence that ends a session (definitions.md 1), and that the drawing names. */
export const SILENCE: number = 30 * MINUTE;
/** Space left and right of everything, CSS pixels. */
export const EDGE = 22;
/** Least space for the words over a journey. */
const JOURNEY_ROOM = 132;

/** Stretched at most threefold, so that a single short visit stays one. */
const MOST = 3;
/** Silences are pressed to half where that spares the reader to scroll; beyond it, it scrolls. */
const LEAST = 0.5;

/** How much to stretch all (over 1), or press the silences alone (under 1), to fill `width`. */
export function stretchTo(line: Line, width: number): number {
  if (widthAt(line, LEAST) > width) return 1;
  let [low, high] = [LEAST, MOST];
  for (let round = 0; round < 10; round++) {
    const middle = (low + high) / 2;
    if (widthAt(line, middle) > width) high = middle;
    else low = middle;
  }
  return low;
}

function widthAt(line: Line, stretch: number): number {
  const places = placesOf(line, stretch);
  return (places.at(-1) ?? EDGE) + EDGE + tailRoom(line, places);
}

/** The place of every step. Order on the line is order in time, and no two of one lane coincide. */
export function placesOf({ entries }: Line, stretch: number): number[] {
  const places: number[] = [];
  let x = EDGE;
  let journeyStart = x;
  for (const [index, entry] of entries.entries()) {
    const before = entries[index - 1];
    if (before) {
      x += roomBetween(before, entry, stretch);
      if (before.step.journey !== entry.step.journey) {
        x = Math.max(x, journeyStart + JOURNEY_ROOM);
        journeyStart = x;
      }
    }
    places.push(x);
  }
  return places;
}

function roomBetween(before: Entry, after: Entry, stretch: number): number {
  const ms = after.at - before.at;
  if (ms >= SILENCE) return (36 + 9 * Math.log2(1 + ms / HOUR)) * stretch;
  // Marks of orders are larger than the others.
  const least = before.converts || after.converts ? 15 : 9;
  return Math.min(least + 3 * Math.log2(1 + ms / 10_000), 28) * Math.max(stretch, 1);
}

/** The words over the last journey and the last session need their room as well. */
export function tailRoom({ journeys, sessions, entries }: Line, places: number[]): number {
  const end = (places.at(-1) ?? 0) + EDGE;
  const placeOf = (entry: Entry | undefined): number =>
    entry ? (places[entries.indexOf(entry)] ?? EDGE) : EDGE;
  const session = sessions.get(entries.at(-1)?.step.session ?? '');
  return Math.max(
    placeOf(journeys.at(-1)?.entries[0]) + JOURNEY_ROOM - end,
    session ? placeOf(session.entries[0]) + Math.min(widthOf(session.channel ?? ''), 90) - end : 0,
    0,
  );
}
