import { EVENT } from '../../schema/index.ts';
import type { Session } from '../history/item.ts';
import { stepTest, type StepTest } from './funnel-steps.ts';
import { NONE, nodeReader, type Labels, type NodeOf } from './path-labels.ts';
import { startReader, type PathStartReader } from './path-start.ts';
import type { Mark, Walk } from './path-walk.ts';
import type { PathsQuery } from './paths-query.ts';

/** A session whose turn has not come. */
export interface Held {
  session: Session;
  /** The path it is part of, if it is. */
  walk: Walk | undefined;
  /** A contact off the site is no visit. */
  isVisit: boolean;
}

/** A mark with where it comes from: position -1 is before all events of the session. */
export interface HeldMark extends Mark, Held {
  index: number;
}

/** Tells what of a session a path cares about. */
export class MarkReader {
  readonly start: PathStartReader;
  readonly #range: PathsQuery['range'];
  readonly #nodeOf: NodeOf;
  readonly #converts: StepTest;

  constructor(query: PathsQuery, labels: Labels) {
    this.#range = query.range;
    this.start = startReader(query.start);
    this.#nodeOf = nodeReader(query, labels);
    this.#converts = stepTest(query.conversion);
  }

  /** Shows the marks of a session in order: one object, written anew for each. */
  each(held: Held, see: (mark: HeldMark) => void): void {
    const { session, walk, isVisit } = held;
    const { times, names } = session;
    const { edges, event, landing } = this.start;
    const nothing = { label: NONE, isView: true, isStart: false, isConversion: false };
    const mark: HeldMark = { session, walk, isVisit, at: session.start, index: -1, ...nothing };
    if (isVisit) {
      mark.isStart = edges.opens;
      see(mark);
    }
    const landed = landing?.(session);
    for (let index = 0; index < times.length; index++) {
      mark.at = times[index] ?? 0;
      mark.index = index;
      mark.isView = names[index] === EVENT.pageView;
      mark.label = this.#nodeOf(session, index);
      mark.isStart = index === landed || (event?.(session, index) ?? false);
      mark.isConversion = this.#converts(session, index);
      see(mark);
    }
    // A session belongs to the range it starts in, its end too.
    const isIn = session.start >= this.#range.from && session.start < this.#range.to;
    if (!isVisit || !edges.closes || !isIn) return;
    Object.assign(mark, { ...nothing, at: session.end, index: Infinity, isStart: true });
    see(mark);
  }

  /** All marks of several sessions at once, each an object of its own. */
  all(held: readonly Held[]): HeldMark[] {
    const marks: HeldMark[] = [];
    for (const one of held) this.each(one, (mark) => marks.push({ ...mark }));
    return marks;
  }
}
