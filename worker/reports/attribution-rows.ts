import type {
  Attribution,
  AttributionQuery,
  AttributionRow,
  Credit,
  Model,
} from './attribution-query.ts';
import { intervalsOf, type Intervals } from './attribution-intervals.ts';
import type { Converted, Journeys } from './attribution-journeys.ts';
import { CreditSums, type LostWay, type WonWay } from './attribution-sums.ts';
import type { Touches } from './attribution-touches.ts';
import { OTHER } from './facets.ts';
import { moneyOf, Purse } from './money.ts';
import { wholeParts } from './whole-parts.ts';

/** Credited where nothing led to a conversion that the lookback knows of. */
export const NO_TOUCH = '(no touch)';

const RESERVED: ReadonlySet<string> = new Set([OTHER, NO_TOUCH]);

/** Conversions looked at between two pauses. */
const CONVERSIONS = 5_000;

/** Conversions are credited in millionths, so that rows add up to the last digit. */
const MILLION = 1_000_000;

/** A row before it is credited. */
interface Taking {
  touch: string;
  participation: number;
  customers: Set<string>;
}

/** The rows of journeys: the touches that most conversions had, the rest together, and none. */
export class AttributionRows {
  /** As they are shown. */
  readonly #rows: Taking[];
  /** Row of each key; those beyond the limit share one. */
  readonly #rowOf = new Map<number, number>();
  readonly #touches: Touches;
  readonly #journeys: Journeys;
  /** Rows that may be touches. */
  readonly #count: number;
  readonly #hasRest: boolean;

  constructor(touches: Touches, journeys: Journeys, limit: number) {
    this.#touches = touches;
    this.#journeys = journeys;
    const keys = this.#ranked();
    // What is really called so would be taken for the row of that name.
    const isReserved = (key: number): boolean => RESERVED.has(touches.textOf(key));
    const named = keys.filter((key) => !isReserved(key));
    const rest = [...named.slice(limit), ...keys.filter(isReserved)];
    const shown = named.slice(0, limit);
    shown.forEach((key, i) => this.#rowOf.set(key, i));
    for (const key of rest) this.#rowOf.set(key, shown.length);
    this.#hasRest = rest.length > 0;
    this.#count = shown.length + Number(this.#hasRest);
    const texts = shown.map((key) => touches.textOf(key));
    if (this.#hasRest) texts.push(OTHER);
    this.#rows = [...texts, NO_TOUCH].map((touch) => {
      return { touch, participation: 0, customers: new Set() };
    });
  }

  /** Who converted. */
  get customers(): Set<string> {
    const conversions = this.#journeys.converted.map(({ conversion }) => conversion);
    return new Set(conversions.flatMap((one) => (one.cookieless ? [] : [one.customer])));
  }

