import { toDecimal } from '../../schema/index.ts';
import type { Money } from './answers.ts';

/** Sums by currency: amounts of two currencies are never added. */
export class Purse {
  readonly #minor = new Map<string, number>();

  add(currency: string, minor: number): void {
    this.#minor.set(currency, (this.#minor.get(currency) ?? 0) + minor);
  }

  merge(other: Purse): void {
    for (const [currency, minor] of other.#minor) this.add(currency, minor);
  }

  of(currency: string): number {
    return this.#minor.get(currency) ?? 0;
  }

  /** In order of currency. */
  list(): Money[] {
    return [...this.#minor]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([currency, minor]) => moneyOf(minor, currency));
  }
}

export function moneyOf(minor: number, currency: string): Money {
  return { currency, amount: toDecimal(minor, currency), minor };
}
