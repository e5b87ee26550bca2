/** Up to this mean a draw counts through the distribution; beyond it is as good as normal. */
const COUNTED = 64;

/** Numbers that look random and are the same each time: mulberry32 (Tommy Ettinger), public domain. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** From 0 to below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** How often some things come up in a resample, each as often as a Poisson variable of mean 1. */
  poisson(things: number): number {
    if (things > COUNTED) return this.#roundedNormal(things);
    const drawn = this.next();
    let chance = things === 1 ? ONCE : Math.exp(-things);
    let reached = chance;
    let count = 0;
    while (drawn >= reached && chance > 0) {
      count++;
      chance *= things / count;
      reached += chance;
    }
    return count;
  }

  /** Box and Muller. */
  #roundedNormal(mean: number): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    const normal = radius * Math.cos(2 * Math.PI * this.next());
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal));
  }
}

const ONCE = Math.exp(-1);
