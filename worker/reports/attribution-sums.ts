import { CREDIT, type OwnModel, type Way } from './attribution-credit.ts';
import type { Model } from './attribution-query.ts';
import { Chain } from './markov.ts';
import type { Dice } from './poisson.ts';

/** A conversion and what led to it, by rows. */
export interface WonWay extends Way {
  worth?: { currency: string; minor: number };
}

/** Ways that led to nothing. */
export interface LostWay {
  touches: readonly number[];
  /** How many went it. */
  journeys: number;
}

export interface Ways {
  won: readonly WonWay[];
  lost: readonly LostWay[];
  /** Rows that may be touches, from 0; the one after them is of conversions without a touch. */
  touches: number;
}

/** What models credit to rows, for all conversions or for a resample of them. */
export class CreditSums {
  readonly models: readonly Model[];
  readonly rows: number;
  readonly #ways: Ways;
  readonly #own: readonly OwnModel[];
  /** What each conversion gives: rows, and for each of them a number a model of its own credit. */
  readonly #given: { rows: number[]; credits: number[] }[];
  readonly #chain: Chain | undefined;
  readonly #won: number[][] = [];
  readonly #lost: number[][] = [];

  constructor(ways: Ways, models: readonly Model[]) {
    this.models = models;
    this.rows = ways.touches + 1;
    this.#ways = ways;
    this.#own = models.filter((model) => model !== 'markov');
    this.#given = ways.won.map((way) => this.#givenBy(way));
    if (!models.includes('markov')) return;
    this.#chain = new Chain(ways.touches);
    for (const { touches } of ways.won) this.#won.push(this.#chain.cellsOf(touches, true));
    for (const { touches } of ways.lost) this.#lost.push(this.#chain.cellsOf(touches, false));
  }

  /** Steps that `credited` takes, about. */
  get work(): number {
    const solving = this.#chain === undefined ? 0 : this.#ways.touches ** 3 / 10;
    return this.#won.length + this.#given.length + this.#lost.length + solving;
  }

  /** By row and model. A resample takes each journey as often as dice say. */
  credited(resample?: { won: Dice; lost: Dice }): Float64Array {
    const sums = new Float64Array(this.rows * this.models.length);
    this.#chain?.clear();
    let withTouch = 0;
    for (let i = 0; i < this.#given.length; i++) {
      const times = resample === undefined ? 1 : resample.won.poisson(1);
      if (times === 0) continue;
      this.#give(sums, i, times);
      if (this.#ways.won[i]?.touches.length === 0) continue;
      withTouch += times;
      this.#chain?.add(this.#won[i] ?? [], times);
    }
    this.#ways.lost.forEach(({ journeys }, i) => {
      const times = resample === undefined ? journeys : resample.lost.poisson(journeys);
      this.#chain?.add(this.#lost[i] ?? [], times);
    });
    if (this.#chain) this.#share(sums, this.#chain.shares(), withTouch);
    return sums;
  }

  /** What of the conversions' worth is credited, in minor units of each currency, not yet whole. */
  worths(): Map<string, Float64Array> {
    const all = new Map<string, { sums: Float64Array; withTouch: number }>();
    this.#ways.won.forEach(({ worth, touches }, i) => {
      if (worth === undefined) return;
      const { currency, minor } = worth;
      const empty = { sums: new Float64Array(this.rows * this.models.length), withTouch: 0 };
      const known = all.get(currency) ?? empty;
      all.set(currency, known);
      this.#give(known.sums, i, minor);
      if (touches.length > 0) known.withTouch += minor;
    });
    const shares = this.#shares();
    return new Map(
      [...all].map(([currency, { sums, withTouch }]) => {
        if (shares) this.#share(sums, shares, withTouch);
        return [currency, sums];
      }),
    );
  }

  /** The chain's shares of all journeys. */
  #shares(): Float64Array | undefined {
    if (this.#chain === undefined) return undefined;
    this.credited();
    return this.#chain.shares();
  }

  #give(sums: Float64Array, won: number, times: number): void {
    const { rows, credits } = this.#given[won] ?? { rows: [], credits: [] };
    const width = this.models.length;
    for (let i = 0; i < rows.length; i++) {
      const at = (rows[i] ?? 0) * width;
      for (let m = 0; m < width; m++) {
        sums[at + m] = (sums[at + m] ?? 0) + times * (credits[i * width + m] ?? 0);
      }
    }
  }

  /** What a chain credits, which has no conversion's own. */
  #share(sums: Float64Array, shares: Float64Array, whole: number): void {
    const model = this.models.indexOf('markov');
    shares.forEach((share, row) => {
      const at = row * this.models.length + model;
      sums[at] = (sums[at] ?? 0) + share * whole;
    });
  }

  #givenBy(way: Way): { rows: number[]; credits: number[] } {
    const width = this.models.length;
    if (way.touches.length === 0) {
      return { rows: [this.#ways.touches], credits: this.models.map(() => 1) };
    }
    const rows = [...new Set(way.touches)];
    const credits = Array.from({ length: rows.length * width }, () => 0);
    for (const model of this.#own) {
      const parts = CREDIT[model](way);
      const m = this.models.indexOf(model);
      way.touches.forEach((touch, i) => {
        const at = rows.indexOf(touch) * width + m;
        credits[at] = (credits[at] ?? 0) + (parts[i] ?? 0);
      });
    }
    return { rows, credits };
  }
}
