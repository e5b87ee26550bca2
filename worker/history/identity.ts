import type { Edge } from '../stitch/event.ts';
import { bareId, bondsOf, isUser, USER, VISITOR, type Bond } from './edges.ts';
import { Groups } from './groups.ts';
import { guarded, type Conflict, type GuardSettings } from './guards.ts';
import { IntList } from './int-list.ts';
import type { People } from './people.ts';
import type { PersonSet } from './person-lists.ts';
import { PlainLines } from './plain-lines.ts';

/** From `at` on the visitor is this customer's. The first piece begins at -Infinity. */
export interface Piece {
  at: number;
  customer: string;
}

/** In place of a person, where a visitor's line is that of several. */
export const CUT = -1;

/** An event of a visitor that named a user. */
export interface Naming {
  at: number;
  user: string;
}

export interface IdentityInput {
  /** All edges, or what has heard of them already. */
  edges: readonly Edge[] | PlainLines;
  guards: GuardSettings;
  /** What the events of shared visitors say, by visitor: finer than edges, which keep the earliest. */
  namings?: ReadonlyMap<string, readonly Naming[]>;
}

/**
 * Who is who, worked out from the whole set of edges: visitors and users that edges connect are one
 * customer. Users join by alias and link alone; a visitor that named several users is cut by time,
 * its anonymous beginning going to the first.
 */
export class Identity {
  readonly conflicts: Conflict[];
  /** Everybody that was asked about, by number. */
  readonly people: People;
  /** By visitor: whose its line is, plus two; 0 where nobody asked yet. */
  readonly #owners = new IntList();
  readonly #users = new Groups();
  readonly #visitors = new Groups();
  /** By the root of a group of visitors. */
  readonly #lines = new Map<string, Piece[]>();
  readonly #canonical = new Map<string, string>();
  readonly #members = new Map<string, { users: string[]; visitors: string[] }>();
  /** Most people; the groups are those of the others. */
  readonly #plain: PlainLines;

