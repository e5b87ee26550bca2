import type { Edge } from '../../worker/stitch/event.ts';

/**
 * Who is who by brute force, written apart from worker/history: colours spread over edges until nothing
 * changes. Knows identify, alias, link and unlink with `user:` and `visitor:` ends, no guards.
 */
export function naiveCustomer(edges: readonly Edge[], visitor: string, at: number): string {
  const ends = (edge: Edge): [string, string] =>
    edge.kind === 'identify' ? [`visitor:${edge.a}`, `user:${edge.b}`] : [edge.a, edge.b];
  const same = (one: Edge, other: Edge): boolean =>
    [...ends(one)].sort().join() === [...ends(other)].sort().join();
  const live = edges.filter(
    (edge) =>
      edge.kind !== 'unlink' &&
      edge.kind !== 'group' &&
      !edges.some((undo) => undo.kind === 'unlink' && same(undo, edge) && undo.at >= edge.at),
  );
  const spread = (from: string): Set<string> => {
    const reached = new Set([from]);
    for (let before = 0; before < reached.size;) {
      before = reached.size;
      for (const [a, b] of live.map(ends)) {
        if (a.slice(0, 4) !== b.slice(0, 4)) continue;
        if (reached.has(a) || reached.has(b)) reached.add(a).add(b);
      }
    }
    return reached;
  };
  const seen = (node: string): number =>
    Math.min(...live.filter((edge) => ends(edge).includes(node)).map((edge) => edge.at));
  const head = (nodes: Iterable<string>): string =>
    [...nodes].sort((a, b) => seen(a) - seen(b) || (a < b ? -1 : 1))[0]?.replace(/^\w+:/, '') ?? '';

  const devices = spread(`visitor:${visitor}`);
  const namings = live
    .map((edge) => ({ at: edge.at, nodes: ends(edge) }))
    .filter(
      ({ nodes }) => nodes.some((n) => devices.has(n)) && nodes.some((n) => n.startsWith('user:')),
    )
    .map((naming) => ({
      at: naming.at,
      user: naming.nodes.find((n) => n.startsWith('user:')) ?? '',
    }))
    .sort((a, b) => a.at - b.at || (a.user < b.user ? -1 : 1));
  if (namings.length === 0) return head(devices);
  const last = namings.filter((naming) => naming.at <= at).at(-1) ?? namings[0];
  return head(spread(last?.user ?? ''));
}
