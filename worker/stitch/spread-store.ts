import heldAddSymbols from '../sql/held.add-symbols.sql';
import heldGuard from '../sql/held.guard.sql';
import notedAdd from '../sql/noted.add.sql';
import { bucketOf } from './bucket.ts';
import { commit } from './commit.ts';
import { isPassing } from './d1-error.ts';
import { HOME } from './databases.ts';
import { guardErasures, knownErasures, learnErasures, type Erasures } from './erasures.ts';
import type { Line } from './event.ts';
import { has, type Held } from './held.ts';
import type { Intake, Stored } from './intake.ts';
import { planOrders } from './order-plan.ts';
import { mostStored, rowsChanged, type Outcome } from './outcome.ts';
import { persist } from './persist.ts';
import { chunksOf, type CountCost } from './plan.ts';
import { planSessions, type SessionPlan } from './session-plan.ts';
import type { ChannelCode } from './session-row.ts';
import { edgeStatements, firingStatements, quarantineStatements } from './side-rows.ts';
import { notBound, placeOf } from './spread.ts';
import { forgetSpread, knownHeld, knownSpread } from './spread-known.ts';
import { planTouchpoints } from './touchpoint-plan.ts';
import { planTraits } from './traits-plan.ts';
import { withoutErased } from './without-erased.ts';

/** How long a bucket that is being switched is waited for, and between two looks, in milliseconds. */
const PATIENCE = 1_500;
const LOOK = 25;

/** The bucket is on its way from one database to another: nobody takes its events just now. */
export class BucketClosed extends Error {
  constructor() {
    super('A bucket is being moved: transient issue');
  }
}

export interface SpreadOptions {
  /** All databases by name, home among them. */
  more: ReadonlyMap<string, D1Database>;
  home: D1Database;
  channelCode: ChannelCode;
  lake?: R2Bucket | undefined;
}

/**
 * `store` over several databases. Home comes first with all that is not a session, then each visitor's
 * sessions go where its bucket is; resolves when every database has committed. What is there already
 * when one of them fails does no harm: all of it is idempotent, and the sender sends it again.
 */
export async function storeSpread(options: SpreadOptions, intake: Intake): Promise<Stored> {
  const storing = new Storing(options, intake);
  const since = Date.now();
  for (;;) {
    const closed = await persist((races) => storing.attempt(races).catch(closedOrThrow));
    if (closed === undefined) return storing.stored;
    forgetSpread(options.home, intake.site.number);
    if (Date.now() - since > PATIENCE) throw closed;
    await scheduler.wait(LOOK + Math.random() * LOOK);
  }
}

/** To be waited for, and not tried again like a database in trouble. */
function closedOrThrow(error: unknown): BucketClosed {
  if (error instanceof BucketClosed) return error;
  throw error;
}

/** What one database gets of an intake. */
interface Part {
  name: string;
  db: D1Database;
  held: Held;
  erasures: Erasures;
  lines: Line[];
  plan: SessionPlan;
}

type Planned = Pick<SessionPlan, 'stored' | 'duplicates'> & { overflowed?: number };

function outcomeOf(plans: readonly Planned[], quarantined: number): Outcome {
  const outcome: Outcome = { stored: 0, duplicates: 0, overflowed: 0, quarantined, erased: 0 };
  for (const { stored, duplicates, overflowed = 0 } of plans) {
    outcome.stored += stored;
    outcome.duplicates += duplicates;
    outcome.overflowed += overflowed;
  }
  return outcome;
}

/** An intake on its way. What one database has committed is not asked of it, nor counted, again. */
class Storing {
  readonly stored: Stored = {
    stored: 0, duplicates: 0, overflowed: 0, quarantined: 0, erased: 0, rowsRead: 0,
    rowsWritten: 0,
  }; // prettier-ignore
  readonly #options: SpreadOptions;
  #intake: Intake;
  /** Lines of visitors that are not stored yet. */
  #waiting: Line[];
  #isHomeDone = false;
  /** By database: what attempts came to of which nobody knows whether they were committed. */
  readonly #unheard = new Map<string, Outcome[]>();

  constructor(options: SpreadOptions, intake: Intake) {
    this.#options = options;
    this.#intake = intake;
    this.#waiting = intake.lines.filter(({ visitor }) => visitor !== undefined);
  }

