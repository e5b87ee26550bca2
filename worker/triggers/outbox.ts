import deliveriesAccept from '../sql/deliveries.accept.sql';
import deliveriesAnyDelivered from '../sql/deliveries.any-delivered.sql';
import deliveriesClaim from '../sql/deliveries.claim.sql';
import deliveriesCountWaiting from '../sql/deliveries.count-waiting.sql';
import deliveriesDropOff from '../sql/deliveries.drop-off.sql';
import deliveriesDrop from '../sql/deliveries.drop.sql';
import deliveriesEndOff from '../sql/deliveries.end-off.sql';
import deliveriesPostpone from '../sql/deliveries.postpone.sql';
import deliveriesSettle from '../sql/deliveries.settle.sql';
import type { Attempt } from './attempt.ts';
import type { Accepted } from './judge.ts';
import { HORIZON } from './schedule.ts';

/** `new` is not judged yet, `dead` is not tried any more. */
export type Status = 'new' | 'pending' | 'delivered' | 'dead';

/** What a row's `body` holds. */
export interface DeliveryBody {
  /** Of the event. */
  name?: string;
  /** What is sent; gone once it was delivered. */
  payload?: string;
  attempts?: Attempt[];
  /** Somebody asked for one more attempt. */
  by_hand?: boolean;
}

/** A row that is somebody's alone until a time. */
export interface Claimed {
  id: string;
  trigger: string;
  visitor: string;
  user: string;
  event: string;
  isNew: boolean;
  body: DeliveryBody;
  /** When it was fired, and accepted, milliseconds. */
  firedAt: number;
  since: number;
  /** How long it is claimed. */
  until: number;
}

interface Row {
  id: string;
  body: string;
  trigger_id: string;
  visitor: string;
  user: string;
  event: string;
  status: Status;
  updated_at: number;
  accepted_at: number | null;
}

/** Rows that one statement ends. */
const ENDED = 1_000;

/** Attempts that are kept. */
const SHOWN = 20;

/** What one site has to send. */
export class Outbox {
  readonly #db: D1Database;
  readonly #site: number;

  constructor(db: D1Database, site: number) {
    this.#db = db;
    this.#site = site;
  }

  /** Some of what is due of these triggers. */
  async claim(
    triggers: readonly string[],
    { now, until, rows }: { now: number; until: number; rows: number },
  ): Promise<Claimed[]> {
    const wanted = JSON.stringify(triggers);
    const { results } = await this.#bound(deliveriesClaim, now, until, rows, wanted).all<Row>();
    return results.map(
      ({ body, trigger_id: trigger, status, updated_at, accepted_at, ...row }) => ({
        ...row,
        trigger,
        isNew: status === 'new',
        // Written here alone, so its shape is known.
        body: JSON.parse(body) as DeliveryBody,
        firedAt: updated_at,
        since: accepted_at ?? updated_at,
        until,
      }),
    );
  }

  /** What is to be sent from now on; undefined: somebody was before us, or the person had theirs. */
  async accept(row: Claimed, verdict: Accepted, now: number): Promise<Claimed | undefined> {
    const { name, payload, others } = verdict;
    const body: DeliveryBody = { name, payload };
    const values = [JSON.stringify(body), JSON.stringify(others)] as const;
    const statement = this.#bound(deliveriesAccept, row.id, now, ...values);
    const { meta } = await statement.run();
    return meta.changes > 0 ? { ...row, isNew: false, body, since: now } : undefined;
  }

  /** Delivered; to be tried again at `next`; or dead. */
  async settle(
    { id, body, until }: Claimed,
    { attempt, next, now }: { attempt: Attempt; next?: number | undefined; now: number },
  ): Promise<void> {
    const { by_hand: _, payload, ...rest } = body;
    const isDone = attempt.outcome === 'delivered';
    const attempts = [...(body.attempts ?? []), attempt].slice(-SHOWN);
    const kept: DeliveryBody = { ...rest, ...(!isDone && payload && { payload }), attempts };
    const status: Status = isDone ? 'delivered' : next === undefined ? 'dead' : 'pending';
    const due = isDone ? null : (next ?? null);
    const values = [id, until, status, due, JSON.stringify(kept), now] as const;
    await this.#bound(deliveriesSettle, ...values).run();
  }

  async postpone({ id, until }: Claimed, to: number): Promise<void> {
    await this.#bound(deliveriesPostpone, id, until, to).run();
  }

  /** Forgets one that is not what its trigger asks for. */
  async drop({ id }: Claimed): Promise<void> {
    await this.#bound(deliveriesDrop, id).run();
  }

  /** Whether a trigger's consumer has taken anything since. */
  async anyDelivered(trigger: string, since: number): Promise<boolean> {
    const statement = this.#bound(deliveriesAnyDelivered, trigger, since, since - HORIZON);
    return (await statement.first()) !== null;
  }

  /** How much waits for each of some triggers, counted no further than `most`. */
  async waiting(triggers: readonly string[], most: number): Promise<Map<string, number>> {
    const statement = this.#bound(deliveriesCountWaiting, JSON.stringify(triggers), most);
    const { results } = await statement.all<{ id: string; waiting: number }>();
    return new Map(results.map(({ id, waiting }) => [id, waiting]));
  }

  /** Ends what is due of triggers that are switched off. */
  async endOff(triggers: readonly string[], now: number): Promise<void> {
    if (triggers.length === 0) return;
    const off = JSON.stringify(triggers);
    const attempt: Attempt = { at: now, outcome: 'off', ms: 0 };
    await this.#db.batch([
      this.#bound(deliveriesDropOff, off, now, ENDED),
      this.#bound(deliveriesEndOff, off, now, JSON.stringify(attempt), ENDED),
    ]);
  }

  #bound(statement: FixedSql, ...values: (string | number | null)[]): D1PreparedStatement {
    return this.#db.prepare(statement).bind(this.#site, ...values);
  }
}
