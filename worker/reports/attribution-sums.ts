import { CREDIT, isOwn, type Way, type WholeModel } from './attribution-credit.ts';
import type { Model } from './attribution-query.ts';
import { Chain } from './markov.ts';
import type { Dice } from './poisson.ts';
import { RateGame } from './rate-game.ts';

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

/** A model that looks at all journeys at once, and what it counts of each. */
interface Whole {
  model: Model;
  counts: Chain | RateGame;
  won: readonly (readonly number[])[];
  lost: readonly (readonly number[])[];
}

/** What models credit to rows, for all conversions or for a resample of them. */
export class CreditSums {
  readonly models: readonly Model[];
  readonly rows: number;
  readonly #ways: Ways;
  /** What each conversion gives: rows, and for each of them a number a model of its own credit. */
  readonly #given: { rows: number[]; credits: number[] }[];
  readonly #wholes: readonly Whole[];

  constructor(ways: Ways, models: readonly Model[]) {
    this.models = models;
    this.rows = ways.touches + 1;
    this.#ways = ways;
    this.#given = ways.won.map((way) => this.#givenBy(way));
    this.#wholes = models.flatMap((model) => (isOwn(model) ? [] : [wholeOf(model, ways)]));
  }

  /** Steps that `credited` takes, about. */
  get work(): number {
    const solving = this.#wholes.reduce((sum, { counts }) => sum + counts.work / 10, 0);
    const journeys = this.#given.length + this.#ways.lost.length;
    return journeys * (1 + this.#wholes.length) + solving;
  }

  /** By row and model. A resample takes each journey as often as dice say. */
  credited(resample?: { won: Dice; lost: Dice }): Float64Array {
    const sums = new Float64Array(this.rows * this.models.length);
    const withTouch = this.#count(sums, resample);
    for (const { model, counts } of this.#wholes) {
      this.#share(sums, { model, shares: counts.shares(), whole: withTouch });
    }
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
    this.#count(new Float64Array(this.rows * this.models.length));
    for (const { model, counts } of this.#wholes) {
      const shares = counts.shares();
      for (const { sums, withTouch } of all.values()) {
        this.#share(sums, { model, shares, whole: withTouch });
      }
    }
    return new Map([...all].map(([currency, { sums }]) => [currency, sums]));
  }

  /** Gives what is a conversion's own and counts for the others. Returns conversions with a touch. */
  #count(sums: Float64Array, resample?: { won: Dice; lost: Dice }): number {
    for (const { counts } of this.#wholes) counts.clear();
    let withTouch = 0;
    for (let i = 0; i < this.#given.length; i++) {
      const times = resample === undefined ? 1 : resample.won.poisson(1);
      if (times === 0) continue;
      this.#give(sums, i, times);
      if (this.#ways.won[i]?.touches.length === 0) continue;
      withTouch += times;
      for (const { counts, won } of this.#wholes) counts.add(won[i] ?? [], times);
    }
    this.#ways.lost.forEach(({ journeys }, i) => {
      const times = resample === undefined ? journeys : resample.lost.poisson(journeys);
      for (const { counts, lost } of this.#wholes) counts.add(lost[i] ?? [], times);
    });
    return withTouch;
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

  /** What is credited by shares of all conversions, which none of them has of its own. */
  #share(
    sums: Float64Array,
    { model, shares, whole }: { model: Model; shares: Float64Array; whole: number },
  ): void {
    const column = this.models.indexOf(model);
    shares.forEach((share, row) => {
      const at = row * this.models.length + column;
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
    this.models.forEach((model, m) => {
      if (!isOwn(model)) return;
      const parts = CREDIT[model](way);
      way.touches.forEach((touch, i) => {
        const at = rows.indexOf(touch) * width + m;
        credits[at] = (credits[at] ?? 0) + (parts[i] ?? 0);
      });
    });
    return { rows, credits };
  }
}

function wholeOf(model: WholeModel, { won, lost, touches }: Ways): Whole {
  const counts = model === 'markov' ? new Chain(touches) : new RateGame(touches);
  return {
    model,
    counts,
    won: won.map((way) => counts.cellsOf(way.touches, true)),
    lost: lost.map((way) => counts.cellsOf(way.touches, false)),
  };
}
