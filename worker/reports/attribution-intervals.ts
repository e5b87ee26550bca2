import type { CreditSums } from './attribution-sums.ts';
import { Dice } from './poisson.ts';

/** The same dice for everybody: an answer is a function of the data and the query. */
const SEEDS = { won: 0x50f0, lost: 0x1057 };

/** Steps that all replicates of a report may take: about a second. */
const MOST_WORK = 30_000_000;

/** Below this an interval says nothing. */
const FEWEST = 50;

/** Steps between two pauses. */
const PIECE = 100_000;

/** 95 % intervals of credits, by row and model, and how many replicates they are made of. */
export interface Intervals {
  replicates: number;
  low: Float64Array;
  high: Float64Array;
}

/** The Poisson bootstrap: each journey comes up in a replicate as often as a Poisson variable of mean 1. */
export function* intervalsOf(sums: CreditSums, asked: number): Generator<undefined, Intervals> {
  const replicates = replicatesFor(sums.work, asked);
  const dice = { won: new Dice(SEEDS.won), lost: new Dice(SEEDS.lost) };
  const length = sums.rows * sums.models.length;
  const drawn = Array.from({ length }, () => new Float64Array(replicates));
  let done = 0;
  for (let replicate = 0; replicate < replicates; replicate++) {
    const credited = sums.credited(dice);
    for (let i = 0; i < length; i++) {
      const list = drawn[i];
      if (list) list[replicate] = credited[i] ?? 0;
    }
    done += sums.work;
    if (done < PIECE) continue;
    done = 0;
    yield;
  }
  for (const list of drawn) list.sort();
  const at = (share: number): Float64Array =>
    Float64Array.from(drawn, (list) => quantile(list, share));
  return { replicates, low: at(0.025), high: at(0.975) };
}

export function replicatesFor(work: number, asked: number): number {
  return Math.min(asked, Math.max(FEWEST, Math.floor(MOST_WORK / Math.max(1, work))));
}

/** Interpolated (R's type 7). */
function quantile(sorted: Float64Array, share: number): number {
  const place = (sorted.length - 1) * share;
  const [low = 0, high = 0] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return low + (high - low) * (place - Math.floor(place));
}
