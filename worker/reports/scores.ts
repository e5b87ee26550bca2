import type { Json } from '../../schema/index.ts';
import type { Event } from '../stitch/event.ts';
import { kindOf } from './kinds.ts';

/** What somebody said of the business in a number. */
export interface Scores {
  /** Of a review, 1 to 5 as a rule. */
  stars?: number;
  /** Would recommend it, 0 to 10. */
  nps?: number;
  /** Is satisfied, 1 to 5. */
  csat?: number;
}

/** Whether the name of an event promises a score: reports read the properties of no other for one. */
export function promisesScore(name: string): boolean {
  const kind = kindOf(name);
  return kind === 'review' || kind === 'survey' || /nps/i.test(name);
}

/** The scores that an event states, of one whose name promises them. */
export function scoresOf({ name, props = {} }: Pick<Event, 'name' | 'props'>): Scores {
  const stars = kindOf(name) === 'review' ? numberIn(props['rating']) : undefined;
  const about = [props['type'], props['survey'], name];
  const isAbout = (what: RegExp): boolean =>
    about.some((text) => typeof text === 'string' && what.test(text));
  const score = numberIn(props['score']) ?? numberIn(props['value']);
  const nps = numberIn(props['nps']) ?? (isAbout(/nps/i) ? score : undefined);
  const csat = numberIn(props['csat']) ?? (isAbout(/csat/i) ? score : undefined);
  return {
    ...(stars !== undefined && { stars }),
    ...(nps !== undefined && { nps }),
    ...(csat !== undefined && { csat }),
  };
}

/** A number, or a text that is one; a blank is none. */
function numberIn(value: Json | undefined): number | undefined {
  const isText = typeof value === 'string' && value.trim() !== '';
  const number = typeof value === 'number' || isText ? Number(value) : NaN;
  return Number.isFinite(number) ? number : undefined;
}
