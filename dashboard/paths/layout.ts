import { sankey, type SankeyLink, type SankeyNode } from 'd3-sankey';
import type { PathEdge, PathNode, Paths } from '../api/report-shapes.ts';

/** Room for a column, its names included, CSS pixels. */
const COLUMN = 176;
const BAR = 10;
/** Between two nodes: a line of words stands beside each. */
const GAP = 22;
/** A node of one person of a thousand is still seen. */
const LEAST = 3;
const HEAD = 30;

interface Place {
  id: string;
  column: number;
  rank: number;
  node: PathNode;
}
interface Way {
  edge: PathEdge;
}
export type Spot = SankeyNode<Place, Way>;
export type Ribbon = SankeyLink<Place, Way>;

export interface PathsLayout {
  spots: Spot[];
  ribbons: Ribbon[];
  columns: number;
  width: number;
  height: number;
  /** From a node's bar to the next column. */
  room: number;
}

/** Columns of nodes, ribbons as wide as many went. Backward the last step stands at the right. */
export function pathsLayout(paths: Paths, available: number, backward: boolean): PathsLayout {
  const columns = paths.steps.length;
  const width = Math.max(available, columns * COLUMN);
  const most = Math.max(...paths.steps.map(({ nodes }) => nodes.length), 1);
  const height = HEAD + most * 54;
  const columnOf = (step: number): number => (backward ? columns - 1 - step : step);
  const nodes = paths.steps.flatMap(({ step, nodes: all }) =>
    all.map((node, rank) => ({ id: idOf(step, node.node), column: columnOf(step), rank, node })),
  );
  const known = new Set(nodes.map(({ id }) => id));
  const links = paths.edges
    .map((edge) => ({ edge, ...endsOf(edge, backward), value: edge.people }))
    .filter(({ source, target }) => known.has(source) && known.has(target));
  const last = width - width / columns + BAR;
  const graph = sankey<Place, Way>()
    .nodeId(({ id }) => id)
    .nodeAlign(({ column }) => column)
    .nodeSort((a, b) => a.rank - b.rank)
    .nodeWidth(BAR)
    .nodePadding(GAP)
    .extent([
      [1, HEAD],
      [Math.max(last, BAR + 2), height - 8],
    ])({ nodes, links });
  return {
    spots: graph.nodes,
    ribbons: graph.links,
    columns,
    width,
    height,
    room: width / columns - BAR - 16,
  };
}

/** Ribbons run from left to right, whichever way is looked. */
function endsOf(
  { step, from, to }: PathEdge,
  backward: boolean,
): { source: string; target: string } {
  const [near, far] = [idOf(step, from), idOf(step + 1, to)];
  return backward ? { source: far, target: near } : { source: near, target: far };
}

function idOf(step: number, node: string): string {
  return `${step} ${node}`;
}

/** Height of a node's bar. */
export function barHeight({ y0 = 0, y1 = 0 }: Spot): number {
  return Math.max(y1 - y0, LEAST);
}
