import { DigitReader, writeNumber } from './digits.ts';
import { countedId } from './event-id.ts';
import type { Event } from './event.ts';
import type { StringWriter } from './strings.ts';

/** What `hashedId` makes: stored as it is, it never recurs. */
const HASHED = /^m[A-Za-z0-9_-]{12}$/;
const HASHED_LENGTH = 12;

/**
 * Ids in the order of their events: 0 and twelve characters for a hashed id; a string's position
 * times two plus one for any other; times two plus two, a counter and a length for a run of counted ids.
 */
export function packIds(events: readonly Event[], strings: StringWriter): string {
  let text = '';
  for (let from = 0; from < events.length;) {
    const id = events[from]?.id ?? '';
    const counted = countedId(id);
    if (counted) {
      const length = runLength(events, from, counted.prefix, counted.seq);
      const position = strings.position(counted.prefix, false);
      text += writeNumber(position * 2 + 2) + writeNumber(counted.seq) + writeNumber(length);
      from += length;
    } else {
      text += HASHED.test(id)
        ? writeNumber(0) + id.slice(1)
        : writeNumber(strings.position(id, false) * 2 + 1);
      from++;
    }
  }
  return text;
}

function runLength(events: readonly Event[], from: number, prefix: string, seq: number): number {
  let length = 1;
  while (events[from + length]?.id === `${prefix}.${seq + length}`) length++;
  return length;
}

/** The ids `packIds` was given. */
export function unpackIds(column: string, strings: readonly string[]): string[] {
  const reader = new DigitReader(column);
  const ids: string[] = [];
  while (!reader.done) {
    const mark = reader.number();
    if (mark === 0) {
      ids.push(`m${reader.take(HASHED_LENGTH)}`);
    } else if (mark % 2 === 1) {
      ids.push(strings[(mark - 1) / 2] ?? '');
    } else {
      const prefix = strings[(mark - 2) / 2] ?? '';
      const seq = reader.number();
      const length = reader.number();
      for (let i = 0; i < length; i++) ids.push(`${prefix}.${seq + i}`);
    }
  }
  return ids;
}
