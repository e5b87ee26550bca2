import { minorDigits } from './currency.ts';
import type { Json } from './event.ts';
import { LIMITS } from './limits.ts';

export type Amount =
  | { ok: true; minor: number }
  | { ok: false; reason: 'amount_not_a_number' | 'amount_too_large' };

/** A plain decimal: what `Number()` would accept beyond it (`0x10`, `1e3`, blanks) is no amount. */
const DECIMAL = /^[+-]?\d{1,15}(\.\d{1,20})?$/;

/**
 * An amount in minor units, rounded half away from zero. Numbers and plain decimal strings are taken
 * (`19.9`, `"19.90"`); `"1.234,56"` and `"19 €"` are not guessed at.
 */
export function toMinor(amount: Json, currency: string): Amount {
  if (typeof amount === 'string' ? !DECIMAL.test(amount.trim()) : typeof amount !== 'number') {
    return { ok: false, reason: 'amount_not_a_number' };
  }
  const value = Number(amount);
  if (!Number.isFinite(value)) return { ok: false, reason: 'amount_too_large' };
  const scale = 10 ** (minorDigits(currency) ?? 2);
  // The nudge undoes binary noise (1.005 * 100 = 100.49999999999999), far below a minor unit.
  const minor = Math.sign(value) * Math.round(Math.abs(value) * scale * (1 + Number.EPSILON));
  if (Math.abs(minor) > LIMITS.minor) return { ok: false, reason: 'amount_too_large' };
  return { ok: true, minor: minor + 0 };
}

/** Minor units as a decimal string, exactly: `toDecimal(1990, 'EUR') === '19.90'`. */
export function toDecimal(minor: number, currency: string): string {
  const digits = minorDigits(currency) ?? 2;
  const text = String(Math.abs(minor)).padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  const sign = minor < 0 ? '-' : '';
  return digits === 0 ? sign + whole : `${sign}${whole}.${text.slice(-digits)}`;
}

/** `usd` is `USD`; what ISO 4217 does not know is undefined. */
export function toCurrency(code: Json | undefined): string | undefined {
  if (typeof code !== 'string') return undefined;
  const upper = code.trim().toUpperCase();
  return minorDigits(upper) === undefined ? undefined : upper;
}
