import { isCookieless, mayBeCookieless } from '../stitch/cookieless-id.ts';
import type { Edge } from '../stitch/event.ts';
import { bareId, USER, VISITOR } from './edges.ts';
import { WRONG_SIGNATURE, type StaticGuards } from './guards.ts';
import { IntList } from './int-list.ts';
import { People } from './people.ts';

/**
 * What nearly all edges say: a visitor named one user, once, and nothing else is said of either. Such
 * people need no groups, and a site has hundreds of thousands of them. Whatever could touch another
 * rule of identity.ts goes to the rest. Ids go by their numbers, each plus one where 0 says that there is none.
 */
export class PlainLines {
  /** Everybody that edges name, by number. */
  readonly people: People = new People();
  readonly #guards: StaticGuards;
  #edges: Edge[] = [];
  /** By edge that identifies: the numbers of visitor and user. */
  readonly #visitors = new IntList();
  readonly #named = new IntList();
  /** 1 for users of whom, or of whose visitors, something more is said than that they belong together. */
  readonly #touched = new IntList();
  /** 1 for ids of which edges say more than who was identified. */
  readonly #related = new IntList();
  /** By user: how many edges name it. */
  readonly #counts = new IntList();
  /** By visitor: the user it named. */
  readonly #user = new IntList();
  /** By user: the visitor that named it last; by visitor: the one that named the same user before. */
  readonly #last = new IntList();
  readonly #before = new IntList();
  readonly #users: number[] = [];

  #rest: readonly Edge[] | undefined;

  constructor(guards: StaticGuards) {
    this.#guards = guards;
  }

  /** Hears of an edge, before anything is asked: they may come bit by bit. */
  hear(edge: Edge): void {
    const place = this.#edges.push(edge) - 1;
    const { kind, a, b, reason } = edge;
    if (kind === 'group') return;
    if (kind !== 'identify') {
      for (const node of [a, b]) this.#related.set(this.people.numberOf(bareId(node)), 1);
      return;
    }
    const [visitor, user] = [this.people.numberOf(a), this.people.numberOf(b)];
    this.#visitors.set(place, visitor);
    this.#named.set(place, user);
    const other = this.#user.get(visitor);
    this.#user.set(visitor, user + 1);
    if (other !== 0) for (const one of [other - 1, user]) this.#touched.set(one, 1);
    const count = this.#counts.get(user) + 1;
    this.#counts.set(user, count);
    const { isReserved, visitorsADay } = this.#guards;
    const isOdd =
      count > visitorsADay ||
      [a, b].some(isPrefixed) ||
      reason === WRONG_SIGNATURE ||
      isCookieless(a) ||
      mayBeCookieless(a);
    // A user's id need be looked at once.
    if (isOdd || isReserved(a) || (count === 1 && isReserved(b))) this.#touched.set(user, 1);
  }

  /** Edges that take part in anything else, in their order; asked for first. */
  get rest(): readonly Edge[] {
    return (this.#rest ??= this.#tellApart());
  }

  #tellApart(): Edge[] {
    this.#eachNaming((visitor, user) => {
      if (this.#related.get(visitor) + this.#related.get(user) > 0) this.#touched.set(user, 1);
    });
    this.#eachNaming((visitor, user) => {
      if (this.#touched.get(user) === 0) this.#add(visitor, user);
      else this.#user.set(visitor, 0);
    });
    const rest = this.#edges.filter(
      ({ kind }, place) => kind !== 'identify' || this.#touched.get(this.#named.get(place)) === 1,
    );
    // The others are numbers now: as objects they would be there as long as the report.
    this.#edges = [];
    return rest;
  }

  #eachNaming(see: (visitor: number, user: number) => void): void {
    for (let place = 0; place < this.#edges.length; place++) {
      if (this.#edges[place]?.kind === 'identify') {
        see(this.#visitors.get(place), this.#named.get(place));
      }
    }
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
      visitors.push(this.people.nameOf(one - 1));
    }
    return visitors;
  }

  /** Those that any visitor named, by number. */
  get users(): readonly number[] {
    return this.#users;
  }

  #add(visitor: number, user: number): void {
    if (!this.isUser(user)) this.#users.push(user);
    this.#before.set(visitor, this.#last.get(user));
    this.#last.set(user, visitor + 1);
  }
}

function isPrefixed(id: string): boolean {
  return id.startsWith(USER) || id.startsWith(VISITOR);
}
