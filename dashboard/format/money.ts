import type { Money } from '../api/shapes.ts';
import { LOCALE } from './locale.ts';

/** A decimal amount in its currency with exactly the digits it came with: it never becomes a number. */
export function money(
  amount: string | number | null | undefined,
  currency?: string | null,
): string {
  if (amount === null || amount === undefined || amount === '') return '–';
  const text = String(amount);
  if (!/^-?\d+(\.\d+)?$/.test(text)) return text;
  const digits = text.split('.')[1]?.length ?? 0;
  const options: Intl.NumberFormatOptions = {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  };
  // A decimal string; the type only knows the numeric literal form of it.
  const exact = text as `${number}`;
  try {
    const style = currency ? { style: 'currency' as const, currency } : {};
    const shown = new Intl.NumberFormat(LOCALE, { ...options, ...style }).format(exact);
    // With the sign that all other numbers of the pages have.
    return shown.replace(/^-/, '−');
  } catch {
    return `${text} ${currency ?? ''}`.trim();
  }
}

/** Amounts side by side: currencies are never summed. The site's own currency stands first. */
export function monies(amounts: Money[] | undefined, first?: string): string {
  if (!amounts || amounts.length === 0) return '–';
  return amounts
    .toSorted((a, b) => Number(b.currency === first) - Number(a.currency === first))
    .map((each) => money(each.amount, each.currency))
    .join(' + ');
}

/** The amount in this currency, else the first; of none it is nothing of this currency. */
export function mainOf(amounts: Money[] | undefined, currency: string): Money {
  const own = amounts?.find((each) => each.currency === currency);
  return own ?? amounts?.[0] ?? { currency, amount: '0', minor: 0 };
}