  /** Stores all that waits. */
  async attempt(races: number): Promise<undefined> {
    const { home } = this.#options;
    if (races > 0) {
      forgetSpread(home, this.#intake.site.number);
      await this.#learnErasures();
    }
    const erasures = knownErasures(home, this.#intake.site.number);
    await this.#leaveErased(erasures);
    const parts = await this.#parts(races);
    await this.#storeAtHome(parts, erasures);
    const others = parts.filter(({ name }) => name !== HOME);
    const results = await Promise.allSettled(others.map((part) => this.#storePart(part)));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
    return undefined;
  }

  /** Home last: it is the first to know, so that nobody knows of an erasure without its tombstones. */
  async #learnErasures(): Promise<void> {
    const { home, more } = this.#options;
    const { number } = this.#intake.site;
    for (const db of more.values()) if (db !== home) await learnErasures(db, number);
    await learnErasures(home, number);
  }

  async #leaveErased(erasures: Erasures): Promise<void> {
    const { home } = this.#options;
    const { intake, erased } = await withoutErased(home, this.#intake, erasures);
    const of = { ...intake, lines: this.#waiting };
    this.#waiting = (await withoutErased(home, of, erasures)).intake.lines;
    this.#intake = intake;
    this.stored.erased += erased;
  }

  readonly #count: CountCost = (meta) => {
    this.stored.rowsRead += meta.rows_read;
    this.stored.rowsWritten += meta.rows_written;
  };

  /** What waits, by where it belongs, planned against what is there. */
  async #parts(attempt: number): Promise<Part[]> {
    const { home, more, channelCode, lake } = this.#options;
    const site = this.#intake.site.number;
    const spread = await knownSpread(home, site);
    const byName = Map.groupBy(this.#waiting, ({ visitor = '' }) =>
      spread === undefined ? HOME : placeOf(spread, visitor),
    );
    return Promise.all(
      [...byName].map(async ([name, lines]): Promise<Part> => {
        const db = more.get(name);
        if (db === undefined) throw notBound(name);
        const held = await knownHeld({ home, site, name, db });
        if (!lines.every(({ visitor = '' }) => has(held.buckets, bucketOf(visitor))))
          throw new BucketClosed();
        const erasures = knownErasures(db, site);
        const isHome = name === HOME;
        const symbols = isHome ? this.#intake.site.symbols : held.symbols;
        const plan = await planSessions(
          db,
          { site: { ...this.#intake.site, symbols }, lines },
          {
            channelCode, lake, attempt, count: this.#count,
            ...(!isHome && { addSymbols: heldAddSymbols }),
          },
        ); // prettier-ignore
        return { name, db, held, erasures, lines, plan };
      }),
    );
  }

  /** All that has no visitor's bucket, with the copies that lost in any of the parts. */
  async #storeAtHome(parts: readonly Part[], erasures: Erasures): Promise<void> {
    const { home } = this.#options;
    const { site, edges, quarantined } = this.#intake;
    const [orders, users, touchpoints] = await this.#plansOfHome();
    const own = parts.find(({ name }) => name === HOME);
    const kept = [
      ...(this.#isHomeDone ? [] : quarantined),
      ...touchpoints.conflicts,
      ...parts.flatMap(({ plan }) => plan.conflicts),
    ];
    const [guards, writes] = own === undefined ? [[], []] : this.#statementsOf(own);
    const plans = [orders, users, touchpoints];
    const quarantining = quarantineStatements(home, this.#intake, kept);
    const statements = [
      ...guards,
      ...plans.flatMap((plan) => plan.guards),
      ...writes,
      ...plans.flatMap((plan) => plan.writes),
      ...(this.#isHomeDone ? [] : edgeStatements(home, site.number, edges)),
      ...(this.#isHomeDone ? [] : firingStatements(home, this.#intake)),
      ...quarantining,
    ];
    const fresh = own?.plan.fresh ?? new Map<string, string>();
    const outcome = outcomeOf([touchpoints, ...(own ? [own.plan] : [])], kept.length);
    await this.#heard(HOME, outcome, async () => {
      const guarded =
        statements.length === 0 ? [] : [guardErasures(home, site.number, erasures), ...statements];
      const about = { statements: guarded, fresh, count: this.#count };
      const results = await commit(home, site.number, about);
      outcome.quarantined = rowsChanged(results.slice(results.length - quarantining.length));
    });
    this.#isHomeDone = true;
    if (own) this.#isDone(own);
  }

  #plansOfHome(): Promise<
    [
      Awaited<ReturnType<typeof planOrders>>,
      Awaited<ReturnType<typeof planTraits>>,
      Awaited<ReturnType<typeof planTouchpoints>>,
    ]
  > {
    const { home } = this.#options;
    const nothing = { ...this.#intake, lines: [], traits: [] };
    const intake = this.#isHomeDone ? nothing : this.#intake;
    return Promise.all([
      planOrders(home, intake, this.#count),
      planTraits(home, intake, this.#count),
      planTouchpoints(home, intake, this.#count),
    ]);
  }

  async #storePart(part: Part): Promise<void> {
    const [guards, writes] = this.#statementsOf(part);
    const statements = [...guards, ...writes];
    const { fresh } = part.plan;
    const site = this.#intake.site.number;
    // What is quarantined is so at home.
    await this.#heard(part.name, outcomeOf([part.plan], 0), async () => {
      await commit(part.db, site, { statements, fresh, count: this.#count });
    });
    this.#isDone(part);
  }

  /**
   * Counts what a database has committed. Where an answer got lost it may have, and then the next attempt
   * finds its own events there: those are no duplicates.
   */
  async #heard(name: string, outcome: Outcome, committing: () => Promise<void>): Promise<void> {
    const unheard = this.#unheard.get(name) ?? [];
    try {
      await committing();
    } catch (error) {
      if (isPassing(error)) this.#unheard.set(name, [...unheard, outcome]);
      throw error;
    }
    this.#unheard.delete(name);
    const most = mostStored([outcome, ...unheard]);
    this.stored.stored += most.stored;
    this.stored.duplicates += most.duplicates;
    this.stored.overflowed += most.overflowed;
    this.stored.quarantined += most.quarantined;
  }

  /** Where nothing is new, nothing is written, and nothing needs a guard. */
  #statementsOf({
    db,
    held,
    erasures,
    lines,
    plan,
  }: Part): [D1PreparedStatement[], D1PreparedStatement[]] {
    if (plan.writes.length === 0) return [[], []];
    const site = this.#intake.site.number;
    const noted = new Set(lines.map(({ visitor = '' }) => visitor));
    const names = [...noted].filter((visitor) => has(held.noting, bucketOf(visitor)));
    const notes = chunksOf(names).map((chunk) => db.prepare(notedAdd).bind(site, chunk));
    const guard = db.prepare(heldGuard).bind(site, held.version);
    return [
      [guard, guardErasures(db, site, erasures), ...plan.guards],
      [...plan.writes, ...notes],
    ];
  }

  #isDone({ lines }: Part): void {
    const done = new Set(lines);
    this.#waiting = this.#waiting.filter((line) => !done.has(line));
  }
}
