import edgesReadAll from '../sql/edges.read-all.sql';
import edgesReadAround from '../sql/edges.read-around.sql';
import type { Edge } from '../stitch/event.ts';
import { isReservedId } from '../stitch/reserved-ids.ts';
import { cookielessAmong } from './cookieless.ts';
import { bareId, isUser, nodesOf, USER } from './edges.ts';
import { edgeOfText } from './edge-text.ts';
import { DAY, type StaticGuards } from './guards.ts';
import { Identity, type Naming } from './identity.ts';
import { PlainLines } from './plain-lines.ts';
import type { Reader } from './reader.ts';
import { StoredSession } from './stored-session.ts';
import { rowsInTexts, type RowsText } from './text-rows.ts';
import { Turns } from './turn.ts';

/** A user with more visitors than this on one day is suspect (design.md, Identity). */
const VISITORS_A_DAY = 100;

/** Edges read at once, at most. */
const CHUNK = 8_000;

/** Ids looked up at once beyond those asked for. */
const AROUND = 2_000;

/** Shared devices of which every session is looked into; beyond it edges alone tell. */
const SHARED = 1_000;

interface EdgeRow extends Omit<Edge, 'verified'> {
  verified: number;
  /** The bare id at one of its ends that it was found by. */
  found: string;
}

/** Who is who on the whole site. */
export async function identityOfSite(reader: Reader): Promise<Identity> {
  const lines = new PlainLines(guardsOf(reader));
  const turns = new Turns();
  for await (const edges of edgesOfSite(reader)) {
    for (const edge of edges) lines.hear(edge);
    await turns.others();
  }
  const identity = await identityFrom(reader, lines);
  await turns.others();
  return identity;
}

function edgesOfSite(reader: Reader): AsyncGenerator<Edge[]> {
  return rowsInTexts<Edge>({
    first: 2_000,
    most: CHUNK,
    read: async (last, limit, escapes) => {
      const after = [last?.kind ?? '', last?.a ?? '', last?.b ?? ''];
      return (await reader.rows<RowsText>(edgesReadAll, ...after, limit, escapes))[0];
    },
    rowOf: edgeOfText,
  });
}

/** Who is who among all that edges connect with the ids, bare or prefixed. The same as on the whole site. */
export async function identityAround(
  reader: Reader,
  ids: readonly string[],
): Promise<{ identity: Identity; edges: Edge[] }> {
  const edges = new Map<string, Edge>();
  const known = new EdgesAround(reader);
  const asked = new Set<string>();
  let fresh = new Set(ids);
  while (fresh.size > 0) {
    for (const id of fresh) asked.add(id);
    const rows = await known.of(fresh);
    for (const row of rows) edges.set(`${row.kind}\n${row.a}\n${row.b}`, edgeOf(row));
    fresh = unasked(rows, asked, guardsOf(reader));
    // Nor through a visitor that is a whole network's.
    fresh = fresh.difference(await cookielessAmong(reader, fresh));
  }
  // As the whole site is read, so that all that follows is told in the same order.
  const all = [...edges].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, edge]) => edge);
  return { identity: await identityFrom(reader, all), edges: all };
}

/** Edges by the ids at either end. A statement reads on to where they lead, so that mostly one will do. */
class EdgesAround {
  readonly #reader: Reader;
  readonly #known = new Map<string, EdgeRow[]>();

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  /** All edges of some ids. */
  async of(ids: ReadonlySet<string>): Promise<EdgeRow[]> {
    const missing = [...ids].filter((id) => !this.#known.has(id));
    if (missing.length > 0) await this.#read(missing);
    return [...ids].flatMap((id) => this.#known.get(id) ?? []);
  }

  async #read(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.#known.set(id, []);
    const most = ids.length + AROUND;
    const rows = await this.#reader.rows<EdgeRow>(edgesReadAround, JSON.stringify(ids), most);
    // Whatever an id was found by, all its edges are there.
    for (const [id, found] of Map.groupBy(rows, (row) => row.found)) this.#known.set(id, found);
  }
}

/** Bare ids that the edges lead on to. Nothing leads on through a reserved id or a crowd. */
function unasked(
  rows: readonly EdgeRow[],
  asked: ReadonlySet<string>,
  guards: StaticGuards,
): Set<string> {
  const crowds = crowdsOf(rows, guards);
  const fresh = new Set<string>();
  for (const row of rows) {
    const [a, b] = nodesOf(row);
    const through = crowds.has(a) || crowds.has(b);
    for (const node of [a, b]) {
      const id = bareId(node);
      if (asked.has(id) || guards.isReserved(id) || (through && !isUser(node))) continue;
      fresh.add(id);
    }
  }
  return fresh;
}

/** Users that the guards will not join whatever else is found: nobody is looked for through them. */
function crowdsOf(rows: readonly EdgeRow[], { visitorsADay, accepted }: StaticGuards): Set<string> {
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

function edgeOf({ kind, a, b, at, source, reason, verified }: EdgeRow): Edge {
  const edge: Edge = { kind, a, b, at, source, ...(reason !== undefined && { reason }) };
  return verified === 1 ? { ...edge, verified: true } : edge;
}

function guardsOf({ site }: Reader): StaticGuards {
  return {
    visitorsADay: site.guards?.visitorsADay ?? VISITORS_A_DAY,
    accepted: site.guards?.accepted ?? new Set(),
    isReserved: isReservedId,
  };
}

async function identityFrom(
  reader: Reader,
  edges: readonly Edge[] | PlainLines,
): Promise<Identity> {
  const few = edges instanceof PlainLines ? edges.rest : edges;
  const cookieless = await cookielessIn(reader, few);
  const guards = { ...guardsOf(reader), isCookieless: (id: string) => cookieless.has(id) };
  const identity = new Identity({ edges, guards });
  const { shared } = identity;
  if (shared.length === 0) return identity;
  const namings = await namingsOf(reader, shared.slice(0, SHARED));
  return new Identity({ edges, guards, namings });
}

/** Ids that edges name and that stand for a network's visits of a day. */
async function cookielessIn(reader: Reader, edges: readonly Edge[]): Promise<ReadonlySet<string>> {
  const nodes = edges.flatMap((edge) => (edge.kind === 'group' ? [] : nodesOf(edge)));
  return cookielessAmong(reader, new Set(nodes.map(bareId)));
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
      for (const { at, user } of new StoredSession(row, textOf).events()) {
        if (user !== undefined) all.push({ at, user });
      }
    }
  }
  return namings;
}
