import type { Labels } from './path-labels.ts';
import { OTHER } from './facets.ts';
import type { PathEdge, PathNode, PathRow, Paths, PathsPick, PathsQuery } from './paths-query.ts';
import { ENTRY, EXIT } from './path-labels.ts';
import { rateOf } from './rate.ts';

/** Everybody who went one way. */
interface Way {
  /** Nodes beside the start, nearest first. */
  nodes: readonly number[];
  /** Nothing followed: it is not merely longer than what is shown. */
  hasEnded: boolean;
  people: number;
  converted: number;
  open: number;
}

export interface Walked {
  nodes: readonly number[];
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
  readonly #ways = new Map<string, Way>();
  readonly #labels: Labels;
  readonly #root: number;
  readonly #end: string;
  readonly #query: Pick<PathsQuery, 'steps' | 'limit'>;

  constructor(query: PathsQuery, labels: Labels, root: number) {
    this.#query = query;
    this.#labels = labels;
    this.#root = root;
    this.#end = query.direction === 'forward' ? EXIT : ENTRY;
  }

  /** Adds one path; its key finds it again in `keysOf`. */
  add({ nodes, hasEnded, hasConverted, isOpen }: Walked): string {
    const key = keyOf(nodes, hasEnded);
    let way = this.#ways.get(key);
    if (way === undefined) {
      way = { nodes: nodes.slice(), hasEnded, people: 0, converted: 0, open: 0 };
      this.#ways.set(key, way);
    }
    way.people++;
    if (hasConverted) way.converted++;
    if (isOpen) way.open++;
    return key;
  }

