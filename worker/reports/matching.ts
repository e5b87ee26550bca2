import { history, identityOfSite, type Identity, type Reader } from '../history/index.ts';
import { onItsOwn } from '../history/item.ts';
import { filterDepth, matcherOf } from './filter.ts';
import type { ReportContext } from './context.ts';
import { withPeople } from './person-conditions.ts';
import type { Filter } from './query.ts';

/** What a filter of a list is judged by. */
interface Scene {
  reader: Reader;
  identity: Identity;
  context: ReportContext;
}

/**
 * Customers the filter holds for: with any of their sessions or contacts where it looks at those, and
 * by what is known of them now where it looks at people.
 */
async function customersMatching(scene: Scene, filter: Filter): Promise<Set<string>> {
  const { reader, identity, context } = scene;
  const range = { from: 0, to: context.now + 1 };
  const query = await withPeople(scene, { range, filter });
  const holds = matcherOf(query.filter);
  const customers = new Set<string>();
  const depth = filterDepth(query.filter);
  for await (const items of history(reader, identity, { ...range, depth })) {
    for (const item of items) {
      if (customers.has(item.customer)) continue;
      const session = item.kind === 'session' ? item : onItsOwn(item);
      if (holds(session)) customers.add(item.customer);
    }
  }
  return customers;
}

/** Whether a customer is in a list. */
export type Fits = (customer: string) => boolean;

/** A list's filter as a test; everybody fits where there is none. */
export async function fitsOf(
  context: ReportContext,
  reader: Reader,
  { filter }: { filter?: Filter },
): Promise<Fits> {
  if (filter === undefined) return () => true;
  const identity = await identityOfSite(reader);
  const matching = await customersMatching({ reader, identity, context }, filter);
  return (customer) => matching.has(customer);
}
