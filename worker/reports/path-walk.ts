import type { Session } from '../history/item.ts';
import { NONE } from './path-labels.ts';

/** What happened to one person or session, as far as a path cares. */
export interface Mark {
  at: number;
  /** A page view goes before what else happened in its millisecond. */
  isView: boolean;
  /** The node it is, or `NONE`. */
  label: number;
  isStart: boolean;
  isConversion: boolean;
  /** What it happened in; a stage that begins by itself is in none. */
  session?: Session;
}

/** What is made of marks that come in order, of a person or of a session. */
export interface Walking {
  startAt: number | undefined;
  /** Of the last mark. */
  lastAt: number;
  /** Whether it takes no more nodes, whatever comes. */
  readonly isFull: boolean;
  feed: (mark: Mark) => void;
  /** Whether nothing from a time on can change it. */
  isSettled: (from: number) => boolean;
  /** For the next session: as if it were new. */
  reset: () => void;
}

export interface WalkRules {
  /** A path starts within [from, to). */
  from: number;
  to: number;
  /** Milliseconds from the start, the end included. */
  window: number;
  /** Most nodes beside the start. */
  steps: number;
  direction: 'forward' | 'backward';
  occurrence: 'first' | 'last';
  /** What the start is called: an equal node next to it is the same. */
  root: number;
}

/** One path while it is walked: marks come in order, equal nodes in a row are one. */
export class Walk implements Walking {
  readonly #rules: WalkRules;
  /** Nodes beside the start, nearest first. */
  nodes: number[] = [];
  startAt: number | undefined;
  lastAt: number = -Infinity;
  hasConverted = false;
  #previous = NONE;
  /** Backward: the latest nodes, each with when it was last there. */
  #recent: { label: number; at: number }[] | undefined;

  constructor(rules: WalkRules) {
    this.#rules = rules;
  }

  reset(): void {
    this.#empty();
    this.startAt = undefined;
    this.lastAt = -Infinity;
    this.hasConverted = false;
    this.#previous = NONE;
    this.#recent = undefined;
  }

  feed(mark: Mark): void {
    const { direction, window } = this.#rules;
    this.lastAt = mark.at;
    if (this.#starts(mark)) this.#begin(mark);
    else if (direction === 'forward') this.#follow(mark);
    if (direction === 'backward') this.#remember(mark);
    const isInTime = this.startAt !== undefined && mark.at - this.startAt <= window;
    if (mark.isConversion && isInTime) this.hasConverted = true;
  }

  get isFull(): boolean {
    const { occurrence, direction, steps } = this.#rules;
    const isLong = this.startAt !== undefined && this.nodes.length === steps;
    return isLong && occurrence === 'first' && direction === 'forward';
  }

  isSettled(from: number): boolean {
    const { occurrence, direction, steps, window } = this.#rules;
    if (this.startAt === undefined || occurrence === 'last') return false;
    if (from - this.startAt > window) return true;
    return this.hasConverted && (direction === 'backward' || this.nodes.length === steps);
  }

  #starts({ isStart, at }: Mark): boolean {
    const { from, to, occurrence } = this.#rules;
    if (!isStart || at < from || at >= to) return false;
    return this.startAt === undefined || occurrence === 'last';
  }

  #begin({ at, label }: Mark): void {
    const { root, direction } = this.#rules;
    this.startAt = at;
    this.hasConverted = false;
    this.#previous = label === NONE ? root : label;
    if (direction === 'backward') this.nodes = this.#nodesBefore(at);
    else this.#empty();
  }

  /** A new list is quicker than one that is made short. */
  #empty(): void {
    if (this.nodes.length > 0) this.nodes = [];
  }

  #follow({ at, label }: Mark): void {
    const { steps, window } = this.#rules;
    if (this.startAt === undefined || at - this.startAt > window) return;
    if (label === NONE || label === this.#previous || this.nodes.length === steps) return;
    this.nodes.push(label);
    this.#previous = label;
  }

  #remember({ at, label }: Mark): void {
    if (label === NONE) return;
    const recent = (this.#recent ??= []);
    const last = recent.at(-1);
    if (last?.label === label) {
      last.at = at;
      return;
    }
    recent.push({ label, at });
    // One more than is shown: the nearest may be the start's own node.
    if (recent.length > this.#rules.steps + 1) recent.shift();
  }

  #nodesBefore(start: number): number[] {
    const { steps, window } = this.#rules;
    const near = this.#recent?.toReversed() ?? [];
    if (near[0]?.label === this.#previous) near.shift();
    const within = near.filter(({ at }) => start - at <= window);
    return within.slice(0, steps).map(({ label }) => label);
  }
}
