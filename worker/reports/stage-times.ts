import { IntList } from '../history/int-list.ts';
import { STAGES, type StageName } from './stages-query.ts';
import type { StageHistory } from './stages-tally.ts';

/**
 * In which stage everybody was when, by the moves that the report of stages counts. All stand in two lists:
 * an object for each of a hundred thousand people would be most of what a map takes of memory.
 */
export class StageTimes {
  /** Where the moves of a person begin and end in the lists. */
  readonly #begins = new IntList();
  readonly #ends = new IntList();
  readonly #times: number[] = [];
  /** Numbers of stages. */
  readonly #stages: number[] = [];

  add({ person, before, moves }: Pick<StageHistory, 'person' | 'before' | 'moves'>): void {
    this.#begins.set(person, this.#times.length);
    for (const { at, to } of before === undefined ? moves : [before, ...moves]) {
      this.#times.push(at);
      this.#stages.push(STAGES.indexOf(to));
    }
    this.#ends.set(person, this.#times.length);
  }

  has(person: number): boolean {
    return this.#ends.get(person) > this.#begins.get(person);
  }

  /** Undefined of who was in none. What happens as a stage begins is in that one, as in a timeline. */
  of(person: number, at: number): StageName | undefined {
    const begin = this.#begins.get(person);
    let [low, high] = [begin, this.#ends.get(person)];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#times[middle] ?? 0) <= at) low = middle + 1;
      else high = middle;
    }
    return low === begin ? undefined : STAGES[this.#stages[low - 1] ?? -1];
  }
}
