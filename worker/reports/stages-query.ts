import type { Quantiles, Rate, Stage } from './answers.ts';
import type { Filter, Range } from './query.ts';

export type StageName = Stage['name'];

/** In the order in which people go through them; who has lapsed may come back to any. */
export const STAGES: readonly StageName[] = [
  'awareness',
  'consideration',
  'intent',
  'purchase',
  'retention',
  'lapsed',
  'advocacy',
];

export interface StagesQuery {
  range: Range;
  /** Customers with a session it holds for, at any time before the end of the range. */
  filter?: Filter;
}

/** People of one stage. Those at the start and those who entered went on, lapsed or are still there. */
export interface StageFigures {
  stage: StageName;
  /** At the end of the range, or now where that is yet to come. */
  people: number;
  /** At its start. */
  before: number;
  /** How often it was entered. */
  entered: number;
  /** Left for another stage than *lapsed*, of those at the start and those who entered. */
  conversion: Rate;
  /** Left for *lapsed*, of the same. */
  drop_off: Rate;
  /** Seconds in the stage of those who left it. */
  time: Quantiles;
  /** Why those who are there now are there. */
  reasons: { because: string; reason: string; people: number }[];
}

/** `from` is null of those who were seen for the first time. */
export interface StageFlow {
  from: StageName | null;
  to: StageName;
  moves: number;
  people: number;
}

export interface Stages {
  /** Everybody seen by the end of the range. */
  people: number;
  stages: StageFigures[];
  flow: StageFlow[];
}

/** Who came into a stage in the range, left it for another, or lapsed from it. */
export interface StageMoved {
  stage: StageName;
  move: 'entered' | 'advanced' | 'lapsed';
}

/** A number of the report: who is in a stage at the end, who moved, or who went from one to another. */
export type StagesPick =
  | { stage: StageName; because?: string }
  | StageMoved
  | { from: StageName | null; to: StageName };
