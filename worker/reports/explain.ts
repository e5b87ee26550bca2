import { differenceOf, type Difference } from './difference.ts';
import {
  dimensionsOf,
  FALSE_SHARE,
  FEWEST,
  shownDimension,
  type Dimension,
} from './explain-dimensions.ts';
import { Field, type Value } from './explain-field.ts';
import { changeOf, meanOf } from './explain-parts.ts';
import type {
  Explain,
  ExplainPick,
  ExplainQuery,
  ExplainRow,
  Judged,
  Level,
} from './explain-query.ts';
import type { ExplainSide } from './explain-side.ts';
import type { FacetValues, Sum } from './explain-units.ts';
import { moneyOf } from './money.ts';
import { rateOf } from './rate.ts';
import { standing } from './risk-difference.ts';

export interface ExplainTold {
  values: FacetValues;
  now: ExplainSide;
  before: ExplainSide;
  currency: string;
}

/** Why a measure changed, once both sides have been told (definitions.md 13). */
export class Explanation {
  readonly #query: ExplainQuery;
  readonly #told: ExplainTold;
  readonly #dimensions: Dimension[];
  /** Of the first, those that are shown. */
  readonly #values: readonly Value[];
  /** Major units of one minor unit, where money is measured. */
  readonly #scale: number;

  constructor(query: ExplainQuery, told: ExplainTold) {
    this.#query = query;
    this.#told = told;
    this.#scale = query.measure === 'revenue' ? Number(moneyOf(1, told.currency).amount) : 1;
    const { values, now, before } = told;
    const sides = {
      now: now.units,
      before: before.units,
      isCounted: query.measure === 'conversion',
    };
    this.#dimensions = dimensionsOf(values, sides);
    const [first] = this.#dimensions;
    this.#values = first
      ? new Field(values, values.by.indexOf(first.by), sides).top(query.limit, first.judged)
      : [];
  }

  result(): Explain {
    const { now, before } = this.#told;
    const isCounted = this.#query.measure === 'conversion';
    const [whole, ere] = [now, before].map(({ units }) => units.sums(0, isCounted).whole);
    if (whole === undefined || ere === undefined) throw new Error('There are two sides');
    const values = whole.of > 0 && ere.of > 0 ? this.#values : [];
    const total = (part: 'mix' | 'rate'): number =>
      values.reduce((sum, value) => sum + value[part], 0) * this.#scale;
    return {
      now: this.#level(whole),
      before: this.#level(ere),
      change: this.#change(whole, ere),
      mix: total('mix'),
      rate: total('rate'),
      by: this.#dimensions[0]?.by ?? 'channel',
      dimensions: this.#dimensions.map((one) => shownDimension(one, this.#scale)),
      rows: this.#rows(values),
      other_currencies: now.otherCurrencies + before.otherCurrencies,
    };
  }

  /** The customers behind a number; of a row of the field that the query names. */
  peopleOf({ at, key, of }: ExplainPick): string[] {
    const numbers = new Set(
      this.#values.flatMap((value) => (value.key === key ? value.numbers : [])),
    );
    return this.#told[at].units.people(0, (number, isConverted) => {
      const isIn = key === undefined || numbers.has(number);
      return isIn && (of === 'all' || isConverted);
    });
  }

  #rows(values: readonly Value[]): ExplainRow[] {
    const changes = values.map(({ now, before }) => this.#change(now.part, before.part));
    const judged = values.flatMap(({ now, before }, i) =>
      Math.min(now.part.of, before.part.of) >= FEWEST && changes[i] ? [i] : [],
    );
    const stands = standing(
      judged.map((i) => changes[i]?.p ?? 1),
      FALSE_SHARE,
    );
    return values.map((value, i): ExplainRow => {
      const { key, now, before, mix, rate, contribution, beyond } = value;
      return {
        key,
        now: this.#level(now.part),
        before: this.#level(before.part),
        share: {
          now: rateOf(now.part.of, now.whole.of),
          before: rateOf(before.part.of, before.whole.of),
        },
        mix: mix * this.#scale,
        rate: rate * this.#scale,
        contribution: this.#scaled(contribution),
        difference: changes[i] ?? null,
        beyond: this.#scaled(beyond),
        stands: {
          difference: stands[judged.indexOf(i)] ?? false,
          beyond: value.stands,
        },
      };
    });
  }

  #level(sum: Readonly<Sum>): Level {
    const { n, of } = sum;
    if (this.#query.measure === 'conversion') return rateOf(n, of);
    const revenue = moneyOf(sum.sum, this.#told.currency);
    if (of === 0) return { value: null, n, of, ci95: null, revenue };
    const { value, ci95 } = this.#scaled(meanOf(sum));
    return { value, n, of, ci95, revenue };
  }

  #change(now: Readonly<Sum>, before: Readonly<Sum>): Difference | null {
    if (this.#query.measure === 'conversion') {
      return differenceOf(rateOf(now.n, now.of), rateOf(before.n, before.of));
    }
    const change = changeOf(now, before);
    return change && this.#scaled(change);
  }

  #scaled({ value, ci95: [low, high], p }: Judged): Judged {
    const scale = this.#scale;
    return { value: value * scale, ci95: [low * scale, high * scale], p };
  }
}
