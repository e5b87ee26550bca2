import {
  history,
  PersonSet,
  type Depth,
  type Identity,
  type Item,
  type Reader,
} from '../history/index.ts';
import { peopleBefore } from './people-before.ts';

export interface Earlier {
  reader: Reader;
  identity: Identity;
  /** Before when. */
  before: number;
  /** What it takes to have been there: an event by these names, anything, or more than a seek can tell. */
  needs: { depth: Depth; names: string[] | undefined };
}

/**
 * Tells a fold what came before its range: item by item where only that can tell, else by a seek for
 * each of the people it found.
 */
export async function seenBefore(
  { reader, identity, before, needs }: Earlier,
  fold: { people: Iterable<number>; step: (item: Item) => void },
  isAnything: boolean,
): Promise<PersonSet> {
  if (isAnything) return peopleBefore(reader, identity, fold.people, before);
  const { depth, names } = needs;
  const told = { from: 0, to: 0 };
  const asked = { from: 0, to: before, depth, told, ...(names && { names }) };
  for await (const items of history(reader, identity, asked)) {
    for (const item of items) fold.step(item);
  }
  return new PersonSet();
}
