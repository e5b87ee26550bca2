import type { Json } from '../../schema/index.ts';

/** `begin_checkout` as a reader says it: `Begin checkout`. */
export function humanise(name: string): string {
  const words = name.replaceAll(/[_-]+/g, ' ').trim();
  return words === '' ? name : words.charAt(0).toUpperCase() + words.slice(1);
}

/**
 * Text for places where nothing can hold a change of direction in, as `bdi` does elsewhere: SVG,
 * tooltips, labels. Without the controls that would turn the words around it.
 */
export function plain(text: string): string {
  return text.replaceAll(/[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g, '');
}

/** A value of a property or trait as text. */
export function valueText(value: Json | undefined): string {
  if (value === null || value === undefined) return '–';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** The text at `key`, if it is text and not blank. */
export function textAt(
  object: { [key: string]: Json } | null | undefined,
  key: string,
): string | undefined {
  const value = object?.[key];
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

const REGIONS = new Intl.DisplayNames('en', { type: 'region', fallback: 'code' });

/** Name of an ISO 3166-1 alpha-2 country; anything else as it is. */
export function country(code: string): string {
  return /^[A-Za-z]{2}$/.test(code) ? (REGIONS.of(code.toUpperCase()) ?? code) : code;
}
