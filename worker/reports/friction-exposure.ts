import type { PersonSet } from '../history/person-lists.ts';
import { OTHER } from './facets.ts';
import type { Signal } from './friction-query.ts';
import { convertedAt, exposedTo, type FrictionPeople } from './friction-people.ts';
import { riskDifference, type RiskDifference, type Stratum } from './risk-difference.ts';

/** Fewer than this are compared with nobody (definitions.md 12). */
export const FEWEST = 30;

/** People looked at between two pauses. */
const PEOPLE = 10_000;

/** Somebody who entered a step and had all the time there is. */
interface Judged {
  person: number;
  alike: string;
  converted: boolean;
}

/** What a signal is, and on what: `rage_click` on a page. */
export interface SignalKey {
  signal: Signal;
  key: string;
}

/** Who met with a signal after entering a step. */
export interface Exposure extends SignalKey {
  exposed: ReadonlySet<Judged>;
}

/** What was found of one exposure. */
export interface Finding extends Exposure {
  found: RiskDifference;
}

export interface Windows {
  /** Milliseconds. */
  window: number;
  exposure: number;
  dataUntil: number;
}

/** One step: who entered it, and what they met with. */
export class StepExposure {
  people = 0;
  converted = 0;
  inProgress = 0;
  readonly #step: number;
  readonly #windows: Windows;
  readonly #byKey = new Map<number, Judged[]>();
  readonly #alike = new Map<string, { people: number; converted: number }>();

  constructor(step: number, windows: Windows) {
    this.#step = step;
    this.#windows = windows;
  }

  /** Looks at everybody. `seenBefore` holds those who are known from before what was read. */
  *look(people: FrictionPeople, seenBefore: Pick<PersonSet, 'has'>): Generator<undefined, void> {
    const { window, exposure, dataUntil } = this.#windows;
    let looked = 0;
    for (const entrant of people.entering(this.#step)) {
      if (++looked % PEOPLE === 0) yield;
      const { person, at: from } = entrant;
      if (from + window > dataUntil) {
        this.inProgress++;
        continue;
      }
      const before = convertedAt(entrant, from);
      const isKnown = entrant.first < entrant.session || seenBefore.has(person);
      const judged: Judged = {
        person,
        alike: `${isKnown ? 'returning' : 'new'} ${entrant.alike}`,
        converted: before <= from + window,
      };
      this.#count(judged);
      for (const key of exposedTo(entrant, { from, to: from + exposure, before })) {
        const others = this.#byKey.get(key);
        if (others) others.push(judged);
        else this.#byKey.set(key, [judged]);
      }
    }
  }

  #count({ alike, converted }: Judged): void {
    const known = this.#alike.get(alike) ?? { people: 0, converted: 0 };
    this.#alike.set(alike, known);
    for (const counts of [known, this]) {
      counts.people++;
      if (converted) counts.converted++;
    }
  }

  /** What people met with, the rare of each signal together. */
  exposures(keyOf: (key: number) => SignalKey): Exposure[] {
    const rare = new Map<Signal, Set<Judged>>();
    const exposures: Exposure[] = [];
    for (const [number, met] of this.#byKey) {
      const { signal, key } = keyOf(number);
      if (met.length >= FEWEST) {
        exposures.push({ signal, key, exposed: new Set(met) });
        continue;
      }
      const together = rare.get(signal) ?? new Set();
      rare.set(signal, together);
      for (const judged of met) together.add(judged);
    }
    for (const [signal, exposed] of rare) exposures.push({ signal, key: OTHER, exposed });
    return exposures;
  }

  /** Those exposed beside everybody else who entered the step; undefined where they are too few. */
  find(exposure: Exposure): Finding | undefined {
    const strata = [...this.#strata(exposure.exposed)];
    // Sums of fractions depend on their order, which must not tell who was read first.
    strata.sort(([a], [b]) => (a < b ? -1 : 1));
    const found = riskDifference(strata.map(([, stratum]) => stratum));
    if (found === undefined || found.compared < FEWEST) return undefined;
    return { ...exposure, found };
  }

  /** Those exposed and, of all who entered the step, the others alike. */
  #strata(exposed: ReadonlySet<Judged>): Map<string, Stratum> {
    const strata = new Map<string, Stratum>();
    for (const { alike, converted } of exposed) {
      const all = this.#alike.get(alike) ?? { people: 0, converted: 0 };
      const stratum = strata.get(alike) ?? {
        exposed: 0,
        exposedConverted: 0,
        others: all.people,
        othersConverted: all.converted,
      };
      strata.set(alike, stratum);
      stratum.exposed++;
      stratum.others--;
      if (!converted) continue;
      stratum.exposedConverted++;
      stratum.othersConverted--;
    }
    return strata;
  }
}
