/** More players than this are too many sets. */
export const MOST_PLAYERS = 12;

/**
 * The game in which a set of touches is worth the share of conversions among the journeys that had no
 * other (definitions.md 9). A touch that makes journeys convert less gets less than nothing.
 */
export class RateGame {
  readonly #players: number;
  /** By set, a bit a player: journeys that converted, and that did not. */
  readonly #counts: Float64Array;

  constructor(players: number) {
    if (players > MOST_PLAYERS) throw new Error(`More than ${MOST_PLAYERS} players`);
    this.#players = players;
    this.#counts = new Float64Array(2 * 2 ** players);
  }

  /** Steps that `shares` takes, about. */
  get work(): number {
    return this.#players * 2 ** this.#players;
  }

  /** Where a journey adds to. */
  cellsOf(touches: readonly number[], isConverted: boolean): number[] {
    const set = touches.reduce((bits, touch) => bits | (1 << touch), 0);
    return [2 * set + (isConverted ? 0 : 1)];
  }

  add(cells: readonly number[], journeys: number): void {
    for (const cell of cells) this.#counts[cell] = (this.#counts[cell] ?? 0) + journeys;
  }

  clear(): void {
    this.#counts.fill(0);
  }

  /** Shapley's values, as parts of the whole. */
  shares(): Float64Array {
    const worth = this.#worths();
    const n = this.#players;
    const weights = weightsOf(n);
    const values = new Float64Array(n);
    for (let set = 0; set < worth.length; set++) {
      const weight = weights[sizeOf(set)] ?? 0;
      for (let player = 0; player < n; player++) {
        const bit = 1 << player;
        if ((set & bit) !== 0) continue;
        const gain = (worth[set | bit] ?? 0) - (worth[set] ?? 0);
        values[player] = (values[player] ?? 0) + weight * gain;
      }
    }
    const whole = worth.at(-1) ?? 0;
    return whole > 0 ? values.map((value) => value / whole) : values;
  }

  /** The share that converted of journeys within each set. */
  #worths(): Float64Array {
    const within = this.#counts.slice();
    for (let player = 0; player < this.#players; player++) {
      const bit = 1 << player;
      for (let set = 0; set < within.length / 2; set++) {
        if ((set & bit) === 0) continue;
        for (const kind of [0, 1]) {
          const at = 2 * set + kind;
          within[at] = (within[at] ?? 0) + (within[2 * (set ^ bit) + kind] ?? 0);
        }
      }
    }
    return Float64Array.from({ length: within.length / 2 }, (_, set) => {
      const [won, lost] = [within[2 * set] ?? 0, within[2 * set + 1] ?? 0];
      return won + lost > 0 ? won / (won + lost) : 0;
    });
  }
}

/** By the size of a set that a player joins: how likely it is that these come before, in any order. */
function weightsOf(players: number): number[] {
  let weight = 1 / players;
  return Array.from({ length: players }, (_, size) => {
    const own = weight;
    weight *= (size + 1) / (players - size - 1);
    return own;
  });
}

function sizeOf(set: number): number {
  let [left, size] = [set, 0];
  for (; left !== 0; left &= left - 1) size++;
  return size;
}
