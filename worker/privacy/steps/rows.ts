import { persist } from '../../stitch/persist.ts';
import { eraseDeliveries, findDeliveries } from '../deliveries.ts';
import { eraseLetters, findLetters } from '../dead-letters.ts';
import { eraseOrders, findOrders } from '../orders.ts';
import { eraseQuarantined, findQuarantined } from '../quarantine.ts';
import { enter } from '../receipt.ts';
import { redactTraits } from '../traits.ts';
import type { Next, Step } from './step.ts';

/** What was to be sent of the person is not: first of all, as nothing brings it back. */
export async function deliveries({ work, progress, person, receipt }: Step): Promise<Next> {
  const { rows, next } = await findDeliveries(work, person, progress.after);
  const erased = await eraseDeliveries(work, rows);
  const searched = 'every row';
  const note = 'What was delivered before, others have.';
  enter(receipt, { store: 'deliveries', searched, found: rows.length, erased, note });
  return next;
}

export async function orders({ work, progress, person, receipt }: Step): Promise<Next> {
  const next = await persist(async () => {
    const chunk = await findOrders(work, person, progress.after);
    await eraseOrders(work, chunk.found);
    return { count: chunk.found.length, next: chunk.next };
  });
  enter(receipt, {
    store: 'orders', searched: 'every order, by the visitors and users who tell of it',
    found: next.count, erased: next.count,
    note: 'An order that somebody else tells of too is theirs now.',
  }); // prettier-ignore
  return next.next;
}

/** Other users' traits that name the person. */
export async function traits({ work, progress, person, receipt }: Step): Promise<Next> {
  const about = { table: 'users' as const, after: progress.after };
  const { found, next } = await persist(() => redactTraits(work, person, about));
  const note = 'By user; and the traits of all others, for the person’s ids and addresses.';
  const searched = 'every user';
  enter(receipt, { store: 'users', searched, found, erased: found, note });
  return next;
}

export async function accounts({ work, progress, person, receipt }: Step): Promise<Next> {
  const about = { table: 'accounts' as const, after: progress.after };
  const { found, next } = await persist(() => redactTraits(work, person, about));
  enter(receipt, { store: 'accounts', searched: 'every account', found, erased: found });
  return next;
}

export async function quarantine({ work, progress, person, receipt }: Step): Promise<Next> {
  const { rows, next } = await findQuarantined(work, person, progress.after);
  await eraseQuarantined(work, rows);
  const { length } = rows;
  enter(receipt, { store: 'quarantine', searched: 'every row', found: length, erased: length });
  return next;
}

export async function deadLetters({ work, progress, person, receipt }: Step): Promise<Next> {
  const { rows, next } = await findLetters(work, person, { after: progress.after });
  const erased = await eraseLetters(work, rows);
  let after: string | undefined = next === undefined ? '' : undefined;
  while (after !== undefined) {
    const unread = await findLetters(work, person, { after, unread: true });
    // Not counted: they are of whichever site.
    await eraseLetters(work, unread.rows);
    after = unread.next;
  }
  enter(receipt, { store: 'dead_letters', searched: 'every letter', found: erased, erased });
  return next;
}
