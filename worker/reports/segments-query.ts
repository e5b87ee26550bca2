import type { OverviewFigures, Rate } from './answers.ts';
import type { OverviewFigure } from './overview-pick.ts';
import type { Filter, Range, Unit } from './query.ts';

/** More cannot be told apart at a glance; their intersections double with each. */
export const MOST_SEGMENTS = 8;

/** A segment to be compared. */
export interface ComparedSegment {
  name: string;
  filter: Filter;
  /** Of a saved one. */
  id?: string;
}

export interface SegmentsQuery {
  /** What people did in it is counted; who belongs to a segment is known by its end. */
  range: Range;
  unit?: Unit;
  /** What all of it is about. */
  filter?: Filter;
  /** At most `MOST_SEGMENTS`. */
  segments: readonly ComparedSegment[];
  /** Intersections before `(other)`. */
  limit: number;
}

/** What the people of a segment did as such: the overview's figures of the sessions its filter holds for. */
export interface SegmentFigures extends OverviewFigures {
  /** Who belongs to it by the end of the range, whenever they came: its list of customers. */
  people: number;
  /** Of everybody. */
  share: Rate;
}

export interface SegmentRow extends SegmentFigures {
  /** From 1. */
  nth: number;
  key: string;
  /** Id of a saved segment, else null. */
  segment: string | null;
}

/** People who are in these segments and in no other. */
export interface Intersection {
  /** Names; `(none)` of those who are in none, `(other)` of the rest. */
  key: string;
  /** Numbers of the segments; null of the rest. */
  segments: number[] | null;
  people: number;
  /** Of everybody. */
  share: Rate;
}

/** Two segments, whatever else people are in. */
export interface Pair {
  a: number;
  b: number;
  /** In both. */
  people: number;
  /** Of those in `a`, and in `b`. */
  of_a: Rate;
  of_b: Rate;
}

export interface Segments {
  /** With a segment or without. */
  everybody: SegmentFigures;
  rows: SegmentRow[];
  /** By people; together they are everybody. */
  intersections: Intersection[];
  pairs: Pair[];
}

/** A number of the report. */
export type SegmentsPick =
  | { figure: OverviewFigure | 'people'; /** Absent: of everybody. */ nth?: number }
  | { exactly: number[] | null }
  | { both: [number, number] };
