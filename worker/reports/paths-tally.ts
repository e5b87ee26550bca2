import { OTHER } from './facets.ts';
import type { PathEdge, PathNode, PathRow, Paths, PathsPick, PathsQuery } from './paths-query.ts';
import { ENTRY, EXIT, type Labels } from './path-labels.ts';
import { Ways } from './path-ways.ts';
import { rateOf } from './rate.ts';

export interface Walked {
  /** Nodes beside the start, nearest first. */
  nodes: readonly number[];
  /** Nothing followed: it is not merely longer than what is shown. */
  hasEnded: boolean;
  hasConverted: boolean;
  /** More may follow: the window has not closed. */
  isOpen: boolean;
}

interface Sum {
  people: number;
  converted: number;
}

/** What is drawn where no single node is: rare nodes together, the end, nothing any more. Labels count from 0. */
const [REST, END, NOTHING] = [-2, -3, -4];

/** Counts of a paths report: ways first, nodes and edges worked out from them, so that all add up. */
export class PathsTally {
  readonly #ways: Ways;
  readonly #labels: Labels;
  readonly #root: number;
  readonly #end: string;
  readonly #query: Pick<PathsQuery, 'steps' | 'limit'>;

  constructor(query: PathsQuery, labels: Labels, root: number) {
    this.#query = query;
    this.#labels = labels;
    this.#root = root;
    this.#end = query.direction === 'forward' ? EXIT : ENTRY;
    this.#ways = new Ways(query.steps);
  }

  /** Adds one path; the number of its way finds it again in `waysOf`. */
  add({ nodes, hasEnded, hasConverted, isOpen }: Walked): number {
    const ways = this.#ways;
    const way = ways.of(nodes, hasEnded);
    ways.people[way] = (ways.people[way] ?? 0) + 1;
    if (hasConverted) ways.converted[way] = (ways.converted[way] ?? 0) + 1;
    if (isOpen) ways.open[way] = (ways.open[way] ?? 0) + 1;
    return way;
  }

