import type { Touches } from './attribution-touches.ts';

/** Something that is to be explained. */
export interface Conversion {
  /** Who is told of together, and in what order. */
  person: number;
  customer: string;
  /** Nobody's: a conversion, but no customer's. */
  cookieless?: boolean;
  at: number;
  /** Of an order; '' of what is none. */
  id: string;
  worth?: { currency: string; minor: number };
  /** The touch it was made in, by number; -1 where it was made in none. */
  own: number;
  /** Whether the filter holds where it was made. */
  fits: boolean;
}

/** When journeys end, all in milliseconds. */
export interface Ends {
  /** Those that end in [from, to) are told. */
  from: number;
  to: number;
  /** Up to when what happened is known. */
  until: number;
  /** How long before a conversion a touch may be, its end included. */
  lookback: number;
  /** So long without a touch, and more, ends a journey. */
  silence: number;
}

/** A conversion with the touches that may have led to it, by number, in order. */
export interface Converted {
  conversion: Conversion;
  touches: readonly number[];
}

/** The journeys that end in a range. */
export interface Journeys {
  /** In order of time, the same however they were read. */
  converted: Converted[];
  /** By the keys of their touches, as `3,1,3`: how many led to nothing. */
  lapsed: Map<string, number>;
  /** Not over yet at the end of the range. */
  inProgress: number;
}

/** People told between two pauses. */
const PEOPLE = 4_000;

/**
 * Cuts what happened to everybody into journeys, each to one conversion or to none (definitions.md 14).
 * One without a conversion is over once its last touch is too old to be credited with any.
 */
export function* journeysOf(
  touches: Touches,
  conversions: readonly Conversion[],
  ends: Ends,
): Generator<undefined, Journeys> {
  const teller = new Teller(touches, ends);
  const byPerson = Map.groupBy(conversions, ({ person }) => person);
  let told = 0;
  for (const one of touches.byPerson()) {
    teller.tell(one.touches, byPerson.get(one.person) ?? []);
    byPerson.delete(one.person);
    if (++told % PEOPLE === 0) yield;
  }
  for (const others of byPerson.values()) teller.tell([], others);
  const { journeys } = teller;
  journeys.converted.sort((a, b) => compare(a.conversion, b.conversion));
  return journeys;
}

/** By what is the same wherever it was read; numbers of persons are not. */
function compare(a: Conversion, b: Conversion): number {
  if (a.at !== b.at) return a.at - b.at;
  if (a.customer !== b.customer) return a.customer < b.customer ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

class Teller {
  readonly journeys: Journeys = { converted: [], lapsed: new Map(), inProgress: 0 };
  readonly #touches: Touches;
  readonly #ends: Ends;
  /** Touches since the last conversion or silence. */
  #open: number[] = [];

  constructor(touches: Touches, ends: Ends) {
    this.#touches = touches;
    this.#ends = ends;
  }

  /** One person's touches, in order, and conversions. A touch of the same moment comes first. */
  tell(touches: readonly number[], conversions: readonly Conversion[]): void {
    let next = 0;
    const comeTo = (at: number): void => {
      for (let touch = touches[next]; touch !== undefined; touch = touches[++next]) {
        if (this.#touches.at(touch) > at) return;
        this.#pause(this.#touches.at(touch));
        this.#open.push(touch);
      }
    };
    for (const conversion of conversions.toSorted(compare)) {
      comeTo(conversion.at);
      this.#pause(conversion.at);
      this.#convert(conversion);
    }
    comeTo(Infinity);
    this.#leave();
  }

  /** A journey does not go on after silence. */
  #pause(at: number): void {
    const last = this.#open.at(-1);
    if (last !== undefined && at - this.#touches.at(last) > this.#ends.silence) this.#leave();
  }

  #convert(conversion: Conversion): void {
    const { from, to } = this.#ends;
    const open = this.#open;
    this.#open = [];
    if (conversion.at < from || conversion.at >= to || !conversion.fits) return;
    const { own } = conversion;
    // A session that converts again leads to that as well, whatever came since.
    const all = own >= 0 && !open.includes(own) ? [own, ...open] : open;
    const touches = all.filter((touch) => this.#reaches(touch, conversion.at));
    this.journeys.converted.push({ conversion, touches });
  }

  #leave(): void {
    const open = this.#open;
    this.#open = [];
    const last = open.at(-1);
    if (last === undefined || !this.#touches.fits(last)) return;
    const { from, to, until, silence } = this.#ends;
    const end = Math.min(to, until);
    const lastAt = this.#touches.at(last);
    const over = lastAt + silence;
    if (over >= end) {
      if (lastAt < end) this.journeys.inProgress++;
      return;
    }
    if (over < from) return;
    const keys = open.filter((touch) => this.#reaches(touch, lastAt));
    const way = keys.map((touch) => this.#touches.key(touch)).join();
    const { lapsed } = this.journeys;
    lapsed.set(way, (lapsed.get(way) ?? 0) + 1);
  }

  #reaches(touch: number, at: number): boolean {
    return at - this.#touches.at(touch) <= this.#ends.lookback;
  }
}
