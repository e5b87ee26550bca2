import type { Databases } from '../stitch/databases.ts';
import { attempt, type Attempt, type Sending } from './attempt.ts';
import { judge } from './judge.ts';
import { Outbox, type Claimed } from './outbox.ts';
import { nextAttempt, pauseUntil, STREAK } from './schedule.ts';
import { triggeredSite, type TriggeredSite } from './site.ts';
import { fillTrigger, pauseTrigger, switchOff } from './store.ts';
import type { OffBecause, Trigger } from './trigger.ts';

/** Rows that are claimed at once, and how many are at work: a Worker may have six connections open. */
const ROWS = 20;
const TOGETHER = 5;

/** How long a claim holds, milliseconds: longer than all it claims can take. */
const LEASE = 120_000;

/** A firing whose event is not stored yet is looked at again; beyond this it never will be, milliseconds. */
const UNSTORED = 300_000;
const LOOK_AGAIN = 30_000;

/** How long it is tried to judge one that fails each time, milliseconds: longer than the database is away. */
const UNJUDGED = 6 * 3_600_000;

/** Deliveries that wait for one trigger, about: what is written within a minute comes on top. */
const WAITING = 10_000;

export interface Working {
  databases: Databases;
  sending: Sending;
  /** The clock. */
  now: () => number;
  /** True: nothing further is begun. */
  isOver: () => boolean;
  /** Rows that may still be claimed: each takes some seven statements, of which D1 gives an invocation 1,000. */
  rows: number;
}

/** Judges and sends what is due of a site. Several may do so at once: each row is one's alone for a while. */
export async function runSite(working: Working, number: number): Promise<void> {
  const run = await openRun(working, number);
  if (run === undefined) return;
  while (!working.isOver() && working.rows > 0) if ((await run.some(ROWS)) === 0) return;
}

/** Undefined: there is no such site any more, or not all that holds its sessions is bound. */
export async function openRun(working: Working, number: number): Promise<Run | undefined> {
  const site = await triggeredSite(working.databases, number);
  if (site === undefined) return undefined;
  const run = new Run(working, site);
  await run.endOff();
  return run;
}

/** One call's work on one site. */
export class Run {
  readonly #working: Working;
  readonly #site: TriggeredSite;
  readonly #outbox: Outbox;
  /** Until when consumers are left alone that failed several times in a row. */
  readonly #paused = new Map<string, number>();
  /** How often in a row a trigger's consumer has failed. */
  readonly #streaks = new Map<string, number>();
  /** Triggers that were switched off meanwhile. */
  readonly #off = new Set<string>();

  constructor(working: Working, site: TriggeredSite) {
    this.#working = working;
    this.#site = site;
    this.#outbox = new Outbox(working.databases.db, site.number);
  }

