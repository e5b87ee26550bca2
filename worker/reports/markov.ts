/**
 * A Markov chain of journeys over some states: how often one followed another, began a journey, or was
 * the last before a conversion or before nothing more (definitions.md 9, order 1).
 */
export class Chain {
  readonly #states: number;
  /** A row a state and one for the start; a column a state, then conversion and none. */
  readonly #counts: Float64Array;

  constructor(states: number) {
    this.#states = states;
    this.#counts = new Float64Array((states + 1) * (states + 2));
  }

  /** Steps that `shares` takes, about. */
  get work(): number {
    return this.#states ** 3;
  }

  /** Where a journey adds to. A state after itself changes nothing of where a journey ends. */
  cellsOf(touches: readonly number[], isConverted: boolean): number[] {
    const width = this.#states + 2;
    const cells: number[] = [];
    let from = this.#states;
    for (const touch of touches) {
      if (touch !== from) cells.push(from * width + touch);
      from = touch;
    }
    cells.push(from * width + this.#states + (isConverted ? 0 : 1));
    return cells;
  }

  add(cells: readonly number[], journeys: number): void {
    for (const cell of cells) this.#counts[cell] = (this.#counts[cell] ?? 0) + journeys;
  }

  /** Adds a step from a state, or from the start (the number of states), to a state, conversion or none. */
  step(from: number, to: number, times: number): void {
    this.add([from * (this.#states + 2) + to], times);
  }

  clear(): void {
    this.#counts.fill(0);
  }

  /** Each state's part of all removal effects: what it is credited of the conversions. */
  shares(): Float64Array {
    const effects = this.removalEffects();
    const whole = effects.reduce((sum, effect) => sum + effect, 0);
    return whole > 0 ? effects.map((effect) => effect / whole) : effects;
  }

  /**
   * The share of the probability of a conversion that is lost where a state leads to nothing: the
   * probability of ever being there times that of a conversion from there. Exact, and for all states
   * by one matrix that is inverted once.
   */
  removalEffects(): Float64Array {
    const { begins, converts, visits } = this.#solved();
    const n = this.#states;
    const reaches = times(visits, converts);
    const whole = dot(begins, reaches);
    return reaches.map((reach, state) => {
      let visited = 0;
      for (let from = 0; from < n; from++) {
        visited += (begins[from] ?? 0) * (visits[from * n + state] ?? 0);
      }
      // Visits in all, by those that one visit leads to: the probability of any.
      const reached = visited / (visits[state * n + state] ?? 1);
      return whole > 0 ? (reached * reach) / whole : 0;
    });
  }

  /** The probability of a conversion. */
  conversion(): number {
    const { begins, converts, visits } = this.#solved();
    return (
      (begins[this.#states] ?? 0) + dot(begins.subarray(0, this.#states), times(visits, converts))
    );
  }

  /**
   * What the probability of a conversion gains where one state alone, or the start, leads as it does in another
   * chain: by each place that it leads to, together the whole of it. Undefined where either never leaves the
   * state, or would never end. What lies beyond a state that only the other knows is as it is there. One state
   * changed is one row of the matrix, whose inverse follows (Sherman and Morrison), so that all are worked out
   * from one inversion.
   */
  swaps(other: Chain): (Float64Array | undefined)[] {
    const n = this.#states;
    const { begins, converts, visits } = this.#solved(other);
    // From where a conversion is reached, and from where not: columns as in a row.
    const reaches = Float64Array.of(...times(visits, converts), 1, 0);
    const whole = dot(begins, reaches);
    return Array.from({ length: n + 1 }, (_, state) => {
      const [own, others] = [this.#rowOf(state), other.#rowOf(state)];
      if (isNowhere(own) || isNowhere(others)) return undefined;
      const moved = others.map((share, to) => share - (own[to] ?? 0));
      const isStart = state === n;
      const here = isStart ? whole : (reaches[state] ?? 0);
      // Nothing comes to the start again.
      const visitsOf = isStart
        ? []
        : begins.subarray(0, n).map((_, i) => visits[i * n + state] ?? 0);
      const visited = isStart ? 1 : dot(begins, visitsOf);
      const returned = dot(moved, visitsOf);
      if (1 - returned < LEAST) return undefined;
      // Against going on as before from here, as shares that grow do so at the cost of others.
      return moved.map(
        (share, to) => (visited * share * ((reaches[to] ?? 0) - here)) / (1 - returned),
      );
    });
  }

  /** Probabilities to begin with a state and to convert from it, and visits of the one from the other. */
  #solved(other?: Chain): { begins: Float64Array; converts: Float64Array; visits: Float64Array } {
    const n = this.#states;
    const begins = this.#rowOf(n);
    const converts = new Float64Array(n);
    const matrix = new Float64Array(n * n);
    for (let state = 0; state < n; state++) {
      const own = this.#rowOf(state);
      const row = other && isNowhere(own) ? other.#rowOf(state) : own;
      converts[state] = row[n] ?? 0;
      for (let to = 0; to < n; to++) {
        matrix[state * n + to] = (to === state ? 1 : 0) - (row[to] ?? 0);
      }
    }
    return { begins, converts, visits: inverse(matrix, n) };
  }

  /** Where a state leads, as probabilities; nowhere where it was never left. */
  #rowOf(state: number): Float64Array {
    const width = this.#states + 2;
    const row = this.#counts.slice(state * width, (state + 1) * width);
    const whole = row.reduce((sum, count) => sum + count, 0);
    return whole > 0 ? row.map((count) => count / whole) : row;
  }
}

/** Below this a chain goes round and round. */
const LEAST = 1e-9;

function isNowhere(row: Float64Array): boolean {
  return row.every((share) => share === 0);
}

/**
 * The inverse of I - Q by Gauss and Jordan, in place. Every state leads out of the chain, so no pivot
 * is ever nothing and none has to be looked for.
 */
function inverse(matrix: Float64Array, n: number): Float64Array {
  for (let pivot = 0; pivot < n; pivot++) {
    const scale = 1 / (matrix[pivot * n + pivot] ?? 1);
    matrix[pivot * n + pivot] = 1;
    for (let column = 0; column < n; column++) {
      matrix[pivot * n + column] = (matrix[pivot * n + column] ?? 0) * scale;
    }
    for (let row = 0; row < n; row++) {
      const factor = matrix[row * n + pivot] ?? 0;
      if (row === pivot || factor === 0) continue;
      matrix[row * n + pivot] = 0;
      for (let column = 0; column < n; column++) {
        const at = row * n + column;
        matrix[at] = (matrix[at] ?? 0) - factor * (matrix[pivot * n + column] ?? 0);
      }
    }
  }
  return matrix;
}

function times(matrix: Float64Array, vector: Float64Array): Float64Array {
  const n = vector.length;
  return vector.map((_, row) => dot(matrix.subarray(row * n, (row + 1) * n), vector));
}

/** Of as many as the second has. */
function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < b.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
