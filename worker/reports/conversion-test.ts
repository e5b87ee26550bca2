import { EVENT } from '../../schema/index.ts';
import type { Session } from '../history/item.ts';
import { NameBits } from '../history/name-bits.ts';
import { orderIdOf } from '../stitch/orders.ts';
import { namesOf, stepTest, type StepTest } from './funnel-steps.ts';
import type { Step } from './query.ts';

/** Whether something is the conversion that is asked about: orders by their facts, all else by events. */
export class ConversionTest {
  /** Whatever is known of it, an order converts. */
  readonly allOrders: boolean;
  /** Some orders may convert. */
  readonly hasOrders: boolean;
  readonly #test: StepTest;
  /** Names of events that convert and are no orders; undefined: any may. */
  readonly #wanted: NameBits | undefined;
  readonly #hasOthers: boolean;
  /** What such an event is worth, and of which order a purchase is, stands in its properties. */
  readonly readsEvents: boolean;

  constructor(step: Step) {
    const names = namesOf(step);
    const others = names?.filter((name) => name !== EVENT.purchase);
    this.allOrders = isAnyPurchase(step);
    this.hasOrders = names?.includes(EVENT.purchase) ?? true;
    this.#test = stepTest(step);
    this.#wanted = others && new NameBits(new Map(others.map((name) => [name, 1])));
    this.#hasOthers = others === undefined || others.length > 0;
    this.readsEvents = this.#hasOthers || (this.hasOrders && !this.allOrders);
  }

  /** Visits the purchases of a session whose orders convert, where not all orders do. */
  visitOrders(session: Session, visit: (id: string) => void): void {
    if (this.allOrders || !this.hasOrders) return;
    session.names.forEach((name, index) => {
      if (name !== EVENT.purchase || !this.#test(session, index)) return;
      const event = session.events()[index];
      const id = event && orderIdOf(event);
      if (id !== undefined) visit(id);
    });
  }

  /** Visits the events of a session that convert and are no orders. */
  visit(session: Session, visit: (at: number, index: number) => void): void {
    if (!this.#hasOthers) return;
    if (this.#wanted) {
      session.scan(this.#wanted, (at, _, index) => {
        if (this.#test(session, index)) visit(at, index);
      });
      return;
    }
    session.names.forEach((name, index) => {
      if (name === EVENT.purchase || !this.#test(session, index)) return;
      visit(session.times[index] ?? 0, index);
    });
  }
}

/** Whether a purchase is the step by its name alone. */
function isAnyPurchase(step: Step): boolean {
  if ('any' in step) return step.any.some(isAnyPurchase);
  return 'event' in step && step.event === EVENT.purchase && step.filter === undefined;
}
