import { siteClock } from './time.ts';

const DAY = 86_400_000;

/**
 * The instant at which a clock of this zone shows a day and a time, milliseconds since 1970 UTC. Of a
 * time that is skipped in spring it is the one as far after the skip; of one that comes twice, the first.
 */
export function instantAt(day: string, time: string, zone: string): number | undefined {
  const wall = Date.parse(`${day}T${time}Z`);
  if (Number.isNaN(wall)) return undefined;
  // The zone's offsets right before and after: one of them holds then, or none where time is skipped.
  const [before, after] = [wall - DAY, wall + DAY].map((ms) => wall - offsetAt(ms, zone));
  if (before === undefined || after === undefined) return undefined;
  return [before, after].find((ms) => ms + offsetAt(ms, zone) === wall) ?? before;
}

/** By how much clocks of the zone are ahead of UTC, milliseconds. */
function offsetAt(ms: number, zone: string): number {
  const clock = siteClock(zone);
  const shown = Date.parse(`${clock.dayKey(ms)}T${clock.time(ms)}Z`);
  return shown - (ms - (ms % 60_000));
}
