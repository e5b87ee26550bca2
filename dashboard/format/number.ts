import type { Rate } from '../api/shapes.ts';
import { LOCALE } from './locale.ts';

const WHOLE = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
const PARTS = new Intl.NumberFormat(LOCALE, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const SHORT = new Intl.NumberFormat(LOCALE, { notation: 'compact', maximumFractionDigits: 2 });
const NOT_KNOWN = '–';

/** A count, or a dash where there is none. Never `NaN`, never `-0`. */
export function count(value: number | null | undefined): string {
  return isNumber(value) ? WHOLE.format(value + 0) : NOT_KNOWN;
}

/** As `count`, but from ten million on in short form, for places with no room. */
export function shortCount(value: number | null | undefined): string {
  return isNumber(value) && Math.abs(value) >= 1e7 ? SHORT.format(value) : count(value);
}

export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** A count that may be a part, such as a credited conversion. */
export function parts(value: number | null | undefined): string {
  return isNumber(value) ? PARTS.format(value + 0) : NOT_KNOWN;
}

/** A share of one, 0 .. 1, as percent. Small shares keep a digit more. */
export function percent(share: number | null | undefined): string {
  if (!isNumber(share)) return NOT_KNOWN;
  const digits = share !== 0 && Math.abs(share) < 0.0995 ? 2 : 1;
  return `${(share * 100).toFixed(digits)} %`;
}

export function rate(value: Rate | null | undefined): string {
  return percent(value?.value);
}

/** The 95 % interval of a rate, `31.0 – 36.4 %`; undefined where nothing was observed. */
export function interval(value: Rate | null | undefined): string | undefined {
  if (!value?.ci95 || value.of === 0) return undefined;
  const [low, high] = value.ci95;
  if (!isNumber(low) || !isNumber(high)) return undefined;
  return `${(low * 100).toFixed(1)} – ${(high * 100).toFixed(1)} %`;
}

function isNumber(value: number | null | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
