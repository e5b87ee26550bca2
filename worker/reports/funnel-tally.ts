import type { FunnelPeriod, FunnelStep } from './answers.ts';
import { quantilesOf } from './quantiles.ts';
import { rateOf } from './rate.ts';

/** Counts of a funnel, or of one row of its breakdown. */
export class Tally {
  readonly #people: number[];
  readonly #open: number[];
  readonly #durations: number[][];

  constructor(steps: number) {
    this.#people = Array.from({ length: steps }, () => 0);
    this.#open = Array.from({ length: steps }, () => 0);
    this.#durations = Array.from({ length: steps }, () => []);
  }

  /** People at the first step. */
  get size(): number {
    return this.#people[0] ?? 0;
  }

  /** One person with when it reached each step; `open`: it may still get further. */
  add(reached: readonly number[], open: boolean): void {
    reached.forEach((at, step) => {
      this.#people[step] = (this.#people[step] ?? 0) + 1;
      const before = reached[step - 1];
      if (before !== undefined) this.#durations[step]?.push(at - before);
    });
    const next = reached.length;
    if (open && next < this.#open.length) this.#open[next] = (this.#open[next] ?? 0) + 1;
  }

  merge(other: Tally): void {
    other.#people.forEach(
      (count, step) => (this.#people[step] = (this.#people[step] ?? 0) + count),
    );
    other.#open.forEach((count, step) => (this.#open[step] = (this.#open[step] ?? 0) + count));
    other.#durations.forEach((list, step) => {
      for (const duration of list) this.#durations[step]?.push(duration);
    });
  }

  /** How many went all the way, and how many still may. */
  outcome(): Pick<FunnelPeriod, 'people' | 'converted' | 'conversion' | 'in_progress'> {
    const converted = this.#people.at(-1) ?? 0;
    const open = this.#open.reduce((sum, count) => sum + count, 0);
    const conversion = rateOf(converted, this.size);
    return { people: this.size, converted, conversion, in_progress: open };
  }

  steps(labels: readonly string[]): FunnelStep[] {
    return labels.map((event, step) => {
      const people = this.#people[step] ?? 0;
      const before = step === 0 ? people : (this.#people[step - 1] ?? 0);
      const open = this.#open[step] ?? 0;
      return {
        event,
        people,
        from_start: rateOf(people, this.size),
        from_previous: rateOf(people, before),
        dropped: before - people - open,
        in_progress: open,
        time_from_previous: quantilesOf(this.#durations[step] ?? []),
      };
    });
  }
}
