import { isLostRace, isPassing } from './d1-error.ts';

/** How often a transaction is tried again because somebody else wrote first. */
const RACES = 16;

/** How often it is tried again because the database was in trouble. */
const FAULTS = 3;

/** Tries again while somebody else wrote first, or the database is in trouble; tells the number of races lost. */
export async function persist<T>(attempt: (races: number) => Promise<T>): Promise<T> {
  let [races, faults] = [0, 0];
  for (;;) {
    try {
      return await attempt(races);
    } catch (error) {
      if (isLostRace(error) && ++races < RACES) await pause(4 * 2 ** Math.min(races, 6));
      else if (isPassing(error) && ++faults < FAULTS) await pause(100 * 4 ** faults);
      else throw error;
    }
  }
}

/** Up to `most` milliseconds, so that those who collided do not meet again. */
async function pause(most: number): Promise<void> {
  await scheduler.wait(Math.random() * most);
}
