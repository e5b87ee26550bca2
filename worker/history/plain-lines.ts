import type { Edge } from '../stitch/event.ts';
import { bareId, USER, VISITOR } from './edges.ts';
import { WRONG_SIGNATURE, type GuardSettings } from './guards.ts';

/**
 * What nearly all edges say: a visitor named one user, once, and nothing else is said of either. Such
 * people need no groups, and a site has hundreds of thousands of them. Whatever could touch another
 * rule of identity.ts goes to the rest.
 */
export class PlainLines {
  /** Edges that take part in anything else, in their order. */
  readonly rest: readonly Edge[];
  readonly #userOf = new Map<string, string>();
  readonly #visitorsOf = new Map<string, string[]>();

  constructor(edges: readonly Edge[], guards: GuardSettings) {
    const touched = touchedUsers(edges, guards);
    const rest: Edge[] = [];
    for (const edge of edges) {
      if (edge.kind !== 'identify' || touched.has(edge.b)) rest.push(edge);
      else this.#add(edge);
    }
    this.rest = rest;
  }

  userOf(visitor: string): string | undefined {
    return this.#userOf.get(visitor);
  }

  /** In no order; undefined where it is no plain user. */
  visitorsOf(user: string): readonly string[] | undefined {
    return this.#visitorsOf.get(user);
  }

  #add({ a, b }: Edge): void {
    this.#userOf.set(a, b);
    const visitors = this.#visitorsOf.get(b);
    if (visitors === undefined) this.#visitorsOf.set(b, [a]);
    else visitors.push(a);
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
