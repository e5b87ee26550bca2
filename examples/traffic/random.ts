const ID = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Seeded chance (mulberry32): the same seed makes the same month. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to, not including, 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** True in so many cases of one. */
  is(share: number): boolean {
    return this.next() < share;
  }

  between(least: number, most: number): number {
    return Math.round(least + this.next() * (most - least));
  }

  /** A waiting time: often short, sometimes long. */
  about(mean: number): number {
    return Math.round(-Math.log(1 - this.next()) * mean);
  }

  pick<T>(from: readonly T[]): T {
    const picked = from[Math.floor(this.next() * from.length)];
    if (picked === undefined) throw new RangeError('Nothing to pick from');
    return picked;
  }

  /** One of them, each as likely as its weight. */
  weighed<T>(from: readonly (readonly [T, number])[]): T {
    const sum = from.reduce((total, [, weight]) => total + weight, 0);
    let left = this.next() * sum;
    for (const [value, weight] of from) {
      left -= weight;
      if (left < 0) return value;
    }
    return this.pick(from)[0];
  }

  /** Letters such as the tag makes ids of. */
  id(length: number): string {
    return Array.from({ length }, () => ID.charAt(Math.floor(this.next() * 64))).join('');
  }
}
