import type { Counts, Money, Quartiles, Rate } from './shapes.ts';

/** What the reports answer, as far as the pages show it. A `cell` opens the people behind a number. */

export type Cell = string | null;

/** A first day of a period, `2026-11-16`, in the site's zone. */
type Day = string;

export interface Retention {
  cohorts: Cohort[];
  /** By period, of the cohorts whose period is over. */
  mean: { period: number; returned: Rate }[];
}

export interface Cohort {
  day: Day;
  people: number;
  cells: CohortCell[];
}

export interface CohortCell {
  period: number;
  /** `value` is null until the period is over for the whole cohort; `n` are those so far. */
  returned: Rate;
  in_progress: boolean;
  cell: Cell;
}

export interface Lifecycle {
  periods: LifePeriod[];
}

export interface LifePeriod {
  day: Day;
  new: number;
  returning: number;
  resurrecting: number;
  /** Null while the period runs. */
  dormant: number | null;
  in_progress: boolean;
  cells: Record<LifeState, Cell>;
}

export type LifeState = 'new' | 'returning' | 'resurrecting' | 'dormant';

export interface Paths {
  steps: { step: number; nodes: PathNode[] }[];
  edges: PathEdge[];
  paths: PathRow[];
}

interface Travelled {
  people: number;
  share: Rate;
  conversion: Rate;
  cell: Cell;
}

export interface PathNode extends Travelled {
  node: string;
}

export interface PathEdge extends Travelled {
  /** Steps from the start where it leaves. */
  step: number;
  from: string;
  to: string;
}

export interface PathRow extends Travelled {
  nodes: string[];
}

export interface Stages {
  people: number;
  stages: StageRow[];
  flow: StageMove[];
}

export interface StageRow {
  stage: string;
  people: number;
  /** There at the beginning of the range, and come in it. */
  before: number;
  entered: number;
  conversion: Rate;
  drop_off: Rate;
  /** Seconds in the stage of those who left it. */
  time: Quartiles;
  reasons: { because: string; reason: string; people: number; cell: Cell }[];
  cell: Cell;
  /** Who moved, each once. */
  cells: { entered: Cell; conversion: Cell; drop_off: Cell };
}

export interface StageMove {
  /** Null: new. */
  from: string | null;
  to: string;
  moves: number;
  people: number;
  cell: Cell;
}

export interface JourneyMap {
  people: number;
  /** Who did anything in the range. */
  active: number;
  sessions: number;
  contacts: number;
  /** Sessions that are in no stage. */
  cookieless: Rate;
  conversions: number;
  time_to_convert: Quartiles;
  stages: MapStage[];
  flow: StageMove[];
}

export interface MapStage extends Omit<StageRow, 'reasons' | 'cell' | 'cells'> {
  active: number;
  sessions: number;
  /** Off the site. */
  contacts: number;
  channels: { key: string; online: boolean; touches: number; people: number; cell: Cell }[];
  actions: MapRow[];
  pages: MapRow[];
  friction: { signal: string; events: number; sessions: Rate; cell: Cell }[];
  sentiment: { stated: Sentiment; inferred: Sentiment };
  questions: { key: string; kind: string; asked: number; cell: Cell }[];
  /** Null where nobody knows. */
  good_moments: { key: string; moments: number | null; cell: Cell }[];
  cells: { people: Cell; active: Cell };
}

export interface MapRow {
  key: string;
  events: number;
  cell: Cell;
}

export interface Sentiment {
  /** -2 to 2; null where nobody gave a sign. */
  mean: number | null;
  n: number;
  ci95: [number, number] | null;
  cell: Cell;
}

export interface Segments {
  everybody: SegmentFigures;
  rows: (SegmentFigures & { nth: number; key: string })[];
  intersections: Intersection[];
  pairs: SegmentPair[];
}

export interface SegmentFigures extends Counts {
  /** In it by the end of the range. */
  people: number;
  /** Of everybody. */
  share: Rate;
  cells: { people: Cell; customers: Cell; converted: Cell; buyers: Cell };
}

/** In these and in no other. */
export interface Intersection {
  key: string;
  /** By number; null: the rest. */
  segments: number[] | null;
  people: number;
  share: Rate;
  cell: Cell;
}

export interface SegmentPair {
  a: number;
  b: number;
  people: number;
  of_a: Rate;
  of_b: Rate;
  cell: Cell;
}

export interface Carts {
  carts: number;
  customers: number;
  value: Money[];
  states: CartState[];
  abandonment: Rate;
  recovery: Rate;
  /** Seconds. */
  time_to_recover: Quartiles;
  /** Carts that were left behind. */
  rows: CartRow[];
  compare?: Carts;
}

export interface CartState {
  state: string;
  carts: number;
  customers: number;
  value: Money[];
  revenue: Money[];
  cell: Cell;
}

export interface CartRow {
  key: string;
  carts: number;
  customers: number;
  value: Money[];
  recovered: number;
  cell: Cell;
}

