import { identityAround, idsOf, Reader, type Identity } from '../history/index.ts';
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
import { otherTellings } from './order-tellings.ts';
import type { TriggeredSite } from './site.ts';
import type { Trigger } from './trigger.ts';

/** A firing that is to be judged. */
export interface Fired {
  trigger: string;
  visitor: string;
  user: string;
  event: string;
}

type Other = [prefix: string, after: number, before: number];

/** Whether it is what the trigger asks for: `missing` where its event is not stored. */
export type Verdict = 'missing' | 'no' | Accepted;

export interface Accepted {
  /** What is sent, to the letter. */
  payload: string;
  /** Of the event. */
  name: string;
  /** Deliveries that must not have been, of the person or of the order: what their ids begin with, after and before when. */
  others: Other[];
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
  const tellings = await otherTellings(reader, { id, since: trigger.since }, event);
  if (tellings === undefined) return 'no';
  const entry = entryOf(life.customer, moment);
  const data = { site: site.id, trigger: { id, name: trigger.name }, event: entry };
  const others = [
    ...othersOf(trigger, id, found),
    ...tellings.map((telling): Other => [telling, -EVER, EVER]),
  ];
  const payload = JSON.stringify({ type: 'trigger.fired', timestamp: timeOf(at), data });
  return { payload, name: event.name, others };
}

interface Found {
  identity: Identity;
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
      return { identity, life: { ...life, ...idsOf(identity, life.customer) }, moment };
    }
  }
  return undefined;
}

/** Farther than any time, as a number that D1 keeps. */
const EVER = Number.MAX_SAFE_INTEGER;

/** On a device that several people share, the others' are not the person's. */
function othersOf({ once }: Trigger, id: string, { identity, life, moment }: Found): Other[] {
  if (once === undefined) return [];
  const reach = (once.within === undefined ? undefined : durationOf(once.within)) ?? EVER;
  const near = (prefix: string, from: number, to: number): Other => [
    prefix,
    Math.max(from, moment.at - reach),
    Math.min(to, moment.at + reach),
  ];
  const visitors = life.visitors.flatMap((visitor) => {
    const prefix = firedPrefix(id, { visitor, user: '' });
    return identity.pieces(visitor).flatMap(({ at, customer }, i, pieces) => {
      // A piece begins with its first event, and ends before the next one's.
      const end = pieces[i + 1]?.at ?? EVER;
      return customer === life.customer ? [near(prefix, Math.max(at - 1, -EVER), end)] : [];
    });
  });
  const users = life.users.map((user) => near(firedPrefix(id, { visitor: '', user }), -EVER, EVER));
  return [...visitors, ...users];
}
