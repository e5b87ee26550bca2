import { Chance } from '../../examples/traffic/random.ts';
import { type Weather, WEATHERS } from './network.ts';

/** What a person and the world do next. */
export type Step =
  /** As from the address bar, by a link, or by the site's own script. */
  | { do: 'go' | 'follow' | 'push'; path: string }
  /** So many events in one task, each with so many bytes of ballast. */
  | { do: 'track'; events: number; ballast: number }
  | { do: 'weather'; weather: Weather }
  | { do: 'wait'; ms: number };

/** How a tab ends. */
export const ENDS = [
  'close tab',
  'leave site',
  'kill tab',
  'close browser',
  'kill browser',
] as const;

export type End = (typeof ENDS)[number];

/** A tab from its first page to its end. */
export interface Act {
  steps: Step[];
  end: End;
}

export interface Visit {
  number: number;
  /**
   * Pages are left, tabs and browsers ended, whether or not the browser's storage has taken what was
   * made by then. In the others it has: nothing may be lost in them.
   */
  isHasty: boolean;
  acts: Act[];
}

/** Longer than clients wait for an answer, ms: most give up after 10 s. */
const silence = 11_000;

/** The same visits for the same seed, whoever records them. `thorough`: some wait out a timeout. */
export const planVisits = (seed: number, visits: number, thorough: boolean): Visit[] => {
  const chance = new Chance(seed);
  return Array.from({ length: visits }, (_, number) => {
    let pages = 0;
    const path = (): string => `/visit-${number}/page-${pages++}`;
    const acts = Array.from({ length: chance.between(1, 3) }, () => planAct(chance, path));
    // One visit in forty waits until the client itself gives up.
    if (thorough && number % 40 === 7) {
      acts[0]?.steps.push({ do: 'weather', weather: chance.pick(['silent', 'no answer']) });
      acts[0]?.steps.push({ do: 'follow', path: path() }, { do: 'wait', ms: silence });
    }
    return { number, isHasty: number % 2 === 1, acts };
  });
};

const planAct = (chance: Chance, path: () => string): Act => {
  const steps: Step[] = [];
  const change = (): number => steps.push({ do: 'weather', weather: chance.pick(WEATHERS) });
  if (chance.is(0.5)) change();
  steps.push({ do: 'go', path: path() });
  for (let left = chance.between(1, 6); left > 0; left--) {
    if (chance.is(0.3)) change();
    const way = chance.next();
    if (way < 0.25) steps.push({ do: 'follow', path: path() });
    else if (way < 0.4) steps.push({ do: 'push', path: path() });
    else {
      const ballast = chance.is(0.2) ? 2_000 : chance.is(0.03) ? 40_000 : 20;
      steps.push({ do: 'track', events: chance.between(1, 8), ballast });
    }
    if (chance.is(0.5)) steps.push({ do: 'wait', ms: chance.about(150) });
  }
  return { steps, end: chance.pick(ENDS) };
};
