import type { Site } from '../api/shapes.ts';
import type { Level } from '../api/report-shapes.ts';
import { VISIT } from '../filter/fields.ts';
import { money } from '../format/money.ts';
import { rate } from '../format/number.ts';
import type { Options } from '../parts/choice.tsx';

export const MEASURES: Options = [
  ['conversion', 'Conversion'],
  ['revenue', 'Revenue for each'],
];

export const UNITS: Options = [
  ['customer', 'Of customers'],
  ['session', 'Of sessions'],
];

export const AGAINST: Options = [
  ['previous', 'From the time before'],
  ['year_before', 'From the year before'],
];

const FIELDS: Record<string, string> = {
  landing_page: 'First page',
  exit_page: 'Last page',
  os: 'System',
  referrer_host: 'Referrer',
};

/** Fields by which people are told apart: those of which a visit has one value. */
export const FIELD_OPTIONS: Options = Object.keys(VISIT)
  .filter((field) => field !== 'page' && field !== 'event')
  .map((field) => [field, fieldName(field)]);

export function fieldName(field: string): string {
  return FIELDS[field] ?? field.charAt(0).toUpperCase() + field.slice(1);
}

/** How a measure is said: in points of a share, or in money. */
export interface Measured {
  level: (level: Level) => string;
  /** With its sign; `whole` also with its unit. */
  change: (value: number) => string;
  whole: (value: number) => string;
  /** What its changes are counted in, behind the name of a column. */
  unit: string;
}

export function measuredAs(measure: string, { currency }: Site): Measured {
  if (measure !== 'revenue') {
    return { level: rate, change: sharePoints, whole: wholePoints, unit: ', points' };
  }
  const say = (value: number): string => money(value.toFixed(2), currency);
  const change = (value: number): string =>
    signed(value, Math.abs(value).toFixed(2), say(Math.abs(value)));
  return {
    level: ({ value }) => (value === null ? '–' : say(value)),
    change,
    whole: change,
    unit: '',
  };
}

/** Percentage points to the second digit: shares that convert are small, and parts of their changes smaller. */
export function sharePoints(share: number): string {
  const text = Math.abs(share * 100).toFixed(2);
  return signed(share, text, text);
}

export function wholePoints(share: number): string {
  return `${sharePoints(share)} points`;
}

/** What is shown as 0 has no direction. */
function signed(value: number, digits: string, text: string): string {
  return Number(digits) === 0 ? text : `${value < 0 ? '−' : '+'}${text}`;
}
