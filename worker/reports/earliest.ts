import { history, type Identity, type Reader } from '../history/index.ts';
import { startOf } from '../history/item.ts';
import type { Range } from './query.ts';

/** A range this long may be mostly empty: of all time, say. */
const LONG = 400 * 86_400_000;

/** The range without the time before anything happened, so that nobody counts the days since 1970. */
export async function sinceEarliest(
  { reader, identity }: { reader: Reader; identity: Identity },
  range: Range,
): Promise<Range> {
  if (range.to - range.from <= LONG) return range;
  for await (const items of history(reader, identity, {
    ...range,
    depth: 'names',
    cookieless: true,
    told: { from: 0, to: 0 },
  })) {
    const [first] = items;
    if (first) return { ...range, from: Math.max(range.from, Math.min(startOf(first), range.to)) };
  }
  return { ...range, from: range.to };
}
