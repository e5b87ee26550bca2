import { SESSION_GAP } from '../stitch/merge.ts';
import { ownerOf } from '../history/item.ts';
import type { Matcher } from './filter.ts';
import { NONE } from './path-labels.ts';
import type { Mark, Walking } from './path-walk.ts';
import type { Range } from './query.ts';

/** Where journeys begin and end; labels of nodes follow. */
export const AT_START = 0;
export const AT_CONVERSION = 1;
export const AT_EXIT = 2;
export const AT_NODE = 3;

/** Bits of the sides. */
export const SIDE_A = 1;
export const SIDE_B = 2;

export interface JourneyRules {
  /** Journeys begin within it. */
  range: Range;
  /** Milliseconds from the start, the end included. */
  window: number;
  bySession: boolean;
  dataUntil: number;
  /** On which side a journey is that begins with a session, by its bit. */
  sides: readonly { bit: number; holds: Matcher | undefined }[];
}

/** From one state to the next; without a customer in a visit that is nobody's. */
export interface JourneyStep {
  customer: string | undefined;
  from: number;
  to: number;
}

/** Told of each step of a journey, its last one included. */
export interface JourneySink {
  begin: (sides: number, customer: string | undefined, isOpen: boolean) => void;
  step: (sides: number, step: JourneyStep) => void;
}

/** One journey while it goes on: from its first session to its conversion, or to nothing more. */
export class JourneyWalk implements Walking {
  readonly #rules: JourneyRules;
  readonly #sink: JourneySink;
  startAt: number | undefined;
  lastAt: number = -Infinity;
  #customer: string | undefined;
  #sides = 0;
  #at = AT_START;

  constructor(rules: JourneyRules, sink: JourneySink) {
    this.#rules = rules;
    this.#sink = sink;
  }

  reset(): void {
    this.startAt = undefined;
    this.lastAt = -Infinity;
    this.#sides = 0;
    this.#at = AT_START;
  }

  get isFull(): boolean {
    return this.startAt !== undefined && this.#isOver;
  }

  isSettled(from: number): boolean {
    if (this.startAt === undefined) return false;
    return this.#isOver || from - this.startAt > this.#rules.window;
  }

  feed(mark: Mark): void {
    this.lastAt = mark.at;
    if (this.startAt === undefined) this.#begin(mark);
    if (this.startAt === undefined || this.#isOver) return;
    if (mark.at - this.startAt > this.#rules.window) return;
    if (mark.isConversion) this.#go(AT_CONVERSION);
    else if (mark.label !== NONE) this.#go(mark.label + AT_NODE);
  }

  /** When nothing more can come. */
  leave(): void {
    if (this.startAt !== undefined && !this.#isOver) this.#go(AT_EXIT);
  }

  /** On neither side, still open, or at its end. */
  get #isOver(): boolean {
    return this.#sides === 0 || this.#at === AT_CONVERSION || this.#at === AT_EXIT;
  }

  #begin({ isStart, at, session }: Mark): void {
    const { range, window, bySession, dataUntil, sides } = this.#rules;
    if (!isStart || session === undefined || at < range.from || at >= range.to) return;
    this.startAt = at;
    let bits = 0;
    for (const { bit, holds } of sides) if (holds?.(session) ?? true) bits |= bit;
    if (bits === 0) return;
    // Who converted early is over early, and would be over-counted among those who began last.
    const isOpen = (bySession ? session.end + SESSION_GAP : at + window) >= dataUntil;
    this.#customer = ownerOf(session);
    this.#sink.begin(bits, this.#customer, isOpen);
    if (!isOpen) this.#sides = bits;
  }

  /** Equal nodes in a row are one. */
  #go(to: number): void {
    if (to === this.#at) return;
    this.#sink.step(this.#sides, { customer: this.#customer, from: this.#at, to });
    this.#at = to;
  }
}
