import type { Quantiles, Rate } from './answers.ts';
import type { Signal } from './friction-query.ts';
import type { Filter, Range } from './query.ts';
import type { SentimentKind } from './sentiment.ts';
import type { StageFigures, StageFlow, StageName } from './stages-query.ts';

export interface JourneyMapQuery {
  range: Range;
  /** Customers with a session it holds for, at any time before the end of the range: all they did counts. */
  filter?: Filter;
  /** Rows of a list before `(other)`. */
  limit: number;
}

/** Sessions of a channel, or contacts off the site. */
export interface MapChannel {
  key: string;
  /** By a session; else by a call, a mail that was opened, a visit to a shop ... */
  online: boolean;
  /** Sessions with an event in the stage, or contacts. */
  touches: number;
  people: number;
}

/** Events of one name, or views of one page. */
export interface MapRow {
  key: string;
  events: number;
  /** Sessions and contacts with one. */
  touches: number;
}

export interface MapFriction {
  signal: Signal;
  events: number;
  /** Sessions with one, of those in the stage. */
  sessions: Rate;
  /** Events for each session; null where there is no session. */
  per_session: number | null;
  people: number;
}

/** Signs of how people feel, from -2 to 2; null where there are none. */
export interface Sentiment {
  mean: number | null;
  /** Signs. */
  n: number;
  people: number;
  /** Of the mean; null where fewer than two people gave a sign. */
  ci95: [number, number] | null;
  signals: { kind: SentimentKind; n: number; mean: number }[];
}

/** What people wanted to know: searches on the site, subjects of contacts with support. */
export interface MapQuestion {
  key: string;
  kind: 'search' | 'support' | 'other';
  asked: number;
  people: number;
}

export const GOOD_MOMENTS = ['praise', 'conversion', 'quick_success'] as const;

/**
 * `praise` is a sign of sentiment above 0, `quick_success` a conversion in under half the median time from
 * the opening of its journey; null where there were too many conversions to look at each.
 */
export interface GoodMoment {
  key: (typeof GOOD_MOMENTS)[number];
  moments: number | null;
  people: number | null;
}

/** A column of the map. */
export interface MapStage extends StageFigures {
  /** People who did anything in the stage within the range. */
  active: number;
  events: number;
  /** Begun in the range, with an event in the stage: a session that goes on is in several. */
  sessions: number;
  /** Off the site. */
  contacts: number;
  channels: MapChannel[];
  /** What was done, page views and measurements apart; an order once, whoever tells of it again. */
  actions: MapRow[];
  pages: MapRow[];
  friction: MapFriction[];
  sentiment: { stated: Sentiment; inferred: Sentiment };
  questions: MapQuestion[];
  good_moments: GoodMoment[];
}

export interface JourneyMap {
  /** Everybody seen by the end of the range. */
  people: number;
  /** Who did anything in it. */
  active: number;
  /** Begun in the range; each once. */
  sessions: number;
  contacts: number;
  /** Of all sessions of the range, those without stored consent: they are in no stage. */
  cookieless: Rate;
  conversions: number;
  /** Seconds from the opening of a journey to its conversion. */
  time_to_convert: Quantiles;
  stages: MapStage[];
  flow: StageFlow[];
}

/** Lists of a column whose rows open their people, by key. */
export type MapList = 'channels' | 'contacts' | 'actions' | 'pages' | 'friction' | 'questions';

/** A number of a column. */
export type JourneyMapPick =
  | { stage: StageName; of: 'active' | 'stated' | 'inferred' }
  | { stage: StageName; of: MapList | 'good_moments'; key: string };
