import type { OrderFact } from '../history/item.ts';
import { differenceOf } from './difference.ts';
import {
  DIFF_SIDES,
  type Diff,
  type DiffPick,
  type DiffQuery,
  type DiffWhole,
} from './diff-query.ts';
import { countsOf, States, Steps } from './diff-steps.ts';
import { tablesOf } from './diff-tables.ts';
import {
  AT_CONVERSION,
  JourneyWalk,
  SIDE_A,
  SIDE_B,
  type JourneyRules,
  type JourneyStep,
} from './diff-walk.ts';
import { durationOf } from './duration.ts';
import { matcherOf } from './filter.ts';
import { Labels } from './path-labels.ts';
import { Walks } from './path-walks.ts';
import type { PathsQuery } from './paths-query.ts';
import type { Range } from './query.ts';
import { rateOf } from './rate.ts';
import type { StageRules } from './stage-rules.ts';

export interface DiffOptions {
  dataUntil: number;
  stages?: StageRules;
  /** Where stages are asked for: all orders up to the end of the last window. */
  orders?: readonly OrderFact[];
}

/** Journeys of both sides, where both begin in one range, or of one of them. */
export interface DiffPass {
  range: Range;
  /** Bits of the sides that it is for. */
  sides: number;
}

/** Called with each step of each journey, `from` and `to` as codes. */
export type OnStep = (sides: number, step: JourneyStep) => void;

/** What was found of the journeys of both sides (definitions.md 13), a pass over history at a time. */
export class DiffFold {
  /** Of journeys that are over, by side. */
  readonly customers: readonly Set<string>[] = [new Set(), new Set()];
  readonly #query: DiffQuery;
  readonly #labels = new Labels();
  readonly #steps = new Steps();
  readonly #open = [0, 0];
  readonly #journeys = [0, 0];
  readonly #converted = [0, 0];
  #onStep: OnStep | undefined;

  constructor(query: DiffQuery) {
    this.#query = query;
  }

  /** Steps that follow are not counted again, but told of. */
  tell(onStep: OnStep): void {
    this.#onStep = onStep;
  }

  /** A pass over the history of a range. `query` has no conditions on people any more. */
  pass(query: DiffQuery, { range, sides }: DiffPass, options: DiffOptions): Walks<JourneyWalk> {
    const bySession = query.unit === 'session';
    const rules: JourneyRules = {
      range,
      bySession,
      window: bySession ? Infinity : (durationOf(query.window) ?? 0),
      dataUntil: options.dataUntil,
      sides: [SIDE_A, SIDE_B]
        .map((bit, i) => ({ bit, filter: query[DIFF_SIDES[i] ?? 'a'].filter }))
        .filter(({ bit }) => (sides & bit) !== 0)
        .map(({ bit, filter }) => ({ bit, holds: filter && matcherOf(filter) })),
    };
    const sink = {
      begin: (bits: number, customer: string | undefined, isOpen: boolean): void =>
        this.#begin(bits, customer, isOpen),
      step: (bits: number, step: JourneyStep): void => this.#step(bits, step),
    };
    return new Walks(pathsQueryOf(query, range), {
      ...options,
      labels: this.#labels,
      newWalk: () => new JourneyWalk(rules, sink),
      conclude: (_, walk) => walk.leave(),
    });
  }

  states(): States {
    return new States(this.#steps, this.#labels, this.#query.states);
  }

  result(): Diff {
    const states = this.states();
    const [wholeA, wholeB] = [this.#whole(0), this.#whole(1)];
    const { limit } = this.#query;
    return {
      a: wholeA,
      b: wholeB,
      difference: differenceOf(wholeA.converted, wholeB.converted),
      ...tablesOf(states, {
        a: countsOf(this.#steps, states, 0),
        b: countsOf(this.#steps, states, 1),
        limit,
      }),
    };
  }

  #begin(sides: number, customer: string | undefined, isOpen: boolean): void {
    if (this.#onStep) return;
    for (const [i, bit] of [SIDE_A, SIDE_B].entries()) {
      if ((sides & bit) === 0) continue;
      const counts = isOpen ? this.#open : this.#journeys;
      counts[i] = (counts[i] ?? 0) + 1;
      if (!isOpen && customer !== undefined) this.customers[i]?.add(customer);
    }
  }

  #step(sides: number, step: JourneyStep): void {
    if (this.#onStep) {
      this.#onStep(sides, step);
      return;
    }
    this.#steps.add(sides, step.from, step.to);
    if (step.to !== AT_CONVERSION) return;
    for (const [i, bit] of [SIDE_A, SIDE_B].entries()) {
      if ((sides & bit) !== 0) this.#converted[i] = (this.#converted[i] ?? 0) + 1;
    }
  }

  #whole(side: number): DiffWhole {
    const journeys = this.#journeys[side] ?? 0;
    return {
      journeys,
      customers: this.customers[side]?.size ?? 0,
      converted: rateOf(this.#converted[side] ?? 0, journeys),
      in_progress: this.#open[side] ?? 0,
    };
  }
}

/** The question as paths have it: sessions of customers, or alone, from their start. */
export function pathsQueryOf(query: DiffQuery, range: Range): PathsQuery {
  const { unit, filter, nodes, events, groups, window, conversion } = query;
  return {
    range,
    unit,
    ...(filter && { filter }),
    start: { session: 'start' },
    direction: 'forward',
    occurrence: 'first',
    nodes,
    ...(events && { events }),
    groups,
    steps: Infinity,
    limit: query.states,
    window,
    conversion,
  };
}

/** Whether a step is what is asked for. */
export function picks(
  { from, to }: DiffPick,
  states: States,
): (from: number, to: number) => boolean {
  return (left, come) =>
    (from === undefined || states.fromName(states.from(left)) === from) &&
    (to === undefined || states.toName(states.to(come)) === to);
}
