import edgesBetween from '../sql/edges.between.sql';
import edgesRelate from '../sql/edges.relate.sql';
import { bareId, USER, VISITOR } from './edges.ts';

/** Two ids, each `user:ID` or `visitor:ID`, and what a person says of them. */
export interface Relation {
  kind: 'link' | 'unlink';
  a: string;
  b: string;
  reason: string;
}

interface Known {
  kind: string;
  at: number;
}

/**
 * Writes a link, or the tombstone of what joins two ids. It comes after all that was said of the two,
 * whatever clock that was said by. Returns its time; undefined where there is nothing to undo.
 */
export async function relate(
  db: D1Database,
  { site, relation, at }: { site: number; relation: Relation; at: number },
): Promise<number | undefined> {
  const { kind, reason } = relation;
  // One row for a pair, whichever is named first.
  const [a = '', b = ''] = [relation.a, relation.b].sort();
  const pairs = JSON.stringify(formsOf(a, b));
  const { results } = await db.prepare(edgesBetween).bind(site, pairs).all<Known>();
  const isJoined = results.some((edge) => edge.kind !== 'unlink');
  if (kind === 'unlink' && !isJoined) return undefined;
  const after = Math.max(at, ...results.map((edge) => edge.at + 1));
  await db.prepare(edgesRelate).bind(site, kind, a, b, after, reason).run();
  return after;
}

/** How an edge between the two may stand in the table (edges.ts). */
function formsOf(a: string, b: string): [string, string, string][] {
  const [as, bs] = [a, b].map((node) => [node, `any:${bareId(node)}`]);
  const pairs = (as ?? []).flatMap((x) =>
    (bs ?? []).flatMap(
      (y) =>
        [
          [x, y],
          [y, x],
        ] as const,
    ),
  );
  const related = ['alias', 'link', 'unlink'].flatMap((kind) =>
    pairs.map(([x, y]): [string, string, string] => [kind, x, y]),
  );
  const visitor = [a, b].find((node) => node.startsWith(VISITOR));
  const user = [a, b].find((node) => node.startsWith(USER));
  if (visitor === undefined || user === undefined) return related;
  return [...related, ['identify', bareId(visitor), bareId(user)]];
}
