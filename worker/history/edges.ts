import type { Edge } from '../stitch/event.ts';

/** An edge with both ends spelled out: `user:ID` or `visitor:ID`. */
export interface Bond {
  edge: Edge;
  a: string;
  b: string;
}

export const USER = 'user:';
export const VISITOR = 'visitor:';
/** An id of which the sender did not say what it is: Segment's `previousId`. */
const ANY = 'any:';

export function isUser(node: string): boolean {
  return node.startsWith(USER);
}

export function bareId(node: string): string {
  return node.slice(node.indexOf(':') + 1);
}

/** Ends of an edge as stored: an identify names a bare visitor and a bare user. */
export function nodesOf({ kind, a, b }: Pick<Edge, 'kind' | 'a' | 'b'>): [string, string] {
  if (kind === 'identify') return [VISITOR + a, USER + b];
  return [a, b];
}

/**
 * Edges that hold: accounts left out, ends of unknown kind looked up among all edges, undone ones
 * dropped. An unlink undoes what was asserted up to its time; a later link joins again.
 */
export function bondsOf(edges: readonly Edge[]): Bond[] {
  const known = new Set(edges.filter((edge) => edge.kind !== 'group').flatMap(nodesOf));
  const undone = new Map<string, number>();
  const bonds: Bond[] = [];
  for (const edge of edges) {
    if (edge.kind === 'group') continue;
    for (const [a, b] of spelledOut(edge, known)) {
      if (edge.kind !== 'unlink') bonds.push({ edge, a, b });
      else undone.set(pairOf(a, b), Math.max(edge.at, undone.get(pairOf(a, b)) ?? -Infinity));
    }
  }
  return bonds.filter(({ edge, a, b }) => edge.at > (undone.get(pairOf(a, b)) ?? -Infinity));
}

function spelledOut(edge: Edge, known: ReadonlySet<string>): [string, string][] {
  const [first, second] = nodesOf(edge);
  return kindsOf(first, known).flatMap((a) =>
    kindsOf(second, known).map((b): [string, string] => [a, b]),
  );
}

/** A user if one is known by the id, else a visitor if one is, else whichever may turn up. */
function kindsOf(node: string, known: ReadonlySet<string>): string[] {
  if (!node.startsWith(ANY)) return [node];
  const [user, visitor] = [USER + bareId(node), VISITOR + bareId(node)];
  if (known.has(user)) return [user];
  return known.has(visitor) ? [visitor] : [user, visitor];
}

function pairOf(a: string, b: string): string {
  return a < b ? `${a}\n${b}` : `${b}\n${a}`;
}
