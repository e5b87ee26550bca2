import type { Rate, Stage } from './answers.ts';
import type { Filter, Range, Step, Unit } from './query.ts';

export const PATH_NODES = ['page', 'event', 'stage'] as const;

/** What a path is made of. */
export type PathNodes = (typeof PATH_NODES)[number];

/** Where paths start: an event or filter, a page, a stage, a session's edge, the page it began on. */
export type PathStart =
  | Step
  | { page: string }
  | { stage: Stage['name'] }
  | { session: 'start' | 'end' }
  | { landing: string };

/** Pages that count as one. `*` in the pattern stands for anything. */
export interface PageGroup {
  name: string;
  pattern: string;
}

export interface PathsQuery {
  range: Range;
  unit?: Unit;
  filter?: Filter;
  start: PathStart;
  /** What came after the start, or before it. */
  direction: 'forward' | 'backward';
  /** Which of several starts of one person counts. */
  occurrence: 'first' | 'last';
  nodes: PathNodes;
  /** Events that are nodes; all but measurements where absent. */
  events?: readonly string[];
  /** First match wins; a page that none matches stands for itself. */
  groups: readonly PageGroup[];
  /** Steps from the start, 1 to 20. */
  steps: number;
  /** Nodes of a step, and paths, before `(other)`. */
  limit: number;
  /** ISO 8601 duration: how far from its start a path reaches. Its end is included. */
  window: string;
  /** What makes a path convert: at its start or later, within the window. */
  conversion: Step;
}

interface Counted {
  people: number;
  /** Of whom so many converted. */
  conversion: Rate;
}

export interface PathNode extends Counted {
  node: string;
  /** Of all who started. */
  share: Rate;
}

export interface PathEdge extends Counted {
  /** Steps from the start where it leaves. */
  step: number;
  from: string;
  to: string;
  /** Of those at its node. */
  share: Rate;
}

export interface PathRow extends Counted {
  nodes: string[];
  /** Of all who started. */
  share: Rate;
}

export interface Paths {
  /** By steps from the start: 0 is the start itself. */
  steps: { step: number; nodes: PathNode[] }[];
  /** What leaves a node adds up to what is at it, but at the last step. */
  edges: PathEdge[];
  /** Whole paths, most travelled first. */
  paths: PathRow[];
  /** Whose path ended for now: its window is still open. */
  in_progress: number;
}

/** A number of the report: a node, an edge, or a path. */
export type PathsPick =
  | { step: number; node: string }
  | { step: number; from: string; to: string }
  | { path: readonly string[] };
