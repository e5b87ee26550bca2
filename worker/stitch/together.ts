import { isPassing } from './d1-error.ts';
import type { Databases } from './databases.ts';
import type { Intake, Stored } from './intake.ts';
import type { ChannelCode } from './session-row.ts';
import { store } from './store.ts';

/** Events of one transaction: it stays within a few tens of milliseconds. */
const EVENTS_TOGETHER = 2_000;

/** A leader that is silent for so long is taken for dead, with the request it ran in. */
const DEAD = 5_000;

/** How often those who wait look whether they have been stored, or may store, in milliseconds. */
const LOOK = 3;

/** A request's intake while it waits. */
interface Waiting {
  intake: Intake;
  events: number;
  /** Its answer must not hold what others sent. */
  alone: boolean;
  outcome?: Outcome;
}

type Outcome = { ok: true; stored: Stored } | { ok: false; error: unknown };

interface Queue {
  waiting: Waiting[];
  leadSince: number | undefined;
}

/** Per database and site. */
const queues = new WeakMap<D1Database, Map<number, Queue>>();

/**
 * `store`, but requests of one site that meet in an isolate share a transaction: whoever comes while
 * one is under way waits for it, then one of those who wait stores for all of them. Two requests about
 * one visitor never race within an isolate, and a burst costs few transactions.
 *
 * Those who wait look, they are not called: a promise that another request resolves wakes nobody once
 * the request that made it is gone, and what a dead one was to do would never be done.
 *
 * The count of a shared transaction is told to its leader; the others get zeros. `alone` is for those
 * whose answer tells their own counts.
 */
export async function storeTogether(
  databases: Databases,
  intake: Intake,
  { channelCode, alone }: { channelCode: ChannelCode; alone: boolean },
): Promise<Stored> {
  const queue = queueOf(databases.db, intake.site.number);
  if (isLed(queue)) {
    const outcome = await waitIn(queue, { intake, events: eventsOf(intake), alone });
    if (outcome?.ok) return outcome.stored;
    if (outcome !== undefined) throw outcome.error;
  }
  const since = (queue.leadSince = Date.now());
  const others = alone ? [] : takeOthers(queue, eventsOf(intake));
  try {
    return await lead(databases, intake, others, channelCode);
  } finally {
    if (queue.leadSince === since) queue.leadSince = undefined;
  }
}

function queueOf(db: D1Database, site: number): Queue {
  const sites = queues.get(db) ?? new Map<number, Queue>();
  queues.set(db, sites);
  const queue = sites.get(site) ?? { waiting: [], leadSince: undefined };
  sites.set(site, queue);
  return queue;
}

function isLed({ leadSince }: Queue): boolean {
  return leadSince !== undefined && Date.now() - leadSince < DEAD;
}

/** What became of it; undefined: it is its turn to lead. */
async function waitIn(queue: Queue, waiting: Waiting): Promise<Outcome | undefined> {
  queue.waiting.push(waiting);
  for (;;) {
    await scheduler.wait(LOOK);
    if (waiting.outcome !== undefined) return waiting.outcome;
    // A leader may have taken it along, and be at it.
    const at = queue.waiting.indexOf(waiting);
    if (at >= 0 && !isLed(queue)) {
      queue.waiting.splice(at, 1);
      return undefined;
    }
    if (at < 0 && !isLed(queue)) return waiting.outcome;
  }
}

function eventsOf(intake: Intake): number {
  return intake.lines.reduce((sum, { events }) => sum + events.length, 0);
}

/** Those who come along with a leader, first come first served. */
function takeOthers(queue: Queue, own: number): Waiting[] {
  const others: Waiting[] = [];
  let events = own;
  queue.waiting = queue.waiting.filter((waiting) => {
    if (waiting.alone || events + waiting.events > EVENTS_TOGETHER) return true;
    events += waiting.events;
    others.push(waiting);
    return false;
  });
  return others;
}

async function lead(
  databases: Databases,
  intake: Intake,
  others: readonly Waiting[],
  channelCode: ChannelCode,
): Promise<Stored> {
  try {
    const stored = await store(databases, joined(intake, others), channelCode);
    for (const other of others) other.outcome = { ok: true, stored: NOTHING };
    return stored;
  } catch (error) {
    if (others.length === 0 || isPassing(error)) {
      for (const other of others) other.outcome = { ok: false, error };
      throw error;
    }
    // One of them cannot be stored: no other shall suffer for it.
    for (const other of others) {
      other.outcome = await outcomeOf(store(databases, other.intake, channelCode));
    }
    return store(databases, intake, channelCode);
  }
}

async function outcomeOf(storing: Promise<Stored>): Promise<Outcome> {
  try {
    return { ok: true, stored: await storing };
  } catch (error) {
    return { ok: false, error };
  }
}

const NOTHING: Stored = {
  stored: 0,
  duplicates: 0,
  overflowed: 0,
  quarantined: 0,
  erased: 0,
  rowsRead: 0,
  rowsWritten: 0,
};

function joined(intake: Intake, others: readonly Waiting[]): Intake {
  if (others.length === 0) return intake;
  const all = [intake, ...others.map((waiting) => waiting.intake)];
  return {
    ...intake,
    lines: all.flatMap(({ lines }) => lines),
    edges: all.flatMap(({ edges }) => edges),
    traits: all.flatMap(({ traits }) => traits),
    quarantined: all.flatMap(({ quarantined }) => quarantined),
    firings: all.flatMap(({ firings = [] }) => firings),
  };
}
