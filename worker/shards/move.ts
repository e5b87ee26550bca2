import heldGuardTaking from '../sql/held.guard-taking.sql';
import heldInsert from '../sql/held.insert.sql';
import notedDelete from '../sql/noted.delete.sql';
import notedRead from '../sql/noted.read.sql';
import sitesSpread from '../sql/sites.spread.sql';
import spreadsInsert from '../sql/spreads.insert.sql';
import { BUCKETS, bucketOf } from '../stitch/bucket.ts';
import { HOME } from '../stitch/databases.ts';
import { learnErasures } from '../stitch/erasures.ts';
import {
  ALL,
  changeHeld,
  has,
  NONE,
  readHeld,
  withBuckets,
  withoutBuckets,
  type Held,
} from '../stitch/held.ts';
import { changeSpread, readSpread, type Move, type Spread } from '../stitch/spread.ts';
import { ALL_CLOSED, nextArchived } from './archived.ts';
import { copyArchived, copyVisitors } from './copy.ts';
import { databaseOf, isHome, type SiteShards } from './site-shards.ts';
import { nextVisitors } from './visitors.ts';

/** Noted visitors that are looked at together. Fewer of them may wait for the last copy. */
const NOTED = 200;

/** Before the first move: from here on the home says where the site's buckets are. */
export async function makeSpread(shards: SiteShards): Promise<void> {
  const { home, site } = shards;
  const places = JSON.stringify(Array.from({ length: BUCKETS }, () => HOME));
  await home.batch([
    home.prepare(spreadsInsert).bind(site, places),
    home.prepare(heldInsert).bind(site, ALL, NONE),
    home.prepare(sitesSpread).bind(site),
  ]);
}

/**
 * Writes down that buckets are to be moved; `stepOfMove` moves them. False: another move is under way, or
 * rows of theirs from an earlier stay are still to be deleted there.
 */
export async function beginMove(
  shards: SiteShards,
  spread: Spread,
  move: Pick<Move, 'id' | 'to' | 'from' | 'buckets'>,
): Promise<boolean> {
  const { home, site } = shards;
  const moving = new Set(move.buckets);
  const isLeft = spread.leftovers.some(
    ({ database, buckets }) => database === move.to && buckets.some((one) => moving.has(one)),
  );
  if (spread.move !== undefined || isLeft) return false;
  await databaseOf(shards, move.to).prepare(heldInsert).bind(site, NONE, NONE).run();
  return changeSpread(home, site, { ...spread, move: { ...move, after: '', isCopied: false } });
}

/** A step of a move with all it needs to know. */
interface Step {
  shards: SiteShards;
  spread: Spread;
  move: Move;
  from: Held;
  to: Held;
  now: number;
}

/**
 * Does the next step of the move that is under way; false: there is none.
 *
 * What is next follows from what the three databases say, never from what this process remembers: it
 * may be killed at any moment and begun again by anybody, even by two at once. Each step changes one
 * row of one database, and only if that is still as it was read; copies are merged.
 *
 * 1. The new database takes copies of this move. 2. Writers in the old one leave names of visitors.
 * 3. All is copied, first what the old one has in the lake, then whoever was noted. 4. The old one closes. 5. The last who were noted are
 * copied. 6. The new one opens. 7. Home sends everybody there.
 */
export async function stepOfMove(shards: SiteShards, now: number): Promise<boolean> {
  const { home, site } = shards;
  const first = (await readSpread(home, site))?.move;
  if (first === undefined) return false;
  const to = await heldOf(shards, first.to);
  const from = await heldOf(shards, first.from);
  // Read after the others, so that a change of theirs that this would not know of fails what follows.
  const spread = await readSpread(home, site);
  const move = spread?.move;
  if (spread === undefined || move?.id !== first.id) return true;
  const step: Step = { shards, spread, move, from, to, now };
  if (move.buckets.every((bucket) => has(to.buckets, bucket))) await sendThere(step);
  else if (to.taking !== move.id) await takeCopies(step);
  else if (!move.buckets.some((bucket) => has(from.buckets, bucket))) await openNew(step);
  else if (!move.buckets.every((bucket) => has(from.noting, bucket))) await note(step);
  else if (move.closed !== ALL_CLOSED) await copyNextPart(step);
  else if (!move.isCopied) await copyNext(step);
  else await closeOld(step);
  return true;
}

