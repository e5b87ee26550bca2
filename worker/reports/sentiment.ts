import type { Properties } from '../../schema/index.ts';
import { kindOf, textOf } from './kinds.ts';
import { promisesScore, scoresOf } from './scores.ts';

/** What tells of a sentiment (definitions.md 13): what people said, and what they did. */
export const STATED = ['nps', 'csat', 'review'] as const;
export const INFERRED = [
  'support_opened',
  'support_reopened',
  'support_solved',
  'return',
  'rage_click',
  'error',
] as const;

export type SentimentKind = (typeof STATED)[number] | (typeof INFERRED)[number];

/** One sign of it, from -2 to 2. */
export interface Sign {
  kind: SentimentKind;
  isStated: boolean;
  value: number;
}

const DEED_VALUES: Record<(typeof INFERRED)[number], number> = {
  support_opened: -0.5,
  support_reopened: -1,
  support_solved: 0.5,
  return: -0.5,
  rage_click: -0.5,
  error: -0.5,
};

/** Whether an event of this name may be a sign: of all others properties need not be read. */
export function mayTellSentiment(name: string): boolean {
  return promisesScore(name) || deedOf(name) !== undefined || kindOf(name) === 'support';
}

/** The signs that an event is; a survey may ask for several scores. */
export function signsOf(event: { name: string; props?: Properties }): Sign[] {
  if (!promisesScore(event.name)) {
    const kind = deedOf(event.name) ?? supportOf(event);
    return kind === undefined ? [] : [{ kind, isStated: false, value: DEED_VALUES[kind] }];
  }
  const { nps, csat, stars } = scoresOf(event);
  const told: [SentimentKind, number | undefined][] = [
    ['nps', ofNps(nps)],
    ['csat', ofFive(csat)],
    ['review', ofFive(stars)],
  ];
  return told.flatMap(([kind, value]) =>
    value === undefined ? [] : [{ kind, isStated: true, value }],
  );
}

/** 0 to 6: -2 to -0.5; 7 and 8: 0; 9 and 10: 1.5 and 2. */
function ofNps(score: number | undefined): number | undefined {
  if (score === undefined || score < 0 || score > 10) return undefined;
  if (score <= 6) return -2 + score / 4;
  return score < 9 ? 0 : 1.5 + (score - 9) / 2;
}

/** 1 to 5 is -2 to 2. */
function ofFive(score: number | undefined): number | undefined {
  return score === undefined || score < 1 || score > 5 ? undefined : score - 3;
}

function deedOf(name: string): 'rage_click' | 'error' | 'return' | undefined {
  if (name === 'rage_click') return name;
  if (name === 'error' || name === 'exception') return 'error';
  return kindOf(name) === 'return' ? 'return' : undefined;
}

/** What became of a case, by the words of its name or of its `status`: first match wins. */
const CASES: readonly (readonly [RegExp, (typeof INFERRED)[number]])[] = [
  [/\bre-?open/i, 'support_reopened'],
  [/\b(re)?solved?\b|\bclosed?\b/i, 'support_solved'],
  [/\bopen(ed)?\b|creat|\bcontact|submit|request/i, 'support_opened'],
];

function supportOf({
  name,
  props = {},
}: {
  name: string;
  props?: Properties;
}): (typeof INFERRED)[number] | undefined {
  if (kindOf(name) !== 'support') return undefined;
  const words = `${name} ${textOf(props['status']) ?? ''}`.replaceAll('_', ' ');
  return CASES.find(([pattern]) => pattern.test(words))?.[1];
}
