import type { Labels } from './path-labels.ts';
import { OTHER } from './facets.ts';
import type { PathEdge, PathNode, PathRow, Paths, PathsPick, PathsQuery } from './paths-query.ts';
import { ENTRY, EXIT } from './path-labels.ts';
import { rateOf } from './rate.ts';

/** Everybody who went one way. */
interface Way {
  /** Nodes beside the start, nearest first; names of nodes. */
  nodes: string[];
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

/** Counts of a paths report: ways first, nodes and edges worked out from them, so that all add up. */
export class PathsTally {
  readonly #ways = new Map<string, Way>();
  readonly #labels: Labels;
  readonly #root: string;
  readonly #end: string;
  readonly #query: Pick<PathsQuery, 'steps' | 'limit'>;

  constructor(query: PathsQuery, labels: Labels, root: string) {
    this.#query = query;
    this.#labels = labels;
    this.#root = root;
    this.#end = query.direction === 'forward' ? EXIT : ENTRY;
  }

  /** Adds one path; its key finds it again in `keysOf`. */
  add({ nodes, hasEnded, hasConverted, isOpen }: Walked): string {
    const key = `${nodes.join(' ')}${hasEnded ? '.' : ''}`;
    let way = this.#ways.get(key);
    if (way === undefined) {
      const names = nodes.map((id) => this.#labels.text(id));
      this.#ways.set(key, (way = { nodes: names, hasEnded, people: 0, converted: 0, open: 0 }));
    }
    way.people++;
    if (hasConverted) way.converted++;
    if (isOpen) way.open++;
    return key;
  }

  result(): Paths {
    const shown = this.#shownWays();
    const whole = sumOf(this.#ways.values());
    return {
      steps: this.#steps(shown, whole),
      edges: edgesOf(shown),
      paths: this.#rows(whole),
      in_progress: [...this.#ways.values()].reduce((sum, { open }) => sum + open, 0),
    };
  }

  /** The paths behind a number of the result. */
  keysOf(pick: PathsPick): Set<string> {
    if ('path' in pick) return this.#keysOfPath(pick.path);
    const isAt = ({ nodes }: Shown): boolean =>
      'node' in pick
        ? nodes[pick.step] === pick.node
        : nodes[pick.step] === pick.from && nodes[pick.step + 1] === pick.to;
    return new Set(this.#shownWays().flatMap((one) => (isAt(one) ? [one.key] : [])));
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
  #shownWays(): Shown[] {
    const { steps, limit } = this.#query;
    const kept = Array.from({ length: steps }, (_, i) => this.#topNodes(i, limit));
    return [...this.#ways].map(([key, way]) => {
      const nodes = way.nodes.map((name, i) => (kept[i]?.has(name) ? name : OTHER));
      return { key, way, nodes: [this.#root, ...nodes, ...(way.hasEnded ? [this.#end] : [])] };
    });
  }

  #topNodes(position: number, limit: number): Set<string> {
    const people = new Map<string, number>();
    for (const way of this.#ways.values()) {
      const name = way.nodes[position];
      if (name !== undefined) people.set(name, (people.get(name) ?? 0) + way.people);
    }
    const ranked = [...people].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
    return new Set(ranked.slice(0, limit).map(([name]) => name));
  }

  #steps(shown: readonly Shown[], whole: Sum): Paths['steps'] {
    const steps: Paths['steps'] = [];
    for (let step = 0; step <= this.#query.steps; step++) {
      const sums = new Map<string, Sum>();
      for (const { nodes, way } of shown) {
        const node = nodes[step];
        if (node !== undefined) addTo(sums, node, way);
      }
      if (sums.size === 0 && step > 0) break;
      if (step === 0 && sums.size === 0) sums.set(this.#root, { people: 0, converted: 0 });
      const nodes = [...sums].map(([node, { people, converted }]): PathNode => ({
        node,
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
  #ranked(): { top: [string, Way][]; rest: [string, Way][] } {
    const { limit } = this.#query;
    const top: [string, Way][] = [];
    const rest: [string, Way][] = [];
    for (const entry of this.#ways) {
      let place = top.length;
      for (let i = place - 1; i >= 0 && compareWays(entry[1], top[i]?.[1] ?? entry[1]) < 0; i--)
        place = i;
      if (place < limit) top.splice(place, 0, entry);
      else rest.push(entry);
      if (top.length > limit) rest.push(...top.splice(limit));
    }
    return { top, rest };
  }

  #wholeOf({ nodes, hasEnded }: Way): string[] {
    return [this.#root, ...nodes, ...(hasEnded ? [this.#end] : [])];
  }
}

interface Shown {
  key: string;
  way: Way;
  nodes: string[];
}

function edgesOf(shown: readonly Shown[]): PathEdge[] {
  /** By step and node where they leave, then by the node where they lead. */
  const steps: Map<string, Map<string, Sum>>[] = [];
  for (const { nodes, way } of shown) {
    for (let step = 0; step + 1 < nodes.length; step++) {
      const froms = (steps[step] ??= new Map<string, Map<string, Sum>>());
      const from = nodes[step] ?? '';
      const sums = froms.get(from) ?? new Map<string, Sum>();
      froms.set(from, sums);
      addTo(sums, nodes[step + 1] ?? '', way);
    }
  }
  const edges = steps.flatMap((froms, step) =>
    [...froms].flatMap(([from, sums]) => {
      const leaving = sumOf(sums.values()).people;
      return [...sums].map(([to, { people, converted }]): PathEdge => {
        const share = rateOf(people, leaving);
        return { step, from, to, people, share, conversion: rateOf(converted, people) };
      });
    }),
  );
  return edges.sort(
    (a, b) => a.step - b.step || b.people - a.people || order(a.from + a.to, b.from + b.to),
  );
}

/** Most travelled first, then by name: most were gone once. */
function compareWays(a: Way, b: Way): number {
  return (
    b.people - a.people ||
    order(a.nodes.join('\n'), b.nodes.join('\n')) ||
    Number(a.hasEnded) - Number(b.hasEnded)
  );
}

/** Most people first; what is ours comes last. */
function byRank(a: PathNode, b: PathNode): number {
  const ours = [a, b].map(({ node }) => [OTHER, EXIT, ENTRY].indexOf(node));
  return (ours[0] ?? 0) - (ours[1] ?? 0) || b.people - a.people || order(a.node, b.node);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function addTo(sums: Map<string, Sum>, key: string, { people, converted }: Sum): void {
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
