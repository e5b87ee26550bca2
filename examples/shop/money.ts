/** Cents as people read them, `€24.00`. */
export function shown(cents: number): string {
  return `€${amount(cents).toFixed(2)}`;
}

/** Cents as the `value` and `price` of an event, which GA4 counts in whole units. */
export function amount(cents: number): number {
  return cents / 100;
}
