import cacheErase from '../sql/cache.erase.sql';
import ledgerAdd from '../sql/ledger.add.sql';
import ledgerAddErasedTouchpoints from '../sql/ledger.add-erased-touchpoints.sql';
import privacyForgetSubject from '../sql/privacy.forget-subject.sql';
import touchpointsDeleteUsers from '../sql/touchpoints.delete-users.sql';
import touchpointsReadUsers from '../sql/touchpoints.read-users.sql';
import usersDelete from '../sql/users.delete.sql';
import { Reader } from '../history/index.ts';
import { eventOf, type TouchpointRow } from '../history/touchpoint-row.ts';
import { HOME } from '../stitch/databases.ts';
import type { Event } from '../stitch/event.ts';
import { persist } from '../stitch/persist.ts';
import { placeOf, readSpread } from '../stitch/spread.ts';
import { hashOfId } from '../stitch/tombstones.ts';
import { bury, buryQuietly, saltOf, type Burial } from './bury.ts';
import { eraseLetters, findLetters } from './dead-letters.ts';
import { edgesOf, eraseEdges } from './edges.ts';
import type { Job, Phase, Progress } from './job.ts';
import { leftInLake } from './lake.ts';
import { entriesOf, eraseStretch, readStretch } from './line.ts';
import { eraseOrders, findOrders } from './orders.ts';
import { Person } from './person.ts';
import { eraseQuarantined, findQuarantined } from './quarantine.ts';
import { enter, type Receipt } from './receipt.ts';
import { BODIES, redactBodies, redactSettings, type BodyTable } from './settings.ts';
import { forgetPlaces } from './spread-names.ts';
import { EVER, type Span } from './subject.ts';
import { sweepSymbols } from './symbols.ts';
import { redactTraits } from './traits.ts';
import { joinWho, whoIs } from './who.ts';
import { placesOf, type Work } from './work.ts';

const BY_VISITOR = 'by visitor';

/** A step of an erasure, with all it needs to know. It notes in `progress` and `receipt` what it did. */
export interface Step {
  work: Work;
  id: string;
  progress: Progress;
  person: Person;
  receipt: Receipt;
}

/** Where the phase goes on; undefined: with the next phase; `wait`: not now. */
export type Next = string | undefined | typeof WAIT;
export const WAIT: unique symbol = Symbol('wait');

export function stepOf(work: Work, job: Job, progress: Progress): Step {
  const nobody = { visitors: [], users: [], emails: [], naming: [] };
  const person = new Person(progress.who ?? nobody);
  return { work, id: job.id, progress, person, receipt: job.receipt };
}

export const STEPS: Record<Exclude<Phase, 'done'>, (step: Step) => Promise<Next>> = {
  who, orders, lines, users, traits, accounts, quarantine, dead_letters: deadLetters, settings, symbols, lake,
}; // prettier-ignore

/**
 * Who it is. Burying them first and looking again, until nobody new is found, leaves no moment in which
 * somebody could be joined to them unseen.
 */
async function who({ work, id, progress }: Step): Promise<Next> {
  const now = await whoIs(new Reader(work.databases, work.site), progress);
  const found = progress.who === undefined ? now : joinWho(progress.who, now);
  const isSame = JSON.stringify(found) === JSON.stringify(progress.who);
  progress.who = found;
  if (isSame) return undefined;
  await bury(work, burialsOf(progress), id);
  return 'again';
}

/** Everybody's tombstones, up to the latest that was erased. */
function burialsOf({ who: found, end }: Progress): Burial[] {
  const { visitors, users, emails } = found ?? { visitors: [], users: [], emails: [] };
  const always = { spans: upTo([EVER], end), clocks: [] };
  return [
    ...visitors.map(({ id, spans }): Burial => {
      return { kind: 'visitor', id, spans: upTo(spans, end), clocks: [] };
    }),
    ...users.map((id): Burial => ({ kind: 'user', id, ...always })),
    ...emails.map((id): Burial => ({ kind: 'email', id, ...always })),
  ];
}

