import { history, type Identity, type Item, type Reader } from '../history/index.ts';
import { customersBefore } from './overview-report.ts';

export interface Earlier {
  reader: Reader;
  identity: Identity;
  /** Before when. */
  before: number;
  /** What it takes to have been there: an event by these names, anything, or more than a seek can tell. */
  needs: { events: boolean; names: string[] | undefined };
}

/**
 * Tells a fold what came before its range: item by item where only that can tell, else by a seek for
 * each of the customers it found.
 */
export async function seenBefore(
  { reader, identity, before, needs }: Earlier,
  fold: { customers: Iterable<string>; step: (item: Item) => void },
  isAnything: boolean,
): Promise<ReadonlySet<string>> {
  if (isAnything) return customersBefore(reader, identity, fold.customers, before);
  const { events, names } = needs;
  const asked = { from: 0, to: before, events, ...(names && { names }) };
  for await (const items of history(reader, identity, asked)) {
    for (const item of items) fold.step(item);
  }
  return new Set();
}