  constructor(input: IdentityInput) {
    this.#plain = plainLines(input);
    this.people = this.#plain.people;
    const edges = this.#plain.rest;
    const { bonds, conflicts } = guarded(bondsOf(edges), input.guards);
    for (const edge of edges) this.#know(edge);
    const known = new Set(this.#users.ids());
    // An id of which nobody said what it is (edges.ts, kindsOf) may be a visitor with sessions.
    for (const node of bonds.flatMap(({ a, b }) => [a, b])) {
      if (!isUser(node)) this.#visitors.add(node);
    }
    for (const { a, b } of bonds) {
      if (isUser(a) === isUser(b)) (isUser(a) ? this.#users : this.#visitors).join(a, b);
    }
    this.#nameUsers(bonds, known);
    const named = this.#namings(bonds, input.namings ?? new Map());
    for (const [root, namings] of named) this.#lines.set(root, this.#piecesOf(namings));
    this.#nameVisitors(bonds);
    this.#listMembers();
    this.conflicts = [...conflicts, ...this.#shared()];
  }

  /** Visitors whose line is that of several people. */
  get shared(): string[] {
    return this.conflicts.flatMap((one) => (one.kind === 'shared_visitor' ? [one.visitor] : []));
  }

  /** Customer of a visitor at a time. */
  ofVisitor(visitor: string, at: number): string {
    const person = this.ownerOf(this.people.numberOf(visitor));
    if (person !== CUT) return this.people.nameOf(person);
    const pieces = this.pieces(visitor);
    let owner = pieces[0];
    for (const piece of pieces) if (piece.at <= at) owner = piece;
    return owner?.customer ?? visitor;
  }

  ofUser(user: string): string {
    if (this.#isPlainUser(user)) return user;
    return this.#canonical.get(this.#users.rootOf(USER + user)) ?? userName(user);
  }

  /** Whose a visitor's line is, both by number; `CUT` where it is cut. Quicker than its pieces. */
  ownerOf(visitor: number): number {
    const known = this.#owners.get(visitor);
    if (known !== 0) return known - 2;
    const person = this.#plain.userOf(visitor) ?? this.#findOwner(visitor);
    this.#owners.set(visitor, person + 2);
    return person;
  }

  /** Whose the line of a visitor is whom no plain edge names. */
  #findOwner(visitor: number): number {
    const isAlone = this.#visitors.isEmpty && this.#users.isEmpty;
    const isOdd = [USER, VISITOR].some((prefix) => this.people.begins(visitor, prefix));
    if (isAlone && !this.#plain.isUser(visitor) && !isOdd) return visitor;
    const [piece, ...others] = this.pieces(this.people.nameOf(visitor));
    return piece && others.length === 0 ? this.people.numberOf(piece.customer) : CUT;
  }

  /** Whose the visitor's line is from when on; one piece unless the device is shared. */
  pieces(visitor: string): readonly Piece[] {
    const user = this.#plainUserOf(visitor);
    if (user !== undefined) return [{ at: -Infinity, customer: user }];
    const root = this.#visitors.rootOf(VISITOR + visitor);
    const cut = this.#lines.get(root);
    if (cut !== undefined) return cut;
    return [{ at: -Infinity, customer: this.#canonical.get(root) ?? this.#visitorName(visitor) }];
  }

  /** Everybody whose the visitor's line is between two times, both included. */
  ownersOf(visitor: string, from: number, to: number): string[] {
    const pieces = this.pieces(visitor);
    return pieces
      .filter((piece, i) => piece.at <= to && (pieces[i + 1]?.at ?? Infinity) > from)
      .map((piece) => piece.customer);
  }

  /** The customer any member id belongs to; undefined where no edge knows the id. */
  resolve(id: string): string | undefined {
    for (const node of [id, USER + id, VISITOR + id]) {
      if (isUser(node) && this.#isUser(bareId(node))) return this.ofUser(bareId(node));
      if (node.startsWith(VISITOR) && this.#isVisitor(bareId(node))) {
        return this.ofVisitor(bareId(node), Infinity);
      }
    }
    return undefined;
  }

  /** All ids of a customer, sorted. A customer that no edge knows is one visitor or one user. */
  members(customer: string): { users: readonly string[]; visitors: readonly string[] } {
    const visitors = this.#plainVisitorsOf(customer);
    if (visitors.length > 0) return { users: [customer], visitors: visitors.sort() };
    return this.#members.get(customer) ?? { users: [], visitors: [] };
  }

  /** Whether more than one id was joined to it. */
  isJoined(customer: string): boolean {
    if (this.#isPlainUser(customer)) return true;
    const { users, visitors } = this.members(customer);
    return users.length + visitors.length > 1;
  }

  /** How many of some people are joined: nearly all are not, so those that are get looked up. */
  joinedAmong(people: PersonSet): number {
    let count = 0;
    for (const user of this.#plain.users) if (people.has(user)) count++;
    for (const [customer, { users, visitors }] of this.#members) {
      if (users.length + visitors.length < 2 || this.#isPlainUser(customer)) continue;
      if (people.has(this.people.numberOf(customer))) count++;
    }
    return count;
  }

  #isUser(user: string): boolean {
    return this.#isPlainUser(user) || this.#users.has(USER + user);
  }

  #isVisitor(visitor: string): boolean {
    return this.#plainUserOf(visitor) !== undefined || this.#visitors.has(VISITOR + visitor);
  }

  #isPlainUser(id: string): boolean {
    const number = this.people.find(id);
    return number !== undefined && this.#plain.isUser(number);
  }

  #plainVisitorsOf(user: string): string[] {
    const number = this.people.find(user);
    return number === undefined ? [] : this.#plain.visitorsOf(number);
  }

  #plainUserOf(visitor: string): string | undefined {
    const number = this.people.find(visitor);
    const user = number === undefined ? undefined : this.#plain.userOf(number);
    return user === undefined ? undefined : this.people.nameOf(user);
  }

  #know(edge: Edge): void {
    if (edge.kind === 'group') return;
    const ends = edge.kind === 'identify' ? [VISITOR + edge.a, USER + edge.b] : [edge.a, edge.b];
    for (const end of ends) {
      if (isUser(end)) this.#users.add(end);
      if (end.startsWith(VISITOR)) this.#visitors.add(end);
    }
  }

  /** A group of users goes by the user of its earliest edge, at equal times by the smallest. */
  #nameUsers(bonds: readonly Bond[], known: ReadonlySet<string>): void {
    // An id that only may be a user (edges.ts, kindsOf) names nobody.
    const earliest = earliestOf(bonds, (node) => isUser(node) && known.has(node));
    for (const [root, node] of firstOfGroups(this.#users, earliest)) {
      this.#canonical.set(root, userName(bareId(node)));
    }
  }

  /** Visitors that no user was named for go by the visitor of the earliest edge. */
  #nameVisitors(bonds: readonly Bond[]): void {
    const earliest = earliestOf(bonds, (node) => !isUser(node));
    for (const [root, node] of firstOfGroups(this.#visitors, earliest)) {
      if (!this.#lines.has(root)) this.#canonical.set(root, this.#visitorName(bareId(node)));
    }
  }

  /** Who was named when, by group of visitors. */
  #namings(
    bonds: readonly Bond[],
    events: ReadonlyMap<string, readonly Naming[]>,
  ): Map<string, Naming[]> {
    const named = new Map<string, Naming[]>();
    const joined = new Set<string>();
    const add = (visitor: string, naming: Naming): void => {
      const root = this.#visitors.rootOf(visitor);
      const others = named.get(root);
      if (others === undefined) named.set(root, [naming]);
      else others.push(naming);
    };
    for (const { edge, a, b } of bonds) {
      if (isUser(a) === isUser(b)) continue;
      const [user, visitor] = isUser(a) ? [a, b] : [b, a];
      joined.add(`${visitor}\n${user}`);
      add(visitor, { at: edge.at, user: bareId(user) });
    }
    for (const [visitor, namings] of events) {
      for (const naming of namings) {
        // An undone or guarded bond does not come back by the events that made it.
        if (joined.has(`${VISITOR}${visitor}\n${USER}${naming.user}`))
          add(VISITOR + visitor, naming);
      }
    }
    return named;
  }

  #piecesOf(namings: readonly Naming[]): Piece[] {
    const inTime = [...namings].sort((a, b) => a.at - b.at || (a.user < b.user ? -1 : 1));
    const pieces: Piece[] = [];
    for (const { at, user } of inTime) {
      const customer = this.ofUser(user);
      if (pieces.at(-1)?.customer === customer) continue;
      pieces.push({ at: pieces.length === 0 ? -Infinity : at, customer });
    }
    return pieces;
  }

  #visitorName(visitor: string): string {
    const clash = this.#isUser(visitor) || isPrefixed(visitor);
    return clash ? VISITOR + visitor : visitor;
  }

  #listMembers(): void {
    const entryOf = (customer: string): { users: string[]; visitors: string[] } => {
      const entry = this.#members.get(customer) ?? { users: [], visitors: [] };
      this.#members.set(customer, entry);
      return entry;
    };
    for (const user of [...this.#users.ids()].map(bareId).sort()) {
      entryOf(this.ofUser(user)).users.push(user);
    }
    for (const visitor of [...this.#visitors.ids()].map(bareId).sort()) {
      const owners = new Set(this.pieces(visitor).map((piece) => piece.customer));
      for (const owner of owners) entryOf(owner).visitors.push(visitor);
    }
  }

  #shared(): Conflict[] {
    return [...this.#visitors.ids()].sort().flatMap((node): Conflict[] => {
      const users = [...new Set(this.pieces(bareId(node)).map((piece) => piece.customer))];
      return users.length > 1 ? [{ kind: 'shared_visitor', visitor: bareId(node), users }] : [];
    });
  }
}

function plainLines({ edges, guards }: IdentityInput): PlainLines {
  if (edges instanceof PlainLines) return edges;
  const lines = new PlainLines(guards);
  for (const edge of edges) lines.hear(edge);
  return lines;
}

/** A user goes by its id unless that reads like a prefixed one. */
function userName(user: string): string {
  return isPrefixed(user) ? USER + user : user;
}

function isPrefixed(id: string): boolean {
  return id.startsWith(USER) || id.startsWith(VISITOR);
}

function earliestOf(
  bonds: readonly Bond[],
  wanted: (node: string) => boolean,
): Map<string, number> {
  const earliest = new Map<string, number>();
  for (const { edge, a, b } of bonds) {
    for (const node of [a, b]) {
      if (!wanted(node)) continue;
      earliest.set(node, Math.min(edge.at, earliest.get(node) ?? Infinity));
    }
  }
  return earliest;
}

function firstOfGroups(groups: Groups, earliest: ReadonlyMap<string, number>): Map<string, string> {
  const first = new Map<string, string>();
  for (const node of groups.ids()) {
    const root = groups.rootOf(node);
    const best = first.get(root);
    if (best === undefined || precedes(node, best, earliest)) first.set(root, node);
  }
  return first;
}

function precedes(a: string, b: string, earliest: ReadonlyMap<string, number>): boolean {
  const [left, right] = [earliest.get(a) ?? Infinity, earliest.get(b) ?? Infinity];
  return left === right ? a < b : left < right;
}
