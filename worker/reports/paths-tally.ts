import { OTHER } from './facets.ts';
import type { PathEdge, PathNode, PathRow, Paths, PathsPick, PathsQuery } from './paths-query.ts';
import { ENTRY, EXIT, type Labels } from './path-labels.ts';
import { Ways } from './path-ways.ts';
import { ranked, type Ranked } from './ranked.ts';
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

/** What is drawn where no single node is: nothing any more, rare nodes together, the end. Labels count from 0. */
const [NOTHING, REST, END] = [-2, -3, -4];

/** Their slots; nodes that are drawn by themselves have those that follow. */
const [NO_SLOT, REST_SLOT, END_SLOT] = [0, 1, 2];

/** What is drawn at a step: few things, so that all ways are counted by small numbers. */
interface Drawn {
  /** What is drawn, by slot. */
  nodes: readonly number[];
  /** The slot of each way. */
  slots: Uint16Array;
}

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
    ways.people.set(way, ways.people.get(way) + 1);
    if (hasConverted) ways.converted.set(way, ways.converted.get(way) + 1);
    if (isOpen) ways.open.set(way, ways.open.get(way) + 1);
    return way;
  }

  /** The result, a step of the paths at a time. */
  *results(): Generator<undefined, Paths> {
    const drawn: Drawn[] = [];
    for (let step = 0; step <= this.#query.steps + 1; step++) {
      drawn.push(this.#drawnAt(step));
      yield;
    }
    const all = Array.from({ length: this.#ways.size }, (_, way) => way);
    const whole = this.#sumOf(all);
    const steps = yield* this.#steps(drawn, whole);
    const edges = yield* this.#edges(drawn);
    const open = all.reduce((sum, way) => sum + this.#ways.open.get(way), 0);
    return { steps, edges, paths: this.#rows(all, whole), in_progress: open };
  }

  /** Numbers of the ways behind a number of the result. */
  waysOf(pick: PathsPick): Set<number> {
    const all = Array.from({ length: this.#ways.size }, (_, way) => way);
    if ('path' in pick) return new Set(this.#waysOfPath(all, pick.path));
    const [here, next] = [this.#drawnAt(pick.step), this.#drawnAt(pick.step + 1)];
    const nameIn = ({ nodes, slots }: Drawn, way: number): string =>
      this.#nameOf(nodes[slots[way] ?? NO_SLOT] ?? NOTHING);
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
  #drawnAt(step: number): Drawn {
    const ways = this.#ways;
    const slots = new Uint16Array(ways.size);
    if (step === 0) return { nodes: [NOTHING, this.#root], slots: slots.fill(1) };
    const top = this.#topNodes(step - 1);
    const slotOf = new Uint16Array(this.#labels.size).fill(REST_SLOT);
    for (const [i, node] of top.entries()) slotOf[node] = END_SLOT + 1 + i;
    for (let way = 0; way < slots.length; way++) {
      const node = ways.node(way, step - 1);
      if (node !== undefined) slots[way] = slotOf[node] ?? NO_SLOT;
      else if (step === ways.length(way) + 1 && ways.hasEnded(way)) slots[way] = END_SLOT;
    }
    return { nodes: [NOTHING, REST, END, ...top], slots };
  }

  #nameOf(node: number): string {
    if (node === REST) return OTHER;
    return node === END ? this.#end : this.#labels.text(node);
  }

  /** Nodes that are drawn by themselves at a position. */
  #topNodes(position: number): number[] {
    const ways = this.#ways;
    const people = new Uint32Array(this.#labels.size);
    if (position < this.#query.steps) {
      for (let way = 0; way < ways.size; way++) {
        const node = ways.node(way, position);
        if (node !== undefined) people[node] = (people[node] ?? 0) + ways.people.get(way);
      }
    }
    const seen = Array.from(people.keys()).filter((node) => people[node] !== 0);
    const { top } = ranked(
      seen,
      this.#query.limit,
      (a, b) =>
        (people[b] ?? 0) - (people[a] ?? 0) || order(this.#labels.text(a), this.#labels.text(b)),
    );
    return top;
  }

  *#steps(drawn: readonly Drawn[], whole: Sum): Generator<undefined, Paths['steps']> {
    const steps: Paths['steps'] = [];
    for (const [step, here] of drawn.slice(0, -1).entries()) {
      const nodes = this.#sumsOf(here.slots, here.nodes.length).flatMap(
        ({ people, converted }, slot): PathNode[] => {
          const isShown = slot !== NO_SLOT && (people > 0 || step === 0);
          if (!isShown) return [];
          const node = this.#nameOf(here.nodes[slot] ?? NOTHING);
          const share = rateOf(people, whole.people);
          return [{ node, people, share, conversion: rateOf(converted, people) }];
        },
      );
      if (nodes.length === 0) break;
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
      people.get(b) - people.get(a) ||
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

  *#edges(drawn: readonly Drawn[]): Generator<undefined, PathEdge[]> {
    const edges: PathEdge[] = [];
    for (const [step, to] of drawn.slice(1).entries()) {
      const from = drawn[step];
      if (from) edges.push(...this.#edgesAt(step, from, to));
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

  #edgesAt(step: number, from: Drawn, to: Drawn): PathEdge[] {
    const width = to.nodes.length;
    const pairs = to.slots.map((slot, way) =>
      slot === NO_SLOT ? NO_SLOT : (from.slots[way] ?? NO_SLOT) * width + slot,
    );
    const sums = this.#sumsOf(pairs, from.nodes.length * width);
    return from.nodes.flatMap((left, slot) => {
      const leaving = sums.slice(slot * width, (slot + 1) * width);
      const people = leaving.reduce((sum, one) => sum + one.people, 0);
      return leaving.flatMap((sum, i): PathEdge[] => {
        if (sum.people === 0) return [];
        const names = { from: this.#nameOf(left), to: this.#nameOf(to.nodes[i] ?? NOTHING) };
        const rates = {
          share: rateOf(sum.people, people),
          conversion: rateOf(sum.converted, sum.people),
        };
        return [{ step, ...names, people: sum.people, ...rates }];
      });
    });
  }

  #wholeOf(way: number): string[] {
    const nodes = [this.#root, ...this.#ways.nodes(way)].map((node) => this.#labels.text(node));
    return this.#ways.hasEnded(way) ? [...nodes, this.#end] : nodes;
  }

  /** Ways added up by slot, but for those of which nothing is drawn. */
  #sumsOf(slots: Uint16Array, count: number): Sum[] {
    const { people, converted } = this.#ways;
    const sums = Array.from({ length: count }, (): Sum => ({ people: 0, converted: 0 }));
    for (let way = 0; way < slots.length; way++) {
      const slot = slots[way] ?? NO_SLOT;
      const sum = sums[slot];
      if (slot === NO_SLOT || sum === undefined) continue;
      sum.people += people.get(way);
      sum.converted += converted.get(way);
    }
    return sums;
  }

  #sumOf(ways: readonly number[]): Sum {
    const sum = { people: 0, converted: 0 };
    for (const way of ways) {
      sum.people += this.#ways.people.get(way);
      sum.converted += this.#ways.converted.get(way);
    }
    return sum;
  }
}

/** Most people first; what is ours comes last. */
function byRank(a: PathNode, b: PathNode): number {
  const ours = [a, b].map(({ node }) => [OTHER, EXIT, ENTRY].indexOf(node));
  return (ours[0] ?? 0) - (ours[1] ?? 0) || b.people - a.people || order(a.node, b.node);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
