import type { Sentiment } from './journey-map-query.ts';
import type { Sign, SentimentKind } from './sentiment.ts';
import { studentT } from './student-t.ts';

/** Signs of one kind of one stage: what was stated, or what is inferred. */
export class SentimentSums {
  readonly #byPerson = new Map<number, { signs: number; sum: number }>();
  readonly #byKind = new Map<SentimentKind, { signs: number; sum: number }>();

  add(person: number, { kind, value }: Sign): void {
    addTo(this.#byPerson, person, value);
    addTo(this.#byKind, kind, value);
  }

  get people(): Iterable<number> {
    return this.#byPerson.keys();
  }

  /** Null where there are no signs: nothing is known. */
  result(): Sentiment {
    const people = [...this.#byPerson.values()];
    const n = people.reduce((total, { signs }) => total + signs, 0);
    const mean = n === 0 ? null : people.reduce((total, { sum }) => total + sum, 0) / n;
    return {
      mean,
      n,
      people: people.length,
      ci95: mean === null ? null : intervalOf(mean, n, people),
      signals: [...this.#byKind]
        .map(([kind, { signs, sum }]) => ({ kind, n: signs, mean: sum / signs }))
        .sort((a, b) => b.n - a.n || (a.kind < b.kind ? -1 : 1)),
    };
  }
}

function addTo<Key>(sums: Map<Key, { signs: number; sum: number }>, key: Key, value: number): void {
  const known = sums.get(key) ?? { signs: 0, sum: 0 };
  known.signs++;
  known.sum += value;
  sums.set(key, known);
}

/**
 * Student's interval of the mean over people: who clicks in rage fifty times is one person, so that a person's
 * signs vary together (the linearised variance of a ratio). One person alone tells of no other.
 */
function intervalOf(
  mean: number,
  n: number,
  people: readonly { signs: number; sum: number }[],
): [number, number] | null {
  const count = people.length;
  if (count < 2) return null;
  const apart = people.reduce((total, { signs, sum }) => total + (sum - mean * signs) ** 2, 0);
  const half = (studentT(count - 1) * Math.sqrt((count / (count - 1)) * apart)) / n;
  return [Math.max(-2, mean - half), Math.min(2, mean + half)];
}