function heldOf(shards: SiteShards, name: string): Promise<Held> {
  return readHeld(databaseOf(shards, name), shards.site, isHome(name));
}

async function takeCopies({ shards, move, to }: Step): Promise<void> {
  await changeHeld(databaseOf(shards, move.to), shards.site, { ...to, taking: move.id });
}

async function note({ shards, move, from }: Step): Promise<void> {
  const noting = withBuckets(from.noting, move.buckets);
  await changeHeld(databaseOf(shards, move.from), shards.site, { ...from, noting });
}

/**
 * Sessions of closed days, a file a step. From the note on until all is cleaned up no day goes to the lake
 * of the old database (jobs/archive/): what its files hold now, and what is brought back meanwhile and
 * noted, is all there is.
 */
async function copyNextPart({ shards, spread, move, to }: Step): Promise<void> {
  const { from: database, closed = 0 } = move;
  const there = databaseOf(shards, move.to);
  const erasures = await learnErasures(there, shards.site);
  const found = await nextArchived(shards, { database, buckets: move.buckets, from: closed });
  if (found.rows.length > 0) {
    const guard = there.prepare(heldGuardTaking).bind(shards.site, move.id);
    const target = { to: move.to, guard, symbols: to.symbols, erasures };
    await copyArchived(shards, target, found.rows);
  }
  const moving = { ...move, closed: found.next ?? ALL_CLOSED };
  await changeSpread(shards.home, shards.site, { ...spread, move: moving });
}

async function copyNext(step: Step): Promise<void> {
  const { shards, spread, move } = step;
  const { from: database, buckets, after } = move;
  const { visitors, last } = await nextVisitors(shards, { database, buckets, after });
  await copy(step, visitors);
  const moving = { ...move, after: last ?? '', isCopied: last === undefined };
  await changeSpread(shards.home, shards.site, { ...spread, move: moving });
}

async function closeOld(step: Step): Promise<void> {
  const { shards, move, from } = step;
  if ((await copyNoted(step)) === NOTED) return;
  await changeHeld(databaseOf(shards, move.from), shards.site, {
    ...from,
    buckets: withoutBuckets(from.buckets, move.buckets),
    noting: withoutBuckets(from.noting, move.buckets),
  });
}

async function openNew(step: Step): Promise<void> {
  const { shards, move, to } = step;
  if ((await copyNoted(step)) > 0) return;
  await changeHeld(databaseOf(shards, move.to), shards.site, {
    ...to,
    buckets: withBuckets(to.buckets, move.buckets),
    taking: '',
  });
}

async function sendThere({ shards, spread, move, now }: Step): Promise<void> {
  const { from: database, to, buckets } = move;
  const moved = new Set(buckets);
  await changeSpread(shards.home, shards.site, {
    ...spread,
    places: spread.places.map((place, bucket) => (moved.has(bucket) ? to : place)),
    move: undefined,
    leftovers: [...spread.leftovers, { database, buckets, since: now, after: '', found: 0 }],
  });
}

/** Copies visitors who were written about since; how many there were. */
async function copyNoted(step: Step): Promise<number> {
  const { shards, move } = step;
  const db = databaseOf(shards, move.from);
  const { results } = await db
    .prepare(notedRead)
    .bind(shards.site, NOTED)
    .all<{ visitor: string; times: number }>();
  if (results.length === 0) return 0;
  const buckets = new Set(move.buckets);
  const visitors = results.map(({ visitor }) => visitor).filter((v) => buckets.has(bucketOf(v)));
  await copy(step, visitors);
  const done = JSON.stringify(results.map(({ visitor, times }) => [visitor, times]));
  await db.prepare(notedDelete).bind(shards.site, done).run();
  return results.length;
}

async function copy({ shards, move, to: { symbols } }: Step, visitors: string[]): Promise<void> {
  const guard = databaseOf(shards, move.to).prepare(heldGuardTaking).bind(shards.site, move.id);
  await copyVisitors(shards, { from: move.from, to: move.to, visitors, guard, symbols });
}