function upTo(spans: readonly Span[], end: number): Span[] {
  return spans.flatMap(([from, to]): Span[] => (from > end ? [] : [[from, Math.min(to, end)]]));
}

async function orders({ work, progress, person, receipt }: Step): Promise<Next> {
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

/**
 * The lines of visitors, one after the other, in every database; then once more, after whoever writes or
 * copies was told to look again: a bucket on its way between two databases may carry a line past us, and
 * what reaches beyond this moment is known only when it is read.
 */
async function lines(step: Step): Promise<Next> {
  const { work, progress, person, receipt } = step;
  for (const store of ['sessions', 'archived', 'noted'] as const)
    enter(receipt, { store, searched: BY_VISITOR, found: 0, erased: 0 });
  const [round = 0, at = 0] = progress.after.split(' ').map(Number);
  const visitor = person.lines[at];
  if (visitor !== undefined) {
    for (const place of placesOf(work)) await eraseLine(step, { ...place, visitor, person });
    return `${round} ${at + 1}`;
  }
  if (round > 0) return undefined;
  await bury(work, [], step.id);
  return '1 0';
}

type OnePlace = ReturnType<typeof placesOf>[number] & { visitor: string; person: Person };

async function eraseLine(step: Step, place: OnePlace): Promise<void> {
  const { person, visitor } = place;
  const { work, progress, receipt } = step;
  const { number } = work.site;
  const done = await persist(async (races) => {
    const stretch = await readStretch(work, place);
    if (stretch.touched.length === 0 && !person.isWholly(visitor)) return undefined;
    await buryLater(step, visitor, stretch.events);
    const entries = (await isItsPlace(work, place)) ? entriesOf(number, stretch) : [];
    const entered = place.isHome ? entries : [];
    const erased = await eraseStretch(work, place, stretch, { races, entered });
    // Killed between the two databases, the books lack the events of one line.
    if (!place.isHome && entries.length > 0)
      await work.databases.db.prepare(ledgerAdd).bind(JSON.stringify(entries)).run();
    return erased;
  });
  if (done === undefined) return;
  const { sessions, archived, days } = done;
  progress.days = [...new Set([...progress.days, ...days])];
  const searched = BY_VISITOR;
  enter(receipt, { store: 'sessions', searched, found: sessions, erased: sessions });
  enter(receipt, { store: 'archived', searched, found: archived, erased: archived });
}

/** Of a bucket that is moving two databases have copies; the ledger counts what stands where it belongs. */
async function isItsPlace(
  { databases: { db }, site }: Work,
  { name, visitor }: OnePlace,
): Promise<boolean> {
  const spread = site.spread ? await readSpread(db, site.number) : undefined;
  return (spread === undefined ? HOME : placeOf(spread, visitor)) === name;
}

/**
 * Server keys tell of times to come, and a batch that is sent again byte for byte is known by its own
 * clock: the tombstones reach as far as what is erased does, before it is.
 */
async function buryLater(
  { work, id, progress, person }: Step,
  visitor: string,
  events: readonly Event[],
): Promise<void> {
  if (events.length === 0) return;
  const end = Math.max(progress.end, ...events.map(({ at }) => at));
  const isLater = end > progress.end;
  progress.end = end;
  const burial: Burial = {
    kind: 'visitor',
    id: visitor,
    spans: [],
    clocks: clocksOf(person, visitor, events),
  };
  await buryQuietly(work, isLater ? [...burialsOf(progress), burial] : [burial], id);
}

/** The times of events by the device's own clock, each stretch that was the person's apart. */
function clocksOf(person: Person, visitor: string, events: readonly Event[]): Span[] {
  const stretches = Map.groupBy(events, ({ at, id }) => person.stretchOf(visitor, at) ?? id);
  return [...stretches.values()].map((own): Span => {
    const clocks = own.map(({ at, context }) => at + (context.skew ?? 0));
    return [Math.min(...clocks), Math.max(...clocks)];
  });
}

async function users(step: Step): Promise<Next> {
  const { work, person, receipt } = step;
  const { databases: { db }, site } = work; // prettier-ignore
  const asked = JSON.stringify(person.who.users);
  const { results } = await db
    .prepare(touchpointsReadUsers)
    .bind(site.number, asked)
    .all<TouchpointRow>();
  for (const [user, rows] of Map.groupBy(results, (row) => row.user))
    await buryUser(step, user, rows.map(eventOf));
  const [deleted, , touchpoints] = await db.batch([
    db.prepare(usersDelete).bind(site.number, asked),
    db.prepare(ledgerAddErasedTouchpoints).bind(site.number, asked),
    db.prepare(touchpointsDeleteUsers).bind(site.number, asked),
  ]);
  const edges = await edgesOf(work, person);
  const erased = await eraseEdges(work, edges);
  const changesOf = (result: D1Result | undefined): number => result?.meta.changes ?? 0;
  for (const [store, found] of [
    ['users', changesOf(deleted)],
    ['touchpoints', changesOf(touchpoints)],
    ['edges', erased],
  ] as const) {
    enter(receipt, { store, searched: 'by user and visitor', found, erased: found });
  }
  return undefined;
}

/** A user's own line has no device, and so but one clock. */
async function buryUser(
  { work, id, progress }: Step,
  user: string,
  events: readonly Event[],
): Promise<void> {
  progress.end = Math.max(progress.end, ...events.map(({ at }) => at));
  const clocks = events.map(({ at, context }): Span => {
    const own = at + (context.skew ?? 0);
    return [own, own];
  });
  await bury(work, [...burialsOf(progress), { kind: 'user', id: user, spans: [], clocks }], id);
}

/** Other users' traits that name the person. */
async function traits({ work, progress, person, receipt }: Step): Promise<Next> {
  const about = { table: 'users' as const, after: progress.after };
  const { found, next } = await persist(() => redactTraits(work, person, about));
  const note = 'By user; and the traits of all others, for the person’s ids and addresses.';
  const searched = 'every user';
  enter(receipt, { store: 'users', searched, found, erased: found, note });
  return next;
}

async function accounts({ work, progress, person, receipt }: Step): Promise<Next> {
  const about = { table: 'accounts' as const, after: progress.after };
  const { found, next } = await persist(() => redactTraits(work, person, about));
  enter(receipt, { store: 'accounts', searched: 'every account', found, erased: found });
  return next;
}

async function quarantine({ work, progress, person, receipt }: Step): Promise<Next> {
  const { rows, next } = await findQuarantined(work, person, progress.after);
  await eraseQuarantined(work, rows);
  const { length } = rows;
  enter(receipt, { store: 'quarantine', searched: 'every row', found: length, erased: length });
  return next;
}

async function deadLetters({ work, progress, person, receipt }: Step): Promise<Next> {
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

/** What the business wrote, and small things. */
async function settings({ work, id, person, receipt }: Step): Promise<Next> {
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

/** Database after database. */
async function symbols({ work, progress, receipt }: Step): Promise<Next> {
  const places = placesOf(work);
  const at = Number(progress.after || '0');
  const place = places[at];
  if (place === undefined) return undefined;
  const { next, erased } = await sweepSymbols(work, place, progress.sweep);
  enter(receipt, {
    store: 'symbols', searched: 'every text, against every session', found: erased, erased,
    note: 'Texts that no session uses any more. Those that other people’s sessions use too stay.',
  }); // prettier-ignore
  if (next === undefined) delete progress.sweep;
  else progress.sweep = next;
  return String(next === undefined ? at + 1 : at);
}

async function lake({ work, progress, person, receipt }: Step): Promise<Next> {
  const left = await leftInLake(work, person, progress.days);
  const isBound = work.databases.lake !== undefined;
  enter(receipt, {
    store: 'lake', searched: isBound ? 'files of the days in question' : 'no bucket is bound',
    found: 0, erased: 0,
    note: left > 0 ? 'The hourly job writes the files anew and deletes the old ones.' : 'Nothing is left.',
  }); // prettier-ignore
  return left > 0 ? WAIT : undefined;
}
