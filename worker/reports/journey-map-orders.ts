import type { People } from '../history/people.ts';
import type { OrderFact } from '../history/item.ts';
import type { Happening, MapColumn } from './journey-map-column.ts';

/** A purchase that names its order, where it stands in the map. */
export interface Telling {
  order: string;
  at: number;
  column: MapColumn;
  happening: Happening;
}

/**
 * Orders that nobody has told of so far, of those the map is about. The page tells of an order, the server
 * too, and the page once more where it is opened again: the first telling of its customer is the purchase.
 */
export class UntoldOrders {
  readonly #orders = new Map<string, OrderFact>();
  readonly #people: Pick<People, 'numberOf'>;
  /** Told later than the order was made: sessions come in order of their start, an earlier one may follow. */
  readonly #waiting = new Map<string, Telling>();

  constructor(people: Pick<People, 'numberOf'>) {
    this.#people = people;
  }

  /** One that was made before the range was told before it: it is not to be added. */
  add(order: OrderFact): void {
    this.#orders.set(order.id, order);
  }

  /** Whether it is the first to tell of its order; where that is not known yet, `rest` knows. */
  tell(telling: Telling): boolean {
    const { order: id, at, happening } = telling;
    const order = this.#orders.get(id);
    if (order === undefined || this.#people.numberOf(order.customer) !== happening.person)
      return false;
    if (at <= order.at) {
      this.#waiting.delete(id);
      return this.#orders.delete(id);
    }
    const other = this.#waiting.get(id);
    if (other === undefined || at < other.at) this.#waiting.set(id, telling);
    return false;
  }

  /** First tellings of orders that somebody else made known before. */
  rest(): Telling[] {
    const rest = [...this.#waiting.values()];
    this.#waiting.clear();
    return rest;
  }
}
