import touchpointsReadLatest from '../sql/touchpoints.read-latest.sql';
import touchpointsReadUsers from '../sql/touchpoints.read-users.sql';
import { idsOf, PersonSet, type Identity, type Reader } from '../history/index.ts';

/** Ids asked for at once: those of everybody would be a text of many megabytes. */
const CHUNK = 5_000;

/** Those of some people whom any of their visitors or users shows before `from`. */
export async function peopleBefore(
  reader: Reader,
  identity: Identity,
  people: Iterable<number>,
  from: number,
): Promise<PersonSet> {
  const before = new PersonSet();
  if (!(await isAnythingBefore(reader, from))) return before;
  const told = new Told(reader, identity, from);
  let [visitors, users]: [string[], string[]] = [[], []];
  const ask = async (): Promise<void> => {
    for (const person of await told.visitors(visitors)) before.add(person);
    for (const person of await told.users(users)) before.add(person);
    [visitors, users] = [[], []];
  };
  for (const person of people) {
    const ids = idsOf(identity, identity.people.nameOf(person));
    for (const visitor of ids.visitors) visitors.push(visitor);
    for (const user of ids.users) users.push(user);
    if (visitors.length >= CHUNK || users.length >= CHUNK) await ask();
  }
  await ask();
  return before;
}

/** Whom ids were before a time. */
class Told {
  readonly #reader: Reader;
  readonly #identity: Identity;
  readonly #from: number;

  constructor(reader: Reader, identity: Identity, from: number) {
    this.#reader = reader;
    this.#identity = identity;
    this.#from = from;
  }

  async visitors(ids: readonly string[]): Promise<number[]> {
    if (ids.length === 0) return [];
    const found = await this.#reader.sessions.firstSeen(ids);
    return found.flatMap(({ visitor, start }) => {
      if (start >= this.#from) return [];
      const owners = this.#identity.ownersOf(visitor, start, this.#from - 1);
      return owners.map((owner) => this.#identity.people.numberOf(owner));
    });
  }

  async users(ids: readonly string[]): Promise<number[]> {
    if (ids.length === 0) return [];
    const asked = JSON.stringify(ids);
    const rows = await this.#reader.rows<{ user: string; at: number }>(touchpointsReadUsers, asked);
    return rows.flatMap(({ user, at }) =>
      at < this.#from ? [this.#identity.people.numberOf(this.#identity.ofUser(user))] : [],
    );
  }
}

async function isAnythingBefore(reader: Reader, at: number): Promise<boolean> {
  const [sessions, [contacts]] = await Promise.all([
    reader.sessions.newest(Math.ceil(at / 1_000), 1),
    reader.rows<{ touchpoints: number }>(touchpointsReadLatest, at, 1),
  ]);
  return sessions.length > 0 || (contacts?.touchpoints ?? 0) > 0;
}
