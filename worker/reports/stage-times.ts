import type { StageName } from './stages-query.ts';
import type { StageHistory } from './stages-tally.ts';

/** In which stage everybody was when, by the moves that the report of stages counts. */
export class StageTimes {
  readonly #lives = new Map<string, { at: number[]; stages: StageName[] }>();

  add({ customer, before, moves }: StageHistory): void {
    const all = before === undefined ? moves : [before, ...moves];
    this.#lives.set(customer, {
      at: all.map(({ at }) => at),
      stages: all.map(({ to }) => to),
    });
  }

  has(customer: string): boolean {
    return this.#lives.has(customer);
  }

  /** Undefined of who was in none. What happens as a stage begins is in that one, as in a timeline. */
  of(customer: string, at: number): StageName | undefined {
    const life = this.#lives.get(customer);
    if (life === undefined) return undefined;
    let [low, high] = [0, life.at.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((life.at[middle] ?? 0) <= at) low = middle + 1;
      else high = middle;
    }
    return life.stages[low - 1];
  }
}
