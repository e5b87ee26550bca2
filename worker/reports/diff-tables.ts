import { differenceOf } from './difference.ts';
import type { Diff, DiffRow, DiffState } from './diff-query.ts';
import type { States, StepCounts } from './diff-steps.ts';
import { rateOf } from './rate.ts';
import { standing } from './risk-difference.ts';

/** Of rows that stand so many may do so by chance; and departures on either side (definitions.md 13). */
const [FALSE_SHARE, FEWEST] = [0.1, 30];

interface Compared {
  a: StepCounts;
  b: StepCounts;
  states: States;
  effects: readonly (Effect | undefined)[];
}

/** What the steps of both sides come to: each state, and each way that both could have gone. */
export function tablesOf(
  states: States,
  { a, b, limit }: { a: StepCounts; b: StepCounts; limit: number },
): Pick<Diff, 'states' | 'tested' | 'untested' | 'rows'> {
  const compared: Compared = { a, b, states, effects: effectsOf(a, b) };
  const { rows, untested } = rowsOf(compared);
  const stands = standing(
    rows.map(({ difference }) => difference.p),
    FALSE_SHARE,
  );
  const judged = rows.map((row, i) => ({ ...row, stands: stands[i] ?? false }));
  return {
    states: Array.from({ length: states.size + 1 }, (_, at) => stateOf(compared, at)).sort(
      compareStates,
    ),
    tested: rows.length,
    untested,
    rows: judged.sort(compareRows).slice(0, limit),
  };
}

interface Effect {
  swapped: { a: number; b: number };
  /** By where the state leads; together the effect. */
  parts: number[];
  effect: number;
}

/** How much of the difference goes by where each state leads: the mean of swapping that on either side. */
function effectsOf(a: StepCounts, b: StepCounts): (Effect | undefined)[] {
  const [inA, inB] = [a.chain.swaps(b.chain), b.chain.swaps(a.chain)];
  const [ofA, ofB] = [a.chain.conversion(), b.chain.conversion()];
  return inA.map((gains, state): Effect | undefined => {
    const others = inB[state];
    if (gains === undefined || others === undefined) return undefined;
    const parts = Array.from(gains, (gain, to) => ((others[to] ?? 0) - gain) / 2);
    const sum = (list: Iterable<number>): number => [...list].reduce((all, one) => all + one, 0);
    return {
      swapped: { a: ofA + sum(gains), b: ofB + sum(others) },
      parts,
      effect: sum(parts),
    };
  });
}

function stateOf({ a, b, states, effects }: Compared, at: number): DiffState {
  const state = states.fromName(at);
  const departures = { a: a.departures(at), b: b.departures(at) };
  // Of a few departures a swap would say much and mean nothing.
  const known = Math.min(departures.a, departures.b) < FEWEST ? undefined : effects[at];
  return { state, departures, swapped: known?.swapped ?? null, effect: known?.effect ?? null };
}

function rowsOf({ a, b, states, effects }: Compared): {
  rows: Omit<DiffRow, 'stands'>[];
  untested: number;
} {
  const rows: Omit<DiffRow, 'stands'>[] = [];
  let untested = 0;
  for (let from = 0; from <= states.size; from++) {
    const of = { a: a.departures(from), b: b.departures(from) };
    for (let to = 0; to < states.size + 2; to++) {
      const times = { a: a.times(from, to), b: b.times(from, to) };
      if (times.a + times.b === 0) continue;
      const [rateA, rateB] = [rateOf(times.a, of.a), rateOf(times.b, of.b)];
      const difference = differenceOf(rateA, rateB);
      if (difference === null || Math.min(of.a, of.b) < FEWEST) {
        untested++;
        continue;
      }
      rows.push({
        from: states.fromName(from),
        to: states.toName(to),
        a: rateA,
        b: rateB,
        difference,
        effect: effects[from]?.effect ?? 0,
        part: effects[from]?.parts[to] ?? 0,
      });
    }
  }
  return { rows, untested };
}

function compareStates(a: DiffState, b: DiffState): number {
  return (
    Math.abs(b.effect ?? 0) - Math.abs(a.effect ?? 0) ||
    b.departures.a + b.departures.b - a.departures.a - a.departures.b ||
    (a.state < b.state ? -1 : 1)
  );
}

function compareRows(x: DiffRow, y: DiffRow): number {
  return (
    Math.abs(y.effect) - Math.abs(x.effect) ||
    Math.abs(y.part) - Math.abs(x.part) ||
    (`${x.from}\n${x.to}` < `${y.from}\n${y.to}` ? -1 : 1)
  );
}