  /** Who converted, or who did after such a touch. */
  peopleOf(touch?: string): string[] {
    if (touch === undefined) return [...this.customers].sort();
    return [...(this.#rows.find((row) => row.touch === touch)?.customers ?? [])].sort();
  }

  /** The report, a piece at a time. */
  *results({ models, bootstrap }: AttributionQuery): Generator<undefined, Attribution> {
    const sums = new CreditSums(this.#count, this.#lost(), models);
    for (const [i, converted] of this.#journeys.converted.entries()) {
      this.#takePart(converted);
      sums.add(this.#wayOf(converted));
      if (i % CONVERSIONS === CONVERSIONS - 1) yield;
    }
    const intervals = yield* intervalsOf(sums, bootstrap);
    const { converted, lapsed, inProgress } = this.#journeys;
    const value = new Purse();
    for (const { conversion } of converted) {
      if (conversion.worth) value.add(conversion.worth.currency, conversion.worth.minor);
    }
    const lost = [...lapsed.values()].reduce((sum, journeys) => sum + journeys, 0);
    return {
      conversions: converted.length,
      customers: this.customers.size,
      value: value.list(),
      journeys: { converted: converted.length, lapsed: lost, in_progress: inProgress },
      bootstrap: intervals.replicates,
      rows: this.#shown(models, this.#credits(sums, { intervals, value })),
    };
  }

  /** None only where there are such conversions, before the rest, which ends every list. */
  #shown(models: readonly Model[], credits: readonly Credit[][]): AttributionRow[] {
    const rows = this.#rows.map(({ touch, participation, customers }, i): AttributionRow => {
      const own = credits[i] ?? [];
      const conversions = own.map((credit) => credit.conversions);
      const apart = Math.max(...conversions) - Math.min(...conversions);
      return {
        touch,
        participation,
        customers: customers.size,
        models: Object.fromEntries(models.map((model, m) => [model, own[m]])),
        disagreement: rounded(apart),
      };
    });
    const none = rows.pop();
    if (none !== undefined && none.participation > 0) {
      rows.splice(this.#hasRest ? rows.length - 1 : rows.length, 0, none);
    }
    return rows;
  }

  /** Keys by the conversions they took part in. */
  #ranked(): number[] {
    const participation = new Map<number, number>();
    for (const { touches } of this.#journeys.converted) {
      for (const key of new Set(touches.map((touch) => this.#touches.key(touch)))) {
        participation.set(key, (participation.get(key) ?? 0) + 1);
      }
    }
    for (const way of this.#journeys.lapsed.keys()) {
      for (const key of keysOf(way)) participation.set(key, participation.get(key) ?? 0);
    }
    const ranked = [...participation].map(([key, count]) => {
      return { key, count, text: this.#touches.textOf(key) };
    });
    ranked.sort((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1));
    return ranked.map(({ key }) => key);
  }

  #row(touch: number): number {
    return this.#rowOf.get(this.#touches.key(touch)) ?? 0;
  }

  #takePart({ conversion, touches }: Converted): void {
    const rows = touches.length === 0 ? [this.#count] : touches.map((touch) => this.#row(touch));
    for (const row of new Set(rows)) {
      const taking = this.#rows[row];
      if (taking === undefined) continue;
      taking.participation++;
      if (!conversion.cookieless) taking.customers.add(conversion.customer);
    }
  }

  #wayOf({ conversion, touches }: Converted): WonWay {
    const { at, worth } = conversion;
    return {
      touches: touches.map((touch) => this.#row(touch)),
      ages: touches.map((touch) => at - this.#touches.at(touch)),
      isDirect: touches.map((touch) => this.#touches.isDirect(touch)),
      ...(worth && { worth }),
    };
  }

  /** Those of the same rows together, in an order that does not tell who was read first. */
  #lost(): LostWay[] {
    const ways = new Map<string, number>();
    for (const [way, journeys] of this.#journeys.lapsed) {
      const rows = keysOf(way).map((key) => this.#rowOf.get(key) ?? 0);
      const alone = rows.filter((row, i) => row !== rows[i - 1]).join();
      ways.set(alone, (ways.get(alone) ?? 0) + journeys);
    }
    return [...ways]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([way, journeys]) => ({ touches: keysOf(way), journeys }));
  }

  /** By row and model. */
  #credits(
    sums: CreditSums,
    { intervals, value }: { intervals: Intervals; value: Purse },
  ): Credit[][] {
    const { models, rows } = sums;
    const column = (all: Float64Array, m: number): number[] =>
      Array.from({ length: rows }, (_, row) => all[row * models.length + m] ?? 0);
    const credited = sums.credited();
    const worths = sums.worths();
    const byModel = models.map((_, m) => {
      const parts = column(credited, m).map((part) => part * MILLION);
      const conversions = wholeParts(parts, this.#journeys.converted.length * MILLION);
      const amounts = value.list().map(({ currency, minor }) => {
        const own = column(worths.get(currency) ?? new Float64Array(), m);
        return { currency, minors: wholeParts(own, minor) };
      });
      return { conversions, amounts };
    });
    return Array.from({ length: rows }, (_row, row) =>
      byModel.map(({ conversions, amounts }, m): Credit => {
        const at = row * models.length + m;
        return {
          conversions: (conversions[row] ?? 0) / MILLION,
          value: amounts.flatMap(({ currency, minors }) => {
            const minor = minors[row] ?? 0;
            return minor === 0 ? [] : [moneyOf(minor, currency)];
          }),
          ci95:
            intervals.replicates === 0
              ? null
              : [rounded(intervals.low[at] ?? 0), rounded(intervals.high[at] ?? 0)],
        };
      }),
    );
  }
}

function keysOf(way: string): number[] {
  return way.split(',').map(Number);
}

function rounded(credit: number): number {
  return Math.round(credit * MILLION) / MILLION;
}
