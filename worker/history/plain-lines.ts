import type { Edge } from '../stitch/event.ts';
import { bareId, USER, VISITOR } from './edges.ts';
import { WRONG_SIGNATURE, type GuardSettings } from './guards.ts';

interface Known {
  /** Whom the visitor named. */
  user: string | undefined;
  /** Who named the user. */
  visitors: string[] | undefined;
}

/**
 * What nearly all edges say: a visitor named one user, once, and nothing else is said of either. Such
 * people need no groups, and a site has hundreds of thousands of them. Whatever could touch another
 * rule of identity.ts goes to the rest.
 */
export class PlainLines {
  /** Edges that take part in anything else, in their order. */
  readonly rest: readonly Edge[];
  /** Visitors and users in one: a report asks once for each session, mostly for ids that nobody knows. */
  readonly #known = new Map<string, Known>();

  constructor(edges: readonly Edge[], guards: GuardSettings) {
    const touched = touchedUsers(edges, guards);
    const rest: Edge[] = [];
    for (const edge of edges) {
      if (edge.kind !== 'identify' || touched.has(edge.b)) rest.push(edge);
      else this.#add(edge);
    }
    this.rest = rest;
  }

  /** What is known of an id, be it a visitor's, a user's, or by chance both. */
  of(id: string): Known | undefined {
    return this.#known.get(id);
  }

  userOf(visitor: string): string | undefined {
    return this.#known.get(visitor)?.user;
  }

  /** In no order; undefined where it is no plain user. */
  visitorsOf(user: string): readonly string[] | undefined {
    return this.#known.get(user)?.visitors;
  }

  /** Users that any visitor named. */
  *users(): Generator<string> {
    for (const [id, { visitors }] of this.#known) if (visitors !== undefined) yield id;
  }

  #add({ a, b }: Edge): void {
    this.#knownOf(a).user = b;
    (this.#knownOf(b).visitors ??= []).push(a);
  }

  #knownOf(id: string): Known {
    let known = this.#known.get(id);
    if (known === undefined) {
      this.#known.set(id, (known = { user: undefined, visitors: undefined }));
    }
    return known;
  }
}

/** Users of whom, or of whose visitors, something more is said than that they belong together. */
function touchedUsers(edges: readonly Edge[], guards: GuardSettings): Set<string> {
  const related = new Set<string>();
  const users = new Map<string, number>();
  const visitors = new Map<string, string>();
  const touched = new Set<string>();
  for (const { kind, a, b } of edges) {
    if (kind === 'identify' || kind === 'group') continue;
    related.add(bareId(a)).add(bareId(b));
  }
  for (const { kind, a, b, reason } of edges) {
    if (kind !== 'identify') continue;
    const other = visitors.get(a);
    if (other === undefined) visitors.set(a, b);
    else touched.add(other).add(b);
    const count = (users.get(b) ?? 0) + 1;
    users.set(b, count);
    const isOdd =
      count > guards.visitorsADay || isPrefixed(a) || isPrefixed(b) || reason === WRONG_SIGNATURE;
    if (isOdd || related.has(a) || related.has(b)) touched.add(b);
    else if (count === 1 && guards.isReserved(b)) touched.add(b);
    if (guards.isReserved(a)) touched.add(b);
  }
  return touched;
}

function isPrefixed(id: string): boolean {
  return id.startsWith(USER) || id.startsWith(VISITOR);
}
