import { EVENT } from '../../schema/index.ts';
import type { Session } from '../history/item.ts';
import { NameBits } from '../history/name-bits.ts';
import { SESSION_GAP } from '../stitch/merge.ts';
import { isName, namesOf, stepTest, type StepTest } from './funnel-steps.ts';
import {
  NONE,
  nodeOfName,
  nodeReader,
  type Labels,
  type NodeOf,
  type NodeOfName,
} from './path-labels.ts';
import { startReader, type PathStartReader } from './path-start.ts';
import type { Mark, Walking } from './path-walk.ts';
import type { PathStart, PathsQuery } from './paths-query.ts';
import type { Range, Step } from './query.ts';

/** Bits of a name; above them the node it is, plus one. */
const [VIEW, START, CONVERSION, NODE] = [1, 2, 4, 3];

function isStep(start: PathStart): start is Step {
  return 'event' in start || 'filter' in start || 'any' in start;
}

/** What names tell where they tell all that matters but pages; undefined where any event may matter. */
function wantedOf(query: PathsQuery, nodeOf: NodeOfName | undefined): NameBits | undefined {
  const { start, conversion, nodes } = query;
  if (nodes === 'stage' || 'stage' in start || !isName(conversion)) return undefined;
  const starts = isStep(start) ? namesOf(start) : 'session' in start ? [] : [EVENT.pageView];
  if (starts === undefined) return undefined;
  const bits = new Map([[EVENT.pageView as string, VIEW]]);
  const add = (name: string, bit: number): unknown => bits.set(name, (bits.get(name) ?? 0) | bit);
  for (const name of starts) add(name, START);
  for (const name of namesOf(conversion) ?? []) add(name, CONVERSION);
  if (nodeOf === undefined) return new NameBits(bits);
  return new NameBits(new Map(), (name) => (bits.get(name) ?? 0) | ((nodeOf(name) + 1) << NODE));
}

/**
 * The sessions, as a span, of which times tell a path nothing: where each is a path of its own and names tell
 * what matters. The last ones may still go on.
 */
export function untimedIn(query: PathsQuery, dataUntil: number): Range | undefined {
  const { range, unit, filter, start } = query;
  const isFiltered = filter !== undefined || (isStep(start) && !isName(start));
  if (unit !== 'session' || isFiltered || wantedOf(query, undefined) === undefined)
    return undefined;
  return { from: range.from, to: Math.min(range.to, dataUntil - SESSION_GAP) };
}

/** A session whose turn has not come. */
export interface Held<W extends Walking = Walking> {
  session: Session;
  /** The path it is part of, if it is. */
  walk: W | undefined;
  /** A contact off the site is no visit. */
  isVisit: boolean;
}

/** A mark with where it comes from: position -1 is before all events of the session. */
export interface HeldMark extends Mark, Held {
  session: Session;
  index: number;
}

const NOTHING = {
  at: 0,
  index: -1,
  label: NONE,
  isView: true,
  isStart: false,
  isConversion: false,
};

/** Tells what of a session a path cares about. */
export class MarkReader {
  readonly start: PathStartReader;
  readonly #range: PathsQuery['range'];
  readonly #nodeOf: NodeOf;
  readonly #converts: StepTest;
  readonly #query: PathsQuery;
  /** What the path cares about, by name; undefined where any event may matter. */
  readonly #wanted: NameBits | undefined;
  readonly #untimed: Range | undefined;
  /** The one that is shown, where its session landed, and whom it is shown to. */
  #mark: HeldMark | undefined;
  #landed: number | undefined;
  #see: (mark: HeldMark) => void = () => undefined;

  constructor(query: PathsQuery, labels: Labels, dataUntil: number) {
    this.#query = query;
    this.#range = query.range;
    this.start = startReader(query.start);
    this.#nodeOf = nodeReader(query, labels);
    this.#wanted = wantedOf(query, nodeOfName(query, labels));
    this.#converts = stepTest(query.conversion);
    this.#untimed = untimedIn(query, dataUntil);
  }

  /** Shows the marks of a session in order: one object, written anew for each. */
  each(held: Held, see: (mark: HeldMark) => void): void {
    const { session, isVisit } = held;
    const { edges } = this.start;
    const mark = this.#markOf(held);
    if (isVisit) {
      mark.isStart = edges.opens;
      see(mark);
    }
    if (this.#wanted) this.#eachWanted(mark, this.#wanted, see);
    else this.#eachOfAll(mark, see);
    // A session belongs to the range it starts in, its end too.
    const isIn = session.start >= this.#range.from && session.start < this.#range.to;
    if (!isVisit || !edges.closes || !isIn) return;
    this.#markOf(held);
    mark.at = session.end;
    mark.index = Infinity;
    mark.isStart = true;
    see(mark);
  }

  #eachOfAll(mark: HeldMark, see: (mark: HeldMark) => void): void {
    const { session, walk } = mark;
    const { times, names } = session;
    const { event, landing } = this.start;
    const isPages = this.#query.nodes === 'page';
    const landed = landing?.(session);
    for (let index = 0; index < times.length; index++) {
      mark.at = times[index] ?? 0;
      mark.index = index;
      mark.isView = names[index] === EVENT.pageView;
      const isNode = (!isPages || mark.isView) && !walk?.isFull;
      mark.label = isNode ? this.#nodeOf(session, index) : NONE;
      mark.isStart = index === landed || (event?.(session, index) ?? false);
      mark.isConversion = this.#converts(session, index);
      see(mark);
    }
  }

  #isTimed({ start, end }: Session): boolean {
    const untimed = this.#untimed;
    return untimed === undefined || start < untimed.from || end >= untimed.to;
  }

  /** The same marks without those that say nothing, and without labels that a full path does not take. */
  #eachWanted(mark: HeldMark, wanted: NameBits, see: (mark: HeldMark) => void): void {
    const { session } = mark;
    this.#landed = this.start.landing?.(session);
    this.#see = see;
    session.scan(wanted, this.#visit, this.#isTimed(session));
  }

  readonly #visit = (at: number, bits: number, index: number): void => {
    const mark = this.#mark;
    if (mark === undefined) return;
    const { session, walk } = mark;
    const { event } = this.start;
    const isPages = this.#query.nodes === 'page';
    mark.at = at;
    mark.index = index;
    mark.isView = (bits & VIEW) !== 0;
    if (walk?.isFull || (isPages && !mark.isView)) mark.label = NONE;
    else mark.label = isPages ? this.#nodeOf(session, index) : (bits >> NODE) - 1;
    mark.isStart =
      index === this.#landed || ((bits & START) !== 0 && (event?.(session, index) ?? false));
    mark.isConversion = (bits & CONVERSION) !== 0;
    this.#see(mark);
  };

  /** The mark as it is before all events of a session: an object for each was a tenth of the time. */
  #markOf({ session, walk, isVisit }: Held): HeldMark {
    const mark = (this.#mark ??= { ...NOTHING, session, walk, isVisit });
    mark.session = session;
    mark.walk = walk;
    mark.isVisit = isVisit;
    mark.at = session.start;
    mark.index = -1;
    mark.label = NONE;
    mark.isView = true;
    mark.isStart = false;
    mark.isConversion = false;
    return mark;
  }

  /** All marks of several sessions at once, each an object of its own. */
  all(held: readonly Held[]): HeldMark[] {
    const marks: HeldMark[] = [];
    for (const one of held) this.each(one, (mark) => marks.push({ ...mark }));
    return marks;
  }
}