  /** Of what is switched off nothing waits. */
  async endOff(): Promise<void> {
    const off = [...this.#site.triggers].filter(([, { enabled }]) => !enabled).map(([id]) => id);
    await this.#outbox.endOff(off, this.#now);
  }

  /** A trigger for which too much waits fires nothing more, until half of it is gone. */
  async gauge(most: number = WAITING): Promise<void> {
    const on = [...this.#site.triggers].filter(([, { enabled }]) => enabled);
    if (on.length === 0) return;
    const ids = on.map(([id]) => id);
    const waiting = await this.#outbox.waiting(ids, most);
    for (const [id, { full = false }] of on) {
      const count = waiting.get(id) ?? 0;
      const isFull = count >= most || (full && count > most / 2);
      if (isFull === full) continue;
      const { db } = this.#working.databases;
      await fillTrigger(db, { site: this.#site.number, id, now: this.#now, full: isFull });
    }
  }

  /** Takes some of what is due, at most so much; how many. */
  async some(most: number): Promise<number> {
    const now = this.#now;
    const triggers = [...this.#site.triggers.keys()].filter((id) => this.#isOn(id));
    const rows = Math.min(most, this.#working.rows);
    if (triggers.length === 0 || rows === 0) return 0;
    this.#working.rows -= rows;
    const waiting = await this.#outbox.claim(triggers, { now, until: now + LEASE, rows });
    const { length } = waiting;
    this.#working.rows += rows - length;
    const work = async (): Promise<void> => {
      // What is claimed and not done is due again when the claim ends.
      while (!this.#working.isOver()) {
        const row = waiting.shift();
        if (row === undefined) return;
        await this.#one(row).catch((error: unknown) => this.#complain(row, error));
      }
    };
    await Promise.all(Array.from({ length: TOGETHER }, work));
    return length;
  }

  async #one(row: Claimed): Promise<void> {
    const trigger = this.#site.triggers.get(row.trigger);
    // Switched off since it was claimed: the next run ends it.
    if (trigger === undefined || this.#off.has(row.trigger))
      return this.#outbox.postpone(row, this.#now);
    const ready = row.isNew ? await this.#accept(row, trigger) : row;
    if (ready !== undefined) await this.#send(ready, trigger);
  }

  /** What is to be sent; undefined: nothing, or not yet. */
  async #accept(row: Claimed, trigger: Trigger): Promise<Claimed | undefined> {
    const verdict = await judge(this.#working.databases, this.#site, { trigger, fired: row });
    // Of a site in several databases, some of what fires is stored a moment later.
    if (verdict === 'missing' && this.#now - row.firedAt < UNSTORED) {
      await this.#outbox.postpone(row, this.#now + LOOK_AGAIN);
      return undefined;
    }
    const isWanted = verdict !== 'missing' && verdict !== 'no';
    const accepted = isWanted ? await this.#outbox.accept(row, verdict, this.#now) : undefined;
    if (accepted === undefined) await this.#outbox.drop(row);
    return accepted;
  }

  async #send(row: Claimed, trigger: Trigger): Promise<void> {
    const paused = this.#pauseOf(row.trigger);
    if (paused !== undefined) return this.#outbox.postpone(row, paused);
    const message = { id: row.id, at: this.#now, body: row.body.payload ?? '' };
    const { attempt: made, wish } = await attempt(message, trigger, this.#working.sending);
    const now = this.#now;
    const isDone = made.outcome === 'delivered';
    const next = isDone ? undefined : this.#nextOf(row, made, wish);
    await this.#outbox.settle(row, { attempt: made, next, now });
    if (!isDone && next === undefined) return this.#conclude(row, made);
    await (isDone ? this.#succeeded(row.trigger) : this.#failed(row.trigger));
  }

  #isOn(id: string): boolean {
    const isOn = this.#site.triggers.get(id)?.enabled === true && !this.#off.has(id);
    return isOn && this.#pauseOf(id) === undefined;
  }

  /** Undefined: it goes on. */
  #pauseOf(id: string): number | undefined {
    const until = this.#paused.get(id) ?? this.#site.triggers.get(id)?.paused?.until ?? 0;
    return until > this.#now ? until : undefined;
  }

  /** One message that a consumer refuses keeps no other back; a consumer that takes none is not asked for each. */
  async #failed(id: string): Promise<void> {
    const streak = (this.#streaks.get(id) ?? 0) + 1;
    this.#streaks.set(id, streak);
    if (streak !== STREAK) return;
    const times = this.#site.triggers.get(id)?.paused?.times ?? 0;
    const paused = { until: pauseUntil(this.#now, times), times: times + 1 };
    this.#paused.set(id, paused.until);
    await this.#setPause(id, paused);
  }

  async #succeeded(id: string): Promise<void> {
    this.#streaks.set(id, 0);
    if (this.#paused.has(id) || this.#site.triggers.get(id)?.paused === undefined) return;
    this.#paused.set(id, 0);
    await this.#setPause(id, undefined);
  }

  async #setPause(id: string, paused: Trigger['paused']): Promise<void> {
    const { db } = this.#working.databases;
    await pauseTrigger(db, { site: this.#site.number, id, now: this.#now, paused });
  }

  #nextOf({ body, since }: Claimed, made: Attempt, wish: number | undefined): number | undefined {
    // Nobody wants it, or nothing may be sent there.
    if (made.status === 410 || made.outcome === 'refused' || body.by_hand) return undefined;
    const attempts = (body.attempts?.length ?? 0) + 1;
    return nextAttempt({ attempts, since, now: this.#now, wish });
  }

  /** A consumer that is gone, or took nothing for three days, is asked no more. */
  async #conclude({ trigger, since, body }: Claimed, { status, outcome }: Attempt): Promise<void> {
    if (status === 410) return this.#switchOff(trigger, 'gone');
    if (outcome === 'refused' || body.by_hand) return;
    if (!(await this.#outbox.anyDelivered(trigger, since)))
      await this.#switchOff(trigger, 'failing');
  }

  async #switchOff(id: string, because: OffBecause): Promise<void> {
    this.#off.add(id);
    const { db } = this.#working.databases;
    await switchOff(db, { site: this.#site.number, id, because, now: this.#now });
  }

  get #now(): number {
    return this.#working.now();
  }

  /** What fails keeps no other back. It is due again when its claim ends, until it is plain that it never will do. */
  async #complain(row: Claimed, error: unknown): Promise<void> {
    console.error(JSON.stringify({ where: 'triggers', message: String(error).slice(0, 200) }));
    if (!row.isNew || this.#now - row.firedAt < UNJUDGED) return;
    const name = this.#site.triggers.get(row.trigger)?.event ?? '';
    const dead = await this.#outbox.accept(row, { name, payload: '', others: [] }, this.#now);
    const made: Attempt = { at: this.#now, outcome: 'unjudged', ms: 0 };
    if (dead !== undefined) await this.#outbox.settle(dead, { attempt: made, now: this.#now });
  }
}