  /** The result, a step of the paths at a time. */
  *results(): Generator<undefined, Paths> {
    const drawn: Int32Array[] = [];
    for (let step = 0; step <= this.#query.steps + 1; step++) {
      drawn.push(this.#drawnAt(step));
      yield;
    }
    const all = Array.from({ length: this.#ways.size }, (_, way) => way);
    const whole = this.#sumOf(all);
    const steps = yield* this.#steps(drawn, whole);
    const edges = yield* this.#edges(drawn);
    const open = this.#ways.open.reduce((sum, count) => sum + count, 0);
    return { steps, edges, paths: this.#rows(all, whole), in_progress: open };
  }

  /** Numbers of the ways behind a number of the result. */
  waysOf(pick: PathsPick): Set<number> {
    const all = Array.from({ length: this.#ways.size }, (_, way) => way);
    if ('path' in pick) return new Set(this.#waysOfPath(all, pick.path));
    const [here, next] = [this.#drawnAt(pick.step), this.#drawnAt(pick.step + 1)];
    const nameIn = (drawn: Int32Array, way: number): string => this.#nameOf(drawn[way] ?? NOTHING);
    const isAt = (way: number): boolean =>
      'node' in pick
        ? nameIn(here, way) === pick.node
        : nameIn(here, way) === pick.from && nameIn(next, way) === pick.to;
    return new Set(all.filter(isAt));
  }

  #waysOfPath(all: readonly number[], path: readonly string[]): number[] {
    if (path.length === 1 && path[0] === OTHER) return this.#ranked(all).rest;
    const text = JSON.stringify(path);
    return all.filter((way) => JSON.stringify(this.#wholeOf(way)) === text);
  }

  /** What is drawn of every way at a step: the start, a node or `(other)` for a rare one, the end. */
  #drawnAt(step: number): Int32Array {
    const ways = this.#ways;
    const drawn = new Int32Array(ways.size).fill(step === 0 ? this.#root : NOTHING);
    if (step === 0) return drawn;
    const kept = this.#topNodes(step - 1);
    for (let way = 0; way < drawn.length; way++) {
      const node = ways.node(way, step - 1);
      if (node !== undefined) drawn[way] = kept[node] === 1 ? node : REST;
      else if (step === ways.length(way) + 1 && ways.hasEnded(way)) drawn[way] = END;
    }
    return drawn;
  }

  #nameOf(node: number): string {
    if (node === REST) return OTHER;
    return node === END ? this.#end : this.#labels.text(node);
  }

  /** 1 for each node that is drawn by itself at a position. */
  #topNodes(position: number): Uint8Array {
    const ways = this.#ways;
    const people = new Uint32Array(this.#labels.size);
    if (position < this.#query.steps) {
      for (let way = 0; way < ways.size; way++) {
        const node = ways.node(way, position);
        if (node !== undefined) people[node] = (people[node] ?? 0) + (ways.people[way] ?? 0);
      }
    }
    const seen = Array.from(people.keys()).filter((node) => people[node] !== 0);
    const { top } = ranked(
      seen,
      this.#query.limit,
      (a, b) =>
        (people[b] ?? 0) - (people[a] ?? 0) || order(this.#labels.text(a), this.#labels.text(b)),
    );
    const kept = new Uint8Array(this.#labels.size);
    for (const node of top) kept[node] = 1;
    return kept;
  }

  *#steps(drawn: readonly Int32Array[], whole: Sum): Generator<undefined, Paths['steps']> {
    const steps: Paths['steps'] = [];
    for (let step = 0; step <= this.#query.steps; step++) {
      const sums = new Map<number, Sum>();
      drawn[step]?.forEach((node, way) => {
        if (node !== NOTHING) this.#addTo(sums, node, way);
      });
      if (sums.size === 0 && step > 0) break;
      if (step === 0 && sums.size === 0) sums.set(this.#root, { people: 0, converted: 0 });
      const nodes = [...sums].map(([node, { people, converted }]): PathNode => ({
        node: this.#nameOf(node),
        people,
        share: rateOf(people, whole.people),
        conversion: rateOf(converted, people),
      }));
      steps.push({ step, nodes: nodes.sort(byRank) });
      yield;
    }
    return steps;
  }

  #rows(all: readonly number[], whole: Sum): PathRow[] {
    const { top, rest } = this.#ranked(all);
    const rowOf = (nodes: string[], { people, converted }: Sum): PathRow => ({
      nodes,
      people,
      share: rateOf(people, whole.people),
      conversion: rateOf(converted, people),
    });
    const rows = top.map((way) => rowOf(this.#wholeOf(way), this.#sumOf([way])));
    return rest.length === 0 ? rows : [...rows, rowOf([OTHER], this.#sumOf(rest))];
  }

  /** The most travelled, in order, and the rest, which most ways are and nobody needs in order. */
  #ranked(all: readonly number[]): Ranked<number> {
    return ranked(all, this.#query.limit, (a, b) => this.#compareWays(a, b));
  }

  /** Most travelled first, then by name: most were gone once. */
  #compareWays(a: number, b: number): number {
    const { people } = this.#ways;
    return (
      (people[b] ?? 0) - (people[a] ?? 0) ||
      order(this.#textOf(a), this.#textOf(b)) ||
      Number(this.#ways.hasEnded(a)) - Number(this.#ways.hasEnded(b))
    );
  }

  #textOf(way: number): string {
    return this.#ways
      .nodes(way)
      .map((node) => this.#labels.text(node))
      .join('\n');
  }

  *#edges(drawn: readonly Int32Array[]): Generator<undefined, PathEdge[]> {
    const edges: PathEdge[] = [];
    for (const [step, to] of drawn.slice(1).entries()) {
      edges.push(...this.#edgesAt(step, drawn[step], to));
      yield;
    }
    return edges.sort(
      (a, b) =>
        a.step - b.step ||
        b.people - a.people ||
        order(a.from + a.to, b.from + b.to) ||
        order(a.from, b.from),
    );
  }

  #edgesAt(step: number, from: Int32Array | undefined, to: Int32Array): PathEdge[] {
    /** By the node where they leave, then by the node where they lead. */
    const froms = new Map<number, Map<number, Sum>>();
    to.forEach((node, way) => {
      if (node === NOTHING) return;
      const left = from?.[way] ?? NOTHING;
      let sums = froms.get(left);
      if (sums === undefined) froms.set(left, (sums = new Map<number, Sum>()));
      this.#addTo(sums, node, way);
    });
    return [...froms].flatMap(([left, sums]) => {
      const leaving = [...sums.values()].reduce((sum, { people }) => sum + people, 0);
      return [...sums].map(([node, { people, converted }]): PathEdge => {
        const names = { from: this.#nameOf(left), to: this.#nameOf(node) };
        const share = rateOf(people, leaving);
        return { step, ...names, people, share, conversion: rateOf(converted, people) };
      });
    });
  }

  #wholeOf(way: number): string[] {
    const nodes = [this.#root, ...this.#ways.nodes(way)].map((node) => this.#labels.text(node));
    return this.#ways.hasEnded(way) ? [...nodes, this.#end] : nodes;
  }

  #addTo(sums: Map<number, Sum>, node: number, way: number): void {
    let sum = sums.get(node);
    if (sum === undefined) sums.set(node, (sum = { people: 0, converted: 0 }));
    sum.people += this.#ways.people[way] ?? 0;
    sum.converted += this.#ways.converted[way] ?? 0;
  }

  #sumOf(ways: readonly number[]): Sum {
    const sum = { people: 0, converted: 0 };
    for (const way of ways) {
      sum.people += this.#ways.people[way] ?? 0;
      sum.converted += this.#ways.converted[way] ?? 0;
    }
    return sum;
  }
}

interface Ranked<T> {
  top: T[];
  rest: T[];
}

/** The first of all in order, and the others as they come. */
function ranked<T>(all: Iterable<T>, limit: number, compare: (a: T, b: T) => number): Ranked<T> {
  const top: T[] = [];
  const rest: T[] = [];
  for (const one of all) {
    let place = top.length;
    for (let i = place - 1; i >= 0 && compare(one, top[i] ?? one) < 0; i--) place = i;
    if (place < limit) top.splice(place, 0, one);
    else rest.push(one);
    if (top.length > limit) rest.push(...top.splice(limit));
  }
  return { top, rest };
}

/** Most people first; what is ours comes last. */
function byRank(a: PathNode, b: PathNode): number {
  const ours = [a, b].map(({ node }) => [OTHER, EXIT, ENTRY].indexOf(node));
  return (ours[0] ?? 0) - (ours[1] ?? 0) || b.people - a.people || order(a.node, b.node);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
