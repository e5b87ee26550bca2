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

/** Conversions with the same touches in the same order: all models but one give them the same. */
interface Group {
  rows: readonly number[];
  /** For each of the rows a number a model of its own credit. */
  credits: readonly number[];
  hasTouch: boolean;
}

/** A model that looks at all journeys at once, and what it counts of each. */
interface Whole {
  model: Model;
  counts: Chain | RateGame;
  /** By group, and by way that led to nothing. */
  won: number[][];
  lost: readonly (readonly number[])[];
}

/** What models credit to rows, for all conversions or for a resample of them. */
export class CreditSums {
  readonly models: readonly Model[];
  readonly rows: number;
  readonly #touches: number;
  readonly #lost: readonly LostWay[];
  readonly #groups: Group[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #wholes: readonly Whole[];
  /** By conversion: its group, and what it is worth. */
  readonly #groupOf: number[] = [];
  readonly #currencyOf: number[] = [];
  readonly #minorOf: number[] = [];
  readonly #currencies: string[] = [];
  /** By touch of a conversion: what time leaves it. Where the touches of each begin. */
  readonly #decay: number;
  readonly #decayRows: number[] = [];
  readonly #decayCredits: number[] = [];
  readonly #decayFrom: number[] = [0];

  /** Rows that may be touches, from 0; the one after them is of conversions without a touch. */
  constructor(touches: number, lost: readonly LostWay[], models: readonly Model[]) {
    this.models = models;
    this.rows = touches + 1;
    this.#touches = touches;
    this.#lost = lost;
    this.#decay = models.indexOf('time_decay');
    this.#wholes = models.flatMap((model) => (isOwn(model) ? [] : [wholeOf(model, touches, lost)]));
  }

  /** Conversions are added in an order that does not tell who was read first. */
  add(way: WonWay): void {
    this.#groupOf.push(this.#groupNumber(way));
    const { worth } = way;
    const known = worth === undefined ? -1 : this.#currencies.indexOf(worth.currency);
    const isNew = worth !== undefined && known < 0;
    this.#currencyOf.push(isNew ? this.#currencies.push(worth.currency) - 1 : known);
    this.#minorOf.push(worth?.minor ?? 0);
    if (this.#decay >= 0 && way.touches.length > 0) {
      for (const touch of way.touches) this.#decayRows.push(touch);
      for (const credit of CREDIT.time_decay(way)) this.#decayCredits.push(credit);
    }
    this.#decayFrom.push(this.#decayRows.length);
  }