export interface SearchFigures {
  searches: number;
  customers: number;
  followed: Rate;
  refined: Rate;
  left: Rate;
  without_results: Rate;
  conversion: Rate;
}

export interface SearchTerms extends SearchFigures {
  /** Different ones, more than there may be rows. */
  terms: number;
  rows: SearchTerm[];
  compare?: SearchTerms;
}

export interface SearchTerm extends SearchFigures {
  key: string;
  cell: Cell;
}

export interface RevenueFigures {
  orders: number;
  customers: number;
  revenue: Money[];
  /** What went back in this time, whenever it was ordered. */
  refunds: Money[];
  /** Revenue less refunds. */
  net: Money[];
  /** Revenue per order. */
  aov: Money[];
  /** What a server key or an import vouches for. */
  verified: { orders: number };
}

export interface Revenue extends RevenueFigures {
  cell: Cell;
  series: RevenueDay[];
  rows?: RevenueRow[];
  compare?: Revenue;
}

export interface RevenueDay extends RevenueFigures {
  day: Day;
}

export interface RevenueRow extends RevenueFigures {
  key: string;
  /** Pieces, where it is broken down by product. */
  quantity?: number;
  cell: Cell;
}

export interface Attribution {
  conversions: number;
  customers: number;
  value: Money[];
  journeys: { lapsed: number; in_progress: number };
  /** Resamples that the intervals are made of. */
  bootstrap: number;
  rows: AttributionRow[];
}

export interface AttributionRow {
  touch: string;
  /** Conversions it took part in. */
  participation: number;
  customers: number;
  /** By name. */
  models: { readonly [model: string]: Credit | undefined };
  /** The most that a model credits less the least. */
  disagreement: number;
  cell: Cell;
}

export interface Credit {
  conversions: number;
  value: Money[];
  ci95: [number, number] | null;
}

export interface Friction {
  steps: FrictionStep[];
  /** Rows that were compared, of which the first are here. */
  tested: number;
  /** What too few people met with. */
  untested: number;
  rows: FrictionRow[];
}

export interface FrictionStep {
  step: string;
  people: number;
  converted: Rate;
  in_progress: number;
}

export interface FrictionRow {
  step: string;
  /** Number of the step, from 1. */
  nth: number;
  signal: string;
  key: string;
  exposed: number;
  converted: { exposed: Rate };
  /** Of shares, among people alike. */
  difference: { value: number; ci95: [number, number] };
  /** Is more than chance, beside all the others. */
  stands: boolean;
  missing: {
    conversions: number;
    conversions_at_least: number;
    value: Money[];
    value_at_least: Money[];
  };
  cells: { exposed: Cell; missing: Cell };
}

/** What a measure is at one time: `n` of `of`, or so much revenue for each. */
export interface Level extends Rate {
  revenue?: Money;
}

export interface Judged {
  value: number;
  ci95: [number, number];
}

export interface Explain {
  now: Level;
  before: Level;
  /** Null where nobody was there. */
  change: Judged | null;
  mix: number;
  rate: number;
  by: string;
  dimensions: ExplainDimension[];
  rows: ExplainRow[];
  cells: ExplainCells;
}

export interface ExplainDimension {
  by: string;
  values: number;
  /** Of which so many changed unlike all others, by more than chance. */
  stand: number;
  concentration: number;
  top: { key: string; beyond: number } | null;
}

export interface ExplainRow {
  key: string;
  now: Level;
  before: Level;
  share: { now: Rate; before: Rate };
  /** Parts of the change, which of all rows add up to it. */
  mix: number;
  rate: number;
  contribution: Judged;
  /** Of their own measure; null where they were not there once. */
  difference: Judged | null;
  /** Beyond what an even change would have brought. */
  beyond: Judged;
  stands: { difference: boolean; beyond: boolean };
  cells: ExplainCells;
}

export interface ExplainCells {
  now: Cell;
  before: Cell;
  now_converted: Cell;
  before_converted: Cell;
}

export interface Diff {
  a: DiffWhole;
  b: DiffWhole;
  /** Of the shares that converted. */
  difference: Judged | null;
  states: DiffState[];
  tested: number;
  untested: number;
  rows: DiffRow[];
}

export interface DiffWhole {
  journeys: number;
  converted: Rate;
  in_progress: number;
  cells: { journeys: Cell; converted: Cell };
}

export interface DiffState {
  state: string;
  departures: { a: number; b: number };
  /** The share that converts where this one node leads as on the other side. */
  swapped: { a: number; b: number } | null;
  effect: number | null;
}

export interface DiffRow {
  from: string;
  to: string;
  a: Rate;
  b: Rate;
  difference: Judged;
  stands: boolean;
  /** Of the difference of the whole. */
  part: number;
  cells: { a: Cell; b: Cell };
}

export interface Account {
  id: string;
  name: string;
  customers: string[];
  last_seen: string | null;
  sessions: number;
  orders: number;
  value: Money[];
}
