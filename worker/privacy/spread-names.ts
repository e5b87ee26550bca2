import { changeSpread, readSpread } from '../stitch/spread.ts';
import type { Person } from './person.ts';
import type { Work } from './work.ts';

/**
 * A move of buckets notes the last visitor it has come to: where that is the person, it begins anew, which
 * costs time and changes nothing else. Returns how many such notes there were.
 */
export async function forgetPlaces({ databases, site }: Work, person: Person): Promise<number> {
  const lines = new Set(person.lines);
  for (;;) {
    const spread = await readSpread(databases.db, site.number);
    if (spread === undefined) return 0;
    const { move, leftovers } = spread;
    const named = [move, ...leftovers].filter((one) => one !== undefined && lines.has(one.after));
    if (named.length === 0) return 0;
    const changed = {
      ...spread,
      move: move && lines.has(move.after) ? { ...move, after: '', isCopied: false } : move,
      leftovers: leftovers.map((one) => (lines.has(one.after) ? { ...one, after: '' } : one)),
    };
    if (await changeSpread(databases.db, site.number, changed)) return named.length;
  }
}