  result(): Paths {
    const nodeAt = this.#drawing();
    const whole = sumOf(this.#ways.values());
    return {
      steps: this.#steps(nodeAt, whole),
      edges: this.#edges(nodeAt),
      paths: this.#rows(whole),
      in_progress: [...this.#ways.values()].reduce((sum, { open }) => sum + open, 0),
    };
  }

  /** The paths behind a number of the result. */
  keysOf(pick: PathsPick): Set<string> {
    if ('path' in pick) return this.#keysOfPath(pick.path);
    const nodeAt = this.#drawing();
    const nameAt = (way: Way, step: number): string => this.#nameOf(nodeAt(way, step));
    const isAt = (way: Way): boolean =>
      'node' in pick
        ? nameAt(way, pick.step) === pick.node
        : nameAt(way, pick.step) === pick.from && nameAt(way, pick.step + 1) === pick.to;
    return new Set([...this.#ways].flatMap(([key, way]) => (isAt(way) ? [key] : [])));
  }

  #keysOfPath(path: readonly string[]): Set<string> {
    const isRest = path.length === 1 && path[0] === OTHER;
    const text = JSON.stringify(path);
    const wanted = isRest
      ? this.#ranked().rest
      : [...this.#ways].filter(([, way]) => JSON.stringify(this.#wholeOf(way)) === text);
    return new Set(wanted.map(([key]) => key));
  }

  /** Every way as it is drawn: start, nodes with the rare ones as `(other)`, end. */
  #drawing(): NodeAt {
    const { steps, limit } = this.#query;
    const kept = Array.from({ length: steps }, (_, i) => this.#topNodes(i, limit));
    return ({ nodes, hasEnded }, step) => {
      if (step === 0) return this.#root;
      const node = nodes[step - 1];
      if (node !== undefined) return kept[step - 1]?.has(node) ? node : REST;
      return hasEnded && step === nodes.length + 1 ? END : NOTHING;
    };
  }

  #nameOf(node: number): string {
    if (node === REST) return OTHER;
    return node === END ? this.#end : this.#labels.text(node);
  }

  #topNodes(position: number, limit: number): Set<number> {
    const people = new Map<number, number>();
    for (const way of this.#ways.values()) {
      const node = way.nodes[position];
      if (node !== undefined) people.set(node, (people.get(node) ?? 0) + way.people);
    }
    const { top } = ranked(
      people,
      limit,
      ([a, x], [b, y]) => y - x || order(this.#labels.text(a), this.#labels.text(b)),
    );
    return new Set(top.map(([node]) => node));
  }

  #steps(nodeAt: NodeAt, whole: Sum): Paths['steps'] {
    const steps: Paths['steps'] = [];
    for (let step = 0; step <= this.#query.steps; step++) {
      const sums = new Map<number, Sum>();
      for (const way of this.#ways.values()) {
        const node = nodeAt(way, step);
        if (node !== NOTHING) addTo(sums, node, way);
      }
      if (sums.size === 0 && step > 0) break;
      if (step === 0 && sums.size === 0) sums.set(this.#root, { people: 0, converted: 0 });
      const nodes = [...sums].map(([node, { people, converted }]): PathNode => ({
        node: this.#nameOf(node),
        people,
        share: rateOf(people, whole.people),
        conversion: rateOf(converted, people),
      }));
      steps.push({ step, nodes: nodes.sort(byRank) });
    }
    return steps;
  }

  #rows(whole: Sum): PathRow[] {
    const { top, rest } = this.#ranked();
    const rowOf = (nodes: string[], { people, converted }: Sum): PathRow => ({
      nodes,
      people,
      share: rateOf(people, whole.people),
      conversion: rateOf(converted, people),
    });
    const rows = top.map(([, way]) => rowOf(this.#wholeOf(way), way));
    const others = sumOf(rest.map(([, way]) => way));
    return rest.length === 0 ? rows : [...rows, rowOf([OTHER], others)];
  }

  /** The most travelled, in order, and the rest, which most ways are and nobody needs in order. */
  #ranked(): Ranked<[string, Way]> {
    return ranked(this.#ways, this.#query.limit, ([, a], [, b]) => this.#compareWays(a, b));
  }

  /** Most travelled first, then by name: most were gone once. */
  #compareWays(a: Way, b: Way): number {
    return (
      b.people - a.people ||
      order(this.#textOf(a), this.#textOf(b)) ||
      Number(a.hasEnded) - Number(b.hasEnded)
    );
  }

  #textOf({ nodes }: Way): string {
    return nodes.map((node) => this.#labels.text(node)).join('\n');
  }

  #edges(nodeAt: NodeAt): PathEdge[] {
    /** By step and node where they leave, then by the node where they lead. */
    const steps: Map<number, Map<number, Sum>>[] = [];
    for (const way of this.#ways.values()) {
      let from = nodeAt(way, 0);
      for (let step = 0; ; step++) {
        const to = nodeAt(way, step + 1);
        if (to === NOTHING) break;
        const froms = (steps[step] ??= new Map<number, Map<number, Sum>>());
        let sums = froms.get(from);
        if (sums === undefined) froms.set(from, (sums = new Map<number, Sum>()));
        addTo(sums, to, way);
        from = to;
      }
    }
    const edges = steps.flatMap((froms, step) =>
      [...froms].flatMap(([from, sums]) => {
        const leaving = sumOf(sums.values()).people;
        return [...sums].map(([to, { people, converted }]): PathEdge => {
          const share = rateOf(people, leaving);
          const conversion = rateOf(converted, people);
          const names = { from: this.#nameOf(from), to: this.#nameOf(to) };
          return { step, ...names, people, share, conversion };
        });
      }),
    );
    return edges.sort(
      (a, b) => a.step - b.step || b.people - a.people || order(a.from + a.to, b.from + b.to),
    );
  }

  #wholeOf({ nodes, hasEnded }: Way): string[] {
    const names = [this.#root, ...nodes].map((node) => this.#labels.text(node));
    return hasEnded ? [...names, this.#end] : names;
  }
}

/** The node of a way at a step as it is drawn; `NOTHING` beyond its end. */
type NodeAt = (way: Way, step: number) => number;

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

/** Two characters a node, and one where the way has ended: quicker to make than digits. */
function keyOf(nodes: readonly number[], hasEnded: boolean): string {
  let key = '';
  for (const node of nodes) key += String.fromCharCode(node >>> 15, node & 0x7fff);
  return hasEnded ? `${key}.` : key;
}

/** Most people first; what is ours comes last. */
function byRank(a: PathNode, b: PathNode): number {
  const ours = [a, b].map(({ node }) => [OTHER, EXIT, ENTRY].indexOf(node));
  return (ours[0] ?? 0) - (ours[1] ?? 0) || b.people - a.people || order(a.node, b.node);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function addTo(sums: Map<number, Sum>, key: number, { people, converted }: Sum): void {
  const sum = sums.get(key);
  if (sum === undefined) {
    sums.set(key, { people, converted });
  } else {
    sum.people += people;
    sum.converted += converted;
  }
}

function sumOf(ways: Iterable<Sum>): Sum {
  const sum = { people: 0, converted: 0 };
  for (const { people, converted } of ways) {
    sum.people += people;
    sum.converted += converted;
  }
  return sum;
}
