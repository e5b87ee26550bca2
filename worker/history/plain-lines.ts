import type { Edge } from '../stitch/event.ts';
import { bareId, USER, VISITOR } from './edges.ts';
import { WRONG_SIGNATURE, type GuardSettings } from './guards.ts';
import { IntList } from './int-list.ts';
import type { People } from './people.ts';

/**
 * What nearly all edges say: a visitor named one user, once, and nothing else is said of either. Such
 * people need no groups, and a site has hundreds of thousands of them. Whatever could touch another
 * rule of identity.ts goes to the rest. Ids go by their numbers, each plus one where 0 says that there is none.
 */
export class PlainLines {
  /** Edges that take part in anything else, in their order. */
  readonly rest: readonly Edge[];
  readonly #people: People;
  /** By visitor: the user it named. */
  readonly #user = new IntList();
  /** By user: the visitor that named it last; by visitor: the one that named the same user before. */
  readonly #last = new IntList();
  readonly #before = new IntList();
  readonly #users: number[] = [];

  constructor(edges: readonly Edge[], guards: GuardSettings, people: People) {
    this.#people = people;
    const visitors = edges.map(({ a }) => people.numberOf(a));
    const users = edges.map(({ b }) => people.numberOf(b));
    const touched = touchedUsers(edges, { visitors, users, guards, people });
    this.rest = edges.filter(({ kind }, i) => {
      const [visitor = 0, user = 0] = [visitors[i], users[i]];
      const isPlain = kind === 'identify' && touched.get(user) === 0;
      if (isPlain) this.#add(visitor, user);
      return !isPlain;
    });
  }

  /** The user that a visitor named, by number; undefined where it is no plain visitor. */
  userOf(visitor: number): number | undefined {
    const user = this.#user.get(visitor);
    return user === 0 ? undefined : user - 1;
  }

  isUser(id: number): boolean {
    return this.#last.get(id) !== 0;
  }

  /** In no order; none where it is no plain user. */
  visitorsOf(user: number): string[] {
    const visitors: string[] = [];
    for (let one = this.#last.get(user); one !== 0; one = this.#before.get(one - 1)) {
      visitors.push(this.#people.nameOf(one - 1));
    }
    return visitors;
  }

  /** Those that any visitor named, by number. */
  get users(): readonly number[] {
    return this.#users;
  }

  #add(visitor: number, user: number): void {
    if (!this.isUser(user)) this.#users.push(user);
    this.#user.set(visitor, user + 1);
    this.#before.set(visitor, this.#last.get(user));
    this.#last.set(user, visitor + 1);
  }
}

/** What edges are judged by, and the numbers of the ids at their ends. */
interface Told {
  visitors: readonly number[];
  users: readonly number[];
  guards: GuardSettings;
  people: People;
}

/** 1 for users of whom, or of whose visitors, something more is said than that they belong together. */
function touchedUsers(edges: readonly Edge[], { visitors, users, guards, people }: Told): IntList {
  const touched = new IntList();
  const named = new IntList();
  const counts = new IntList();
  const related = relatedIds(edges, people);
  edges.forEach(({ kind, a, b, reason }, i) => {
    if (kind !== 'identify') return;
    const [visitor = 0, user = 0] = [visitors[i], users[i]];
    const other = named.get(visitor);
    named.set(visitor, user + 1);
    if (other !== 0) for (const one of [other - 1, user]) touched.set(one, 1);
    const count = counts.get(user) + 1;
    counts.set(user, count);
    const isOdd =
      count > guards.visitorsADay || isPrefixed(a) || isPrefixed(b) || reason === WRONG_SIGNATURE;
    const isRelated = related.get(visitor) + related.get(user) > 0;
    // A user's id need be looked at once.
    const isReserved = guards.isReserved(a) || (count === 1 && guards.isReserved(b));
    if (isOdd || isRelated || isReserved) touched.set(user, 1);
  });
  return touched;
}

/** 1 for ids of which edges say more than who was identified. */
function relatedIds(edges: readonly Edge[], people: People): IntList {
  const related = new IntList();
  for (const { kind, a, b } of edges) {
    if (kind === 'identify' || kind === 'group') continue;
    for (const node of [a, b]) related.set(people.numberOf(bareId(node)), 1);
  }
  return related;
}

function isPrefixed(id: string): boolean {
  return id.startsWith(USER) || id.startsWith(VISITOR);
}
