import edgesDelete from '../sql/edges.delete.sql';
import edgesOfIds from '../sql/edges.of-ids.sql';
import type { Edge } from '../stitch/event.ts';
import { chunksOf } from '../stitch/plan.ts';
import type { Person } from './person.ts';
import type { Work } from './work.ts';

/** Kinds whose ends say what they are (history/edges.ts). */
const SPELLED = ['alias', 'link', 'unlink'] as const;

type EdgeRow = Omit<Edge, 'verified'> & { verified: number };

/** Every edge that names the person; of a device that others share, those to the person alone. */
export async function edgesOf(
  { databases: { db }, site }: Work,
  person: Person,
): Promise<EdgeRow[]> {
  const { users, visitors } = person.who;
  const whole = visitors.flatMap(({ id }) => (person.isWholly(id) ? [id] : []));
  const spelled = [
    ...users.flatMap((id) => [`user:${id}`, `any:${id}`]),
    ...whole.flatMap((id) => [`visitor:${id}`, `any:${id}`]),
  ];
  const from = [
    ...whole.map((id) => ['identify', id]),
    ...[...SPELLED, 'group'].flatMap((kind) => spelled.map((end) => [kind, end])),
  ];
  const to = [
    ...users.map((id) => ['identify', id]),
    ...SPELLED.flatMap((kind) => spelled.map((end) => [kind, end])),
  ];
  const statement = db
    .prepare(edgesOfIds)
    .bind(site.number, JSON.stringify(from), JSON.stringify(to));
  return (await statement.all<EdgeRow>()).results;
}

export async function eraseEdges(
  { databases: { db }, site }: Work,
  edges: readonly EdgeRow[],
): Promise<number> {
  let erased = 0;
  for (const chunk of chunksOf(edges.map(({ kind, a, b }) => [kind, a, b])))
    erased += (await db.prepare(edgesDelete).bind(site.number, chunk).run()).meta.changes;
  return erased;
}
