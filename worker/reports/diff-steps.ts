import { AT_NODE, AT_START, SIDE_A, SIDE_B } from './diff-walk.ts';
import { OTHER } from './facets.ts';
import { CONVERSION, EXIT, START, type Labels } from './path-labels.ts';
import { Chain } from './markov.ts';

/** More nodes than this are no question: keys of steps are exact below 2^53. */
const WIDTH = 2 ** 26;

/** How often each step was taken on each side, by where it leads from and to. */
export class Steps {
  readonly #counts = [new Map<number, number>(), new Map<number, number>()];

  add(sides: number, from: number, to: number): void {
    const key = from * WIDTH + to;
    for (const [i, bit] of [SIDE_A, SIDE_B].entries()) {
      const counts = this.#counts[i];
      if ((sides & bit) !== 0 && counts) counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }

  *of(side: number): Generator<{ from: number; to: number; times: number }> {
    for (const [key, times] of this.#counts[side] ?? []) {
      yield { from: Math.floor(key / WIDTH), to: key % WIDTH, times };
    }
  }
}

/**
 * The states of both chains: the nodes that journeys come to most often, both sides counting alike, and all
 * others as one.
 * They are numbered as a chain has them: nodes, then the start or, as a place to come to, the conversion, then
 * nothing more.
 */
export class States {
  readonly names: string[];
  readonly #of = new Map<number, number>();
  readonly #hasRest: boolean;

  constructor(steps: Steps, labels: Labels, most: number) {
    const share = new Map<number, number>();
    for (const side of [0, 1]) {
      // Whole numbers add up to the same in any order, shares do not.
      let begun = 0;
      const comeBy = new Map<number, number>();
      for (const { from, to, times } of steps.of(side)) {
        if (from === AT_START) begun += times;
        if (to >= AT_NODE) comeBy.set(to, (comeBy.get(to) ?? 0) + times);
      }
      for (const [node, times] of comeBy) share.set(node, (share.get(node) ?? 0) + times / begun);
    }
    const textOf = (node: number): string => labels.text(node - AT_NODE);
    const ranked = [...share].sort(([a, x], [b, y]) => y - x || (textOf(a) < textOf(b) ? -1 : 1));
    const shown = ranked.slice(0, most).map(([node]) => node);
    for (const [i, node] of shown.entries()) this.#of.set(node, i);
    this.#hasRest = ranked.length > shown.length;
    this.names = [...shown.map(textOf), ...(this.#hasRest ? [OTHER] : [])];
  }

  get size(): number {
    return this.names.length;
  }

  from(code: number): number {
    return code === AT_START ? this.size : this.#node(code);
  }

  to(code: number): number {
    return code < AT_NODE ? this.size + code - 1 : this.#node(code);
  }

  fromName(state: number): string {
    return this.names[state] ?? START;
  }

  toName(state: number): string {
    return this.names[state] ?? (state === this.size ? CONVERSION : EXIT);
  }

  #node(code: number): number {
    return this.#of.get(code) ?? this.size - 1;
  }
}

/** Steps between the states of a side; a state after itself is no step. */
export function countsOf(steps: Steps, states: States, side: number): StepCounts {
  const counts = new StepCounts(states.size);
  for (const { from, to, times } of steps.of(side)) {
    const [left, come] = [states.from(from), states.to(to)];
    if (left !== come || left === states.size) counts.add(left, come, times);
  }
  return counts;
}

/** A square of counts, and the chain of it. */
export class StepCounts {
  readonly chain: Chain;
  readonly #width: number;
  readonly #times: Float64Array;
  readonly #departures: Float64Array;

  constructor(states: number) {
    this.chain = new Chain(states);
    this.#width = states + 2;
    this.#times = new Float64Array((states + 1) * this.#width);
    this.#departures = new Float64Array(states + 1);
  }

  add(from: number, to: number, times: number): void {
    const at = from * this.#width + to;
    this.#times[at] = (this.#times[at] ?? 0) + times;
    this.#departures[from] = (this.#departures[from] ?? 0) + times;
    this.chain.step(from, to, times);
  }

  times(from: number, to: number): number {
    return this.#times[from * this.#width + to] ?? 0;
  }

  departures(from: number): number {
    return this.#departures[from] ?? 0;
  }
}