  /** Steps that `credited` takes, about. */
  get work(): number {
    const solving = this.#wholes.reduce((sum, { counts }) => sum + counts.work / 10, 0);
    const conversions = this.#groupOf.length + this.#decayRows.length;
    const ways = this.#lost.length + this.#groups.length * this.models.length;
    return conversions + ways * (1 + this.#wholes.length) + solving;
  }

  /** By row and model. A resample takes each journey as often as dice say. */
  credited(resample?: { won: Dice; lost: Dice }): Float64Array {
    const sums = this.#nothing();
    const times = new Float64Array(this.#groups.length);
    for (let i = 0; i < this.#groupOf.length; i++) {
      this.#take(sums, times, i, resample === undefined ? 1 : resample.won.poisson(1));
    }
    this.#giveGroups(sums, times);
    this.#countWholes(times, resample?.lost);
    this.#share(sums, this.#withTouch(times));
    return sums;
  }

  /** What of the conversions' worth is credited, in minor units of each currency, not yet whole. */
  worths(): Map<string, Float64Array> {
    const all = new Float64Array(this.#groups.length);
    for (const group of this.#groupOf) all[group] = (all[group] ?? 0) + 1;
    this.#countWholes(all);
    return new Map(
      this.#currencies.map((currency, number) => {
        const sums = this.#nothing();
        const minors = new Float64Array(this.#groups.length);
        for (let i = 0; i < this.#groupOf.length; i++) {
          if (this.#currencyOf[i] === number) this.#take(sums, minors, i, this.#minorOf[i] ?? 0);
        }
        this.#giveGroups(sums, minors);
        this.#share(sums, this.#withTouch(minors));
        return [currency, sums];
      }),
    );
  }

  #nothing(): Float64Array {
    return new Float64Array(this.rows * this.models.length);
  }

  /** A conversion so many times: its group has them all in common but for what time leaves. */
  #take(sums: Float64Array, ofGroups: Float64Array, won: number, times: number): void {
    if (times === 0) return;
    const group = this.#groupOf[won] ?? 0;
    ofGroups[group] = (ofGroups[group] ?? 0) + times;
    for (let i = this.#decayFrom[won] ?? 0; i < (this.#decayFrom[won + 1] ?? 0); i++) {
      const at = (this.#decayRows[i] ?? 0) * this.models.length + this.#decay;
      sums[at] = (sums[at] ?? 0) + times * (this.#decayCredits[i] ?? 0);
    }
  }

  #giveGroups(sums: Float64Array, times: Float64Array): void {
    const width = this.models.length;
    this.#groups.forEach(({ rows, credits }, group) => {
      const some = times[group] ?? 0;
      if (some === 0) return;
      for (let i = 0; i < rows.length; i++) {
        const at = (rows[i] ?? 0) * width;
        for (let m = 0; m < width; m++) {
          sums[at + m] = (sums[at + m] ?? 0) + some * (credits[i * width + m] ?? 0);
        }
      }
    });
  }

  #countWholes(times: Float64Array, dice?: Dice): void {
    for (const { counts, won } of this.#wholes) {
      counts.clear();
      won.forEach((cells, group) => counts.add(cells, times[group] ?? 0));
    }
    this.#lost.forEach(({ journeys }, i) => {
      const some = dice === undefined ? journeys : dice.poisson(journeys);
      for (const { counts, lost } of this.#wholes) counts.add(lost[i] ?? [], some);
    });
  }

  /** What is credited by shares of all conversions, which none of them has of its own. */
  #share(sums: Float64Array, whole: number): void {
    for (const { model, counts } of this.#wholes) {
      const column = this.models.indexOf(model);
      counts.shares().forEach((share, row) => {
        const at = row * this.models.length + column;
        sums[at] = (sums[at] ?? 0) + share * whole;
      });
    }
  }

  #withTouch(times: Float64Array): number {
    return this.#groups.reduce(
      (sum, { hasTouch }, group) => sum + (hasTouch ? (times[group] ?? 0) : 0),
      0,
    );
  }

  #groupNumber(way: WonWay): number {
    const { touches, isDirect } = way;
    const text = touches.map((touch, i) => (isDirect[i] ? `${touch}d` : `${touch}`)).join();
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.#groups.push(this.#groupOfWay(way)) - 1;
    this.#numbers.set(text, number);
    for (const { counts, won } of this.#wholes) {
      won.push(touches.length === 0 ? [] : counts.cellsOf(touches, true));
    }
    return number;
  }

  #groupOfWay(way: WonWay): Group {
    const width = this.models.length;
    if (way.touches.length === 0) {
      return { rows: [this.#touches], credits: this.models.map(() => 1), hasTouch: false };
    }
    const rows = [...new Set(way.touches)];
    const credits = Array.from({ length: rows.length * width }, () => 0);
    this.models.forEach((model, m) => {
      if (!isOwn(model) || m === this.#decay) return;
      const parts = CREDIT[model](way);
      way.touches.forEach((touch, i) => {
        const at = rows.indexOf(touch) * width + m;
        credits[at] = (credits[at] ?? 0) + (parts[i] ?? 0);
      });
    });
    return { rows, credits, hasTouch: true };
  }
}

function wholeOf(model: WholeModel, touches: number, lost: readonly LostWay[]): Whole {
  const counts = model === 'markov' ? new Chain(touches) : new RateGame(touches);
  return { model, counts, won: [], lost: lost.map((way) => counts.cellsOf(way.touches, false)) };
}
