import cacheErase from '../../sql/cache.erase.sql';
import privacyForgetSubject from '../../sql/privacy.forget-subject.sql';
import { hashOfId } from '../../stitch/tombstones.ts';
import { saltOf } from '../bury.ts';
import type { Person } from '../person.ts';
import { enter } from '../receipt.ts';
import { BODIES, redactBodies, redactSettings, type BodyTable } from '../settings.ts';
import { forgetPlaces } from '../spread-names.ts';
import type { Work } from '../work.ts';
import type { Next, Step } from './step.ts';

/** What the business wrote, and small things. */
export async function settings({ work, id, person, receipt }: Step): Promise<Next> {
  const searched = 'every row';
  for (const store of Object.keys(BODIES) as BodyTable[]) {
    const found = await redactBodies(work, person, store);
    enter(receipt, { store, searched, found, erased: found });
  }
  const inSettings = await redactSettings(work, person);
  enter(receipt, { store: 'sites', searched, found: inSettings, erased: inSettings });
  const places = await forgetPlaces(work, person);
  enter(receipt, { store: 'spreads', searched, found: places, erased: places });
  const { databases: { db }, site } = work; // prettier-ignore
  const needles = JSON.stringify(person.needles);
  const cached = await db.prepare(cacheErase).bind(site.number, needles).run();
  const { changes } = cached.meta;
  enter(receipt, { store: 'cache', searched, found: changes, erased: changes });
  const requests = await forgetRequests(work, person, id);
  enter(receipt, { store: 'privacy', searched, found: requests, erased: requests });
  return undefined;
}

/** What the person asked to see can be seen no more. */
async function forgetRequests(work: Work, person: Person, own: string): Promise<number> {
  const { databases: { db }, site } = work; // prettier-ignore
  const salt = await saltOf(work);
  const { visitors, users: named, emails } = person.who;
  const ids = [
    ...visitors.map(({ id }) => ({ kind: 'visitor' as const, id })),
    ...named.map((id) => ({ kind: 'user' as const, id })),
    ...emails.map((id) => ({ kind: 'email' as const, id })),
  ];
  const hashes = await Promise.all(ids.map((id) => hashOfId(salt, id)));
  const subjects = hashes.flatMap((hash) => [`person:${hash}`, `id:${hash}`]);
  const statement = db.prepare(privacyForgetSubject);
  return (await statement.bind(site.number, JSON.stringify(subjects), own).run()).meta.changes;
}
