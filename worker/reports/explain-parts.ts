import type { Judged } from './explain-query.ts';
import { Sum } from './explain-units.ts';
import { twoSided } from './risk-difference.ts';

/** Standard normal quantile of 97.5 %. */
const Z = 1.959963984540054;

/** As many as a part is taken to have besides, like the whole: of 30 without one there may be some. */
const LENT = 10;

/** The whole and one part of it, now and before. */
export interface Sides {
  now: Part;
  before: Part;
}

export interface Part {
  part: Readonly<Sum>;
  whole: Readonly<Sum>;
}

/** Exactly what a part brought to a change (definitions.md 13). */
export interface Brought {
  mix: number;
  rate: number;
  contribution: Judged;
  beyond: Judged;
}

/**
 * With w the part's share and r its measure, R that of the whole: (w1 - w0)(r0 - R0) by mix and
 * w1 (r1 - r0) by rate. A part that is new, or gone, came or went: that is mix.
 */
export function sharedOut({ now, before }: Sides): { mix: number; rate: number } {
  const [w1, w0] = [shareOf(now), shareOf(before)];
  const [r1, r0] = [now.part.mean, before.part.mean];
  const R0 = before.whole.mean;
  const isOnBoth = now.part.of > 0 && before.part.of > 0;
  const rate = isOnBoth ? w1 * (r1 - r0) : 0;
  const mix = isOnBoth ? (w1 - w0) * (r0 - R0) : w1 * (r1 - R0) - w0 * (r0 - R0);
  return { mix, rate };
}

/** The same, as sure as it is, and what went beyond an even change. */
export function broughtBy({ now, before }: Sides): Brought {
  const { mix, rate } = sharedOut({ now, before });
  const [w1, w0] = [shareOf(now), shareOf(before)];
  const [r1, r0] = [now.part.mean, before.part.mean];
  const [R1, R0] = [now.whole.mean, before.whole.mean];
  const drift = w1 - w0;
  // Variances of the mean of what each customer adds to it, R0 being estimated too.
  const ofContribution =
    variance(now, { at: R0, within: 1, without: 0 }) +
    variance(before, { at: R0, within: 1 + drift, without: drift });
  const ofBeyond =
    variance(now, { at: R1, within: 1 - w1, without: -w1 }) +
    variance(before, { at: R0, within: 1 - w0, without: -w0 });
  return {
    mix,
    rate,
    contribution: judged(mix + rate, ofContribution),
    // How far it pulled the whole up or down, now less before: 0 where everybody changed alike.
    beyond: judged(w1 * (r1 - R1) - w0 * (r0 - R0), ofBeyond),
  };
}

/** The mean of a sum; the interval is the normal one, as money is no share. */
export function meanOf(sum: Readonly<Sum>): Judged {
  return judged(sum.mean, sum.of === 0 ? 0 : spread(sum) / sum.of);
}

/**
 * The mean now less that before; null where either is of nobody. Of thirty who bought nothing some may buy:
 * in the interval a side varies as both together do, where by itself it varies less. As likely as p is so
 * great a difference where both are alike, so that both vary as they do together, as with shares.
 */
export function changeOf(now: Readonly<Sum>, before: Readonly<Sum>): Judged | null {
  if (now.of === 0 || before.of === 0) return null;
  const both = new Sum();
  both.merge(now);
  both.merge(before);
  const together = spread(both);
  const ofSide = (side: Readonly<Sum>): number => Math.max(spread(side), together) / side.of;
  const value = now.mean - before.mean;
  const { p } = judged(value, together / now.of + together / before.of);
  return { ...judged(value, ofSide(now) + ofSide(before)), p };
}

/** The variance of what one of them measures. */
function spread({ of, mean, squares }: Readonly<Sum>): number {
  return of === 0 ? 0 : Math.max(0, squares / of - mean ** 2);
}

function judged(value: number, ofValue: number): Judged {
  const deviation = Math.sqrt(Math.max(0, ofValue));
  const p = deviation === 0 ? Number(value === 0) : twoSided(value / deviation);
  return { value, ci95: [value - Z * deviation, value + Z * deviation], p };
}

function shareOf({ part, whole }: Part): number {
  return whole.of === 0 ? 0 : part.of / whole.of;
}

interface Weighed {
  at: number;
  within: number;
  without: number;
}

/**
 * Of the mean over a side of (x - at), weighed within the part and without it. As the part is, or as it
 * is with what it is lent where that varies more: the one who came and bought is no sure thing either.
 */
function variance(side: Part, weighed: Weighed): number {
  return Math.max(varianceWith(LENT, side, weighed), varianceWith(0, side, weighed));
}

function varianceWith(
  lent: number,
  { part, whole }: Part,
  { at, within, without }: Weighed,
): number {
  if (whole.of === 0) return 0;
  const [one, all] = [spreadOf(part, { whole, at, lent }), spreadOf(whole, { whole, at, lent: 0 })];
  const mean = (within * one.sum + without * (all.sum - one.sum)) / whole.of;
  const squares =
    (within ** 2 * one.squares + without ** 2 * (all.squares - one.squares)) / whole.of;
  return Math.max(0, squares - mean ** 2) / whole.of;
}

/** Sums of x - at and of its square, of a part that is lent a little of the whole. */
function spreadOf(
  part: Readonly<Sum>,
  { whole, at, lent }: { whole: Readonly<Sum>; at: number; lent: number },
): { sum: number; squares: number } {
  const first = (part.sum + lent * whole.mean) / (part.of + lent || 1);
  const second = (part.squares + (lent * whole.squares) / whole.of) / (part.of + lent || 1);
  return {
    sum: part.of * (first - at),
    squares: part.of * (second - 2 * at * first + at * at),
  };
}
