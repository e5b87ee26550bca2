import { identityAround, idsOf, Reader } from '../history/index.ts';
import { onItsOwn } from '../history/item.ts';
import { knownLivesOf, type KnownLife } from '../reports/customer-summary.ts';
import { matcherOf } from '../reports/filter.ts';
import { durationOf } from '../reports/duration.ts';
import { withPerson } from '../reports/life-filter.ts';
import { rulesOf } from '../reports/site-rules.ts';
import { storyOf, timeOf, type Moment } from '../reports/story.ts';
import { entryOf } from '../reports/timeline.ts';
import type { Databases } from '../stitch/databases.ts';
import { firedPrefix } from './firings.ts';
import type { TriggeredSite } from './site.ts';
import type { Trigger } from './trigger.ts';

/** A firing that is to be judged. */
export interface Fired {
  trigger: string;
  visitor: string;
  user: string;
  event: string;
}

/** Whether it is what the trigger asks for: `missing` where its event is not stored. */
export type Verdict = 'missing' | 'no' | Accepted;

export interface Accepted {
  /** What is sent, to the letter. */
  payload: string;
  /** Of the event. */
  name: string;
  /** What ids begin with of deliveries that this person must not have had, and around when. */
  others: { prefixes: string[]; after: number; before: number };
}

/**
 * Judges by what is stored: of copies that differ the one that counts, of an overfull session, of bots and of
 * what was erased nothing. A person is judged as they were right after the event, whenever this is.
 */
export async function judge(
  databases: Databases,
  site: TriggeredSite,
  { trigger, fired }: { trigger: Trigger; fired: Fired },
): Promise<Verdict> {
  const reader = new Reader(databases, site);
  const found = await find(reader, fired);
  if (found === undefined) return 'missing';
  const { life, moment } = found;
  const { event, item, at, stage } = moment;
  if (event.name !== trigger.event) return 'no';
  if (trigger.filter !== undefined) {
    const holds = matcherOf(await withPerson(trigger.filter, { reader, life, at, stage }));
    const session = item.kind === 'session' ? item : onItsOwn(item);
    if (!holds(session, session.events().indexOf(event))) return 'no';
  }
  const { trigger: id } = fired;
  const entry = entryOf(life.customer, moment);
  const data = { site: site.id, trigger: { id, name: trigger.name }, event: entry };
  const payload = JSON.stringify({ type: 'trigger.fired', timestamp: timeOf(at), data });
  return { payload, name: event.name, others: othersOf(trigger, id, found) };
}

interface Found {
  life: KnownLife;
  moment: Moment;
}

/** The event in the life of whose it is. */
async function find(reader: Reader, { visitor, user, event }: Fired): Promise<Found | undefined> {
  const { identity } = await identityAround(reader, [visitor || user]);
  const owners =
    visitor === ''
      ? [identity.ofUser(user)]
      : identity.pieces(visitor).map(({ customer }) => customer);
  const lives = await knownLivesOf(reader, identity, new Set(owners));
  for (const life of lives.values()) {
    const { moments } = storyOf(life, rulesOf(reader.site));
    const moment = moments.find(({ event: one, item }) => {
      const isOnLine = item.kind === 'session' ? item.visitor === visitor : item.user === user;
      return one.id === event && isOnLine;
    });
    if (moment !== undefined) {
      // All that edges know of the person, seen or not.
      return { life: { ...life, ...idsOf(identity, life.customer) }, moment };
    }
  }
  return undefined;
}

function othersOf({ once }: Trigger, id: string, { life, moment }: Found): Accepted['others'] {
  if (once === undefined) return { prefixes: [], after: 0, before: 0 };
  const within = once.within === undefined ? undefined : durationOf(once.within);
  const reach = within ?? Number.MAX_SAFE_INTEGER;
  return {
    prefixes: [
      ...life.visitors.map((visitor) => firedPrefix(id, { visitor, user: '' })),
      ...life.users.map((user) => firedPrefix(id, { visitor: '', user })),
    ],
    after: moment.at - reach,
    before: moment.at + reach,
  };
}
