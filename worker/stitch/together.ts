import { isPassing } from './d1-error.ts';
import type { Intake, Stored } from './intake.ts';
import type { ChannelCode } from './session-row.ts';
import { store } from './store.ts';

/** Events of one transaction: it stays within a few tens of milliseconds. */
const EVENTS_TOGETHER = 2_000;

/** A leader that is silent for so long is taken for dead, with the request it ran in. */
const DEAD = 15_000;

/** A request's intake while it waits for its turn. */
interface Waiting {
  intake: Intake;
  events: number;
  /** Its answer must not hold what others sent. */
  alone: boolean;
  tell: (turn: Turn) => void;
}

type Turn = { lead: true } | { lead: false; outcome: Outcome };
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
 * The count of a shared transaction is told to its leader; the others get zeros. `alone` is for those
 * whose answer tells their own counts.
 */
export async function storeTogether(
  db: D1Database,
  intake: Intake,
  { channelCode, alone }: { channelCode: ChannelCode; alone: boolean },
): Promise<Stored> {
  const queue = queueOf(db, intake.site.number);
  const isLed = queue.leadSince !== undefined && Date.now() - queue.leadSince < DEAD;
  const turn = isLed ? await waitIn(queue, intake, alone) : { lead: true as const };
  if (!turn.lead) {
    if (turn.outcome.ok) return turn.outcome.stored;
    throw turn.outcome.error;
  }
  const since = (queue.leadSince = Date.now());
  const others = alone ? [] : takeOthers(queue, eventsOf(intake));
  try {
    return await lead(db, intake, others, channelCode);
  } finally {
    if (queue.leadSince === since) passOn(queue);
  }
}

function queueOf(db: D1Database, site: number): Queue {
  const sites = queues.get(db) ?? new Map<number, Queue>();
  queues.set(db, sites);
  const queue = sites.get(site) ?? { waiting: [], leadSince: undefined };
  sites.set(site, queue);
  return queue;
}

function waitIn(queue: Queue, intake: Intake, alone: boolean): Promise<Turn> {
  return new Promise((tell) => {
    queue.waiting.push({ intake, events: eventsOf(intake), alone, tell });
  });
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
  db: D1Database,
  intake: Intake,
  others: readonly Waiting[],
  channelCode: ChannelCode,
): Promise<Stored> {
  try {
    const stored = await store(db, joined(intake, others), channelCode);
    for (const { tell } of others) tell({ lead: false, outcome: { ok: true, stored: NOTHING } });
    return stored;
  } catch (error) {
    if (others.length === 0 || isPassing(error)) {
      for (const { tell } of others) tell({ lead: false, outcome: { ok: false, error } });
      throw error;
    }
    // One of them cannot be stored: no other shall suffer for it.
    for (const { intake: other, tell } of others) {
      tell({ lead: false, outcome: await outcomeOf(store(db, other, channelCode)) });
    }
    return store(db, intake, channelCode);
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
  };
}

/** The next in line leads, in its own request: a request must not work on after its answer. */
function passOn(queue: Queue): void {
  queue.leadSince = undefined;
  const next = queue.waiting.shift();
  if (next === undefined) return;
  // Set here, not when it wakes: who comes in between must not lead beside it.
  queue.leadSince = Date.now();
  next.tell({ lead: true });
}
