import { identityAround, type Identity, type Reader } from '../history/index.ts';
import usersFind from '../sql/users.find.sql';
import usersReadTraits from '../sql/users.read-traits.sql';
import { addressesIn } from '../stitch/addresses.ts';
import type { Edge } from '../stitch/event.ts';
import type { StoredTraits } from '../stitch/traits.ts';
import { foundIn, LOOKED_AT, type ChunkRow, type Found as FoundIds } from './find.ts';
import { EVER, nameOf, type Scope, type Span, type Subject, type Who } from './subject.ts';

/** Traits that tell a user's own address; others may hold somebody else's. */
const OWN_ADDRESS = /^e[-_ ]?mail([-_ ]?address)?$/i;

/** Who it is, as edges and traits tell at this moment. */
export async function whoIs(
  reader: Reader,
  { subject, scope }: { subject: Subject; scope: Scope },
): Promise<Who> {
  const { kind, id } = nameOf(subject);
  if (kind === 'visitor') return ofVisitor(reader, id, scope);
  const users = kind === 'user' ? [id] : await usersWith(reader, id);
  const who = await ofUsers(reader, users, scope);
  if (kind === 'email') who.emails = [...new Set([...who.emails, id])];
  return who;
}

/** A device that several people share is nobody's in particular: its line goes, and nothing else of theirs. */
async function ofVisitor(reader: Reader, visitor: string, scope: Scope): Promise<Who> {
  const alone: Who = {
    visitors: [{ id: visitor, spans: [EVER] }], users: [], emails: [], naming: [],
  }; // prettier-ignore
  if (scope === 'id') return alone;
  const { identity, edges } = await identityAround(reader, [visitor]);
  const [piece, ...others] = identity.pieces(visitor);
  if (piece === undefined || others.length > 0) return alone;
  const { users, visitors } = identity.members(piece.customer);
  const all = new Set([visitor, ...visitors]);
  return finished(reader, { identity, edges, users, visitors: all, customers: [piece.customer] });
}

async function ofUsers(reader: Reader, named: readonly string[], scope: Scope): Promise<Who> {
  const { identity, edges } = await identityAround(reader, named);
  if (scope === 'id')
    return finished(reader, { identity, edges, users: named, visitors: [], customers: [] });
  const customers = [...new Set(named.map((user) => identity.ofUser(user)))];
  const members = customers.map((customer) => identity.members(customer));
  const users = new Set([...named, ...members.flatMap((member) => member.users)]);
  const visitors = new Set(members.flatMap((member) => member.visitors));
  return finished(reader, { identity, edges, users, visitors, customers });
}

interface Found {
  identity: Identity;
  edges: readonly Edge[];
  users: Iterable<string>;
  visitors: Iterable<string>;
  customers: readonly string[];
}

async function finished(reader: Reader, found: Found): Promise<Who> {
  const users = [...found.users].sort();
  const visitors = [...found.visitors].sort().map((id) => ({ id, spans: spansOf(found, id) }));
  const asked = new Set(users);
  const known = new Set(visitors.map(({ id }) => id));
  const naming = found.edges
    .filter(({ kind, a, b }) => kind === 'identify' && asked.has(b) && !known.has(a))
    .map(({ a }) => a);
  return {
    visitors,
    users,
    emails: await addressesOf(reader, users),
    naming: [...new Set(naming)].sort(),
  };
}

/** When the device was theirs: always, unless somebody else is named on it. */
function spansOf({ identity, customers }: Found, visitor: string): Span[] {
  const pieces = identity.pieces(visitor);
  if (pieces.every(({ customer }) => customers.includes(customer))) return [EVER];
  return pieces.flatMap(({ at, customer }, i): Span[] => {
    if (!customers.includes(customer)) return [];
    const next = pieces[i + 1];
    return [[Math.max(at, EVER[0]), next === undefined ? EVER[1] : next.at - 1]];
  });
}

/** Users whose own address it is, or who go by it. */
async function usersWith(reader: Reader, address: string): Promise<string[]> {
  const named: string[] = [];
  for (let after: string | undefined = ''; after !== undefined;) {
    const needles = JSON.stringify([JSON.stringify(address).slice(1, -1)]);
    const [chunk]: ChunkRow[] = await reader.rows<ChunkRow>(usersFind, after, LOOKED_AT, needles);
    const { ids, next }: FoundIds = foundIn(chunk);
    const own = await ownAddressesOf(reader, ids);
    const isTheirs = (user: string): boolean =>
      user.toLowerCase() === address || (own.get(user)?.includes(address) ?? false);
    named.push(...ids.filter(isTheirs));
    after = next;
  }
  // It may be the id of a user of whom no trait was ever told.
  return [...new Set([address, ...named])];
}

async function addressesOf(reader: Reader, users: readonly string[]): Promise<string[]> {
  const own = await ownAddressesOf(reader, users);
  return [...new Set([...own.values(), addressesIn(users)].flat())].sort();
}

async function ownAddressesOf(
  reader: Reader,
  users: readonly string[],
): Promise<Map<string, string[]>> {
  if (users.length === 0) return new Map();
  const rows = await reader.rows<{ user: string; traits: string }>(
    usersReadTraits,
    JSON.stringify(users),
  );
  return new Map(
    rows.map(({ user, traits }) => {
      // Written by stitch/traits-plan.ts alone.
      const own = Object.entries(JSON.parse(traits) as StoredTraits)
        .filter(([name]) => OWN_ADDRESS.test(name))
        .map(([, [value]]) => value);
      return [user, addressesIn(own)];
    }),
  );
}

/** Both together: what was known of somebody is gone from the edges once it is erased. */
export function joinWho(a: Who, b: Who): Who {
  const visitors = new Map<string, Span[]>();
  for (const { id, spans } of [...a.visitors, ...b.visitors]) {
    const known = visitors.get(id) ?? [];
    const fresh = spans.filter(
      ([from, to]) => !known.some((one) => one[0] === from && one[1] === to),
    );
    visitors.set(id, [...known, ...fresh]);
  }
  const both = (of: 'users' | 'emails' | 'naming'): string[] =>
    [...new Set([...a[of], ...b[of]])].sort();
  return {
    visitors: [...visitors].map(([id, spans]) => ({ id, spans })),
    users: both('users'),
    emails: both('emails'),
    naming: both('naming').filter((id) => !visitors.has(id)),
  };
}
