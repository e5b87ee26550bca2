import edgesReadAll from '../sql/edges.read-all.sql';
import edgesReadTouching from '../sql/edges.read-touching.sql';
import type { Edge } from '../stitch/event.ts';
import { isReservedId } from '../stitch/reserved-ids.ts';
import { bareId, isUser, nodesOf, USER, VISITOR } from './edges.ts';
import { edgesOfText } from './edge-text.ts';
import { FittingLimit } from './fitting.ts';
import { DAY, type GuardSettings } from './guards.ts';
import { Identity, type Naming } from './identity.ts';
import type { Reader } from './reader.ts';
import { StoredSession } from './stored-session.ts';

/** A user with more visitors than this on one day is suspect (design.md, Identity). */
const VISITORS_A_DAY = 100;

/** Edges read at once, at most. */
const CHUNK = 10_000;

/** Shared devices of which every session is looked into; beyond it edges alone tell. */
const SHARED = 1_000;

interface EdgeRow extends Omit<Edge, 'verified'> {
  verified: number;
}

/** Who is who on the whole site. */
export async function identityOfSite(reader: Reader): Promise<Identity> {
  const edges: Edge[] = [];
  const chunk = new FittingLimit({ first: 2_000, most: CHUNK });
  for (;;) {
    const { kind, a, b } = edges.at(-1) ?? { kind: '', a: '', b: '' };
    const { answer, limit } = await chunk.read((most) => readEdges(reader, [kind, a, b, most]));
    for (const edge of edgesOfText(answer.packed ?? '')) edges.push(edge);
    if (answer.edges < limit) break;
  }
  return identityFrom(reader, edges);
}

async function readEdges(
  reader: Reader,
  after: readonly [kind: string, a: string, b: string, rows: number],
): Promise<{ edges: number; packed: string | null }> {
  const [row] = await reader.rows<{ edges: number; packed: string | null }>(edgesReadAll, ...after);
  return row ?? { edges: 0, packed: null };
}

/** Who is who among all that edges connect with the ids, bare or prefixed. The same as on the whole site. */
export async function identityAround(
  reader: Reader,
  ids: readonly string[],
): Promise<{ identity: Identity; edges: Edge[] }> {
  const edges = new Map<string, Edge>();
  const asked = new Set<string>();
  let fresh = new Set(ids.flatMap(formsOf));
  while (fresh.size > 0) {
    for (const form of fresh) asked.add(form);
    const rows = await reader.rows<EdgeRow>(edgesReadTouching, JSON.stringify([...fresh]));
    for (const row of rows) edges.set(`${row.kind}\n${row.a}\n${row.b}`, edgeOf(row));
    fresh = unasked(rows, asked, guardsOf(reader));
  }
  const all = [...edges.values()];
  return { identity: await identityFrom(reader, all), edges: all };
}

/** Ids that the edges lead on to. Nothing leads on through a reserved id or a crowd. */
function unasked(
  rows: readonly EdgeRow[],
  asked: ReadonlySet<string>,
  guards: GuardSettings,
): Set<string> {
  const crowds = crowdsOf(rows, guards);
  const fresh = new Set<string>();
  for (const row of rows) {
    const [a, b] = nodesOf(row);
    const through = crowds.has(a) || crowds.has(b);
    for (const node of [a, b]) {
      if (guards.isReserved(bareId(node)) || (through && !isUser(node))) continue;
      for (const form of formsOf(bareId(node))) if (!asked.has(form)) fresh.add(form);
    }
  }
  return fresh;
}

/** Users that the guards will not join whatever else is found: nobody is looked for through them. */
function crowdsOf(
  rows: readonly EdgeRow[],
  { visitorsADay, accepted }: GuardSettings,
): Set<string> {
  const visitors = new Map<string, number>();
  const crowds = new Set<string>();
  for (const { kind, b, at } of rows) {
    if (kind !== 'identify' || accepted.has(b)) continue;
    const day = `${Math.floor(at / DAY)} ${b}`;
    visitors.set(day, (visitors.get(day) ?? 0) + 1);
    if ((visitors.get(day) ?? 0) > visitorsADay) crowds.add(USER + b);
  }
  return crowds;
}

/** How an id may stand in an edge. */
function formsOf(id: string): string[] {
  return [id, USER + id, VISITOR + id, `any:${id}`];
}

function edgeOf({ verified, ...row }: EdgeRow): Edge {
  return verified === 1 ? { ...row, verified: true } : row;
}

function guardsOf({ site }: Reader): GuardSettings {
  return {
    visitorsADay: site.guards?.visitorsADay ?? VISITORS_A_DAY,
    accepted: site.guards?.accepted ?? new Set(),
    isReserved: isReservedId,
  };
}

async function identityFrom(reader: Reader, edges: readonly Edge[]): Promise<Identity> {
  const guards = guardsOf(reader);
  const identity = new Identity({ edges, guards });
  const shared = identity.conflicts.flatMap((conflict) =>
    conflict.kind === 'shared_visitor' ? [conflict.visitor] : [],
  );
  if (shared.length === 0) return identity;
  const namings = await namingsOf(reader, shared.slice(0, SHARED));
  return new Identity({ edges, guards, namings });
}

/** Who the events of shared devices name, when: edges know the earliest time alone. */
async function namingsOf(
  reader: Reader,
  visitors: readonly string[],
): Promise<Map<string, Naming[]>> {
  const namings = new Map<string, Naming[]>();
  for (const { rows, textOf } of await reader.sessions.ofVisitors(visitors)) {
    for (const row of rows) {
      const all = namings.get(row.visitor) ?? [];
      namings.set(row.visitor, all);
      for (const { at, user } of new StoredSession(row, row.visitor, textOf).events()) {
        if (user !== undefined) all.push({ at, user });
      }
    }
  }
  return namings;
}
