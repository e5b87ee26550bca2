import type { Item, OrderFact } from '../history/item.ts';
import { SESSION_GAP } from '../stitch/merge.ts';
import { durationOf } from './duration.ts';
import { Labels } from './path-labels.ts';
import { rootOf } from './path-start.ts';
import { Walk, type WalkRules } from './path-walk.ts';
import { Walks, type Who } from './path-walks.ts';
import type { Paths, PathsPick, PathsQuery } from './paths-query.ts';
import { PathsTally } from './paths-tally.ts';
import type { StageRules } from './stage-rules.ts';
import { atOnce } from './turns.ts';

export interface PathsOptions {
  /** Up to when the data is known: paths whose window ends later may go on. */
  dataUntil: number;
  /** What the nodes go by where they are stages. */
  stages?: StageRules;
  /** Where stages are asked for: all orders up to the end of the last window. */
  orders?: readonly OrderFact[];
  /** As `Walks` has it. */
  many?: number;
  /** Called with each customer, or customer of a session, and the number of the way it went. */
  onPath?: (who: Who, way: number) => unknown;
}

/** The paths of definitions.md 6, folded over history. Stages need it from its very beginning. */
export class PathsFold {
  readonly #query: PathsQuery;
  readonly #options: PathsOptions;
  readonly #rules: WalkRules;
  readonly #walks: Walks<Walk>;
  readonly #tally: PathsTally;

  constructor(query: PathsQuery, options: PathsOptions) {
    const { range, direction, occurrence, steps } = query;
    const labels = new Labels();
    const root = labels.id(rootOf(query.start));
    const window = query.unit === 'session' ? Infinity : (durationOf(query.window) ?? 0);
    this.#query = query;
    this.#options = options;
    this.#rules = { ...range, direction, occurrence, steps, window, root };
    this.#tally = new PathsTally(query, labels, root);
    this.#walks = new Walks(query, {
      ...options,
      labels,
      newWalk: () => new Walk(this.#rules),
      conclude: (who, walk) => this.#conclude(who, walk),
    });
  }

  step(item: Item): void {
    this.#walks.step(item);
  }

  result(): Paths {
    return atOnce(this.results());
  }

  /** The result, made step by step. */
  *results(): Generator<undefined, Paths> {
    yield* this.#walks.finish();
    return yield* this.#tally.results();
  }

  /** Numbers of the ways behind a number; after `result`. */
  waysOf(pick: PathsPick): Set<number> {
    return this.#tally.waysOf(pick);
  }

  #conclude(who: Who, walk: Walk): void {
    if (walk.startAt === undefined) return;
    const { direction, steps } = this.#rules;
    const { dataUntil } = this.#options;
    const { nodes, hasConverted } = walk;
    const hasEnded = nodes.length < steps;
    const isOpen = hasEnded && direction === 'forward' && this.#endOf(walk) >= dataUntil;
    const way = this.#tally.add({ nodes, hasEnded, hasConverted, isOpen });
    if (!who.marks?.cookieless) this.#options.onPath?.(who, way);
  }

  /** Up to when a path may go on. */
  #endOf({ startAt = 0, lastAt }: Walk): number {
    return this.#query.unit === 'session' ? lastAt + SESSION_GAP : startAt + this.#rules.window;
  }
}
