import type { Json } from '../../schema/index.ts';
import { Reader, sessionId } from '../history/index.ts';
import { eventOf, type TouchpointRow } from '../history/touchpoint-row.ts';
import touchpointsReadUsers from '../sql/touchpoints.read-users.sql';
import usersById from '../sql/users.by-id.sql';
import type { Event } from '../stitch/event.ts';
import type { StoredTraits } from '../stitch/traits.ts';
import { findLetters } from './dead-letters.ts';
import { findDeliveries } from './deliveries.ts';
import { edgesOf } from './edges.ts';
import { readStretch } from './line.ts';
import { findOrders } from './orders.ts';
import { Person } from './person.ts';
import { findQuarantined } from './quarantine.ts';
import type { StoreName } from './receipt.ts';
import type { Scope, Subject } from './subject.ts';
import { whoIs } from './who.ts';
import { placesOf, type Work } from './work.ts';

/** Something that is kept of a person, with where it is. */
export type Kept = { store: StoreName } & Record<string, Json>;

/** All that is kept of somebody at this moment, as erasure would find it. */
export async function* bundleOf(
  work: Work,
  asked: { subject: Subject; scope: Scope },
): AsyncGenerator<Kept> {
  const person = new Person(await whoIs(new Reader(work.databases, work.site), asked));
  for (const { kind, a, b, at, source, reason, verified } of await edgesOf(work, person))
    yield {
      store: 'edges',
      kind,
      a,
      b,
      at: timeOf(at),
      source,
      reason: reason ?? '',
      verified: verified === 1,
    };
  yield* ofUsers(work, person);
  yield* ofLines(work, person);
  yield* ofOrders(work, person);
  yield* ofFaults(work, person);
  yield* ofDeliveries(work, person);
}

async function* ofUsers({ databases: { db }, site }: Work, { who }: Person): AsyncGenerator<Kept> {
  const asked = JSON.stringify(who.users);
  const [users, contacts] = await db.batch([
    db.prepare(usersById).bind(site.number, asked),
    db.prepare(touchpointsReadUsers).bind(site.number, asked),
  ]);
  // The columns of the statements.
  for (const { id, traits, first_at } of (users?.results ?? []) as {
    id: string;
    traits: string;
    first_at: number;
  }[]) {
    const stored = Object.entries(JSON.parse(traits) as StoredTraits);
    const told = stored.map(([name, [value, at]]) => ({ name, value, at: timeOf(at) }));
    yield { store: 'users', user: id, first_at: timeOf(first_at), traits: told };
  }
  for (const row of (contacts?.results ?? []) as TouchpointRow[])
    yield { store: 'touchpoints', ...shown(eventOf(row)) };
}

async function* ofLines(work: Work, person: Person): AsyncGenerator<Kept> {
  for (const visitor of person.lines) {
    const seen = new Set<string>();
    for (const place of placesOf(work)) {
      const { touched } = await readStretch(work, { ...place, visitor, person });
      for (const { session, kept, archived } of touched) {
        const others = new Set(kept);
        for (const event of session.events) {
          // A bucket that is moving stands in two databases.
          if (others.has(event) || seen.has(event.id)) continue;
          seen.add(event.id);
          const of = { session: sessionId(visitor, session.start), visitor };
          yield { store: archived ? 'archived' : 'sessions', ...of, ...shown(event) };
        }
      }
    }
  }
}

async function* ofOrders(work: Work, person: Person): AsyncGenerator<Kept> {
  for (let after: string | undefined = ''; after !== undefined;) {
    const { found, next }: Awaited<ReturnType<typeof findOrders>> = await findOrders(
      work, person, after,
    ); // prettier-ignore
    for (const { id, theirs } of found)
      yield {
        store: 'orders',
        order: id,
        told: theirs.map((copy) => ({ ...copy, at: timeOf(copy.at) })),
      };
    after = next;
  }
}

/** What broke a rule, and what could not be delivered. */
async function* ofFaults(work: Work, person: Person): AsyncGenerator<Kept> {
  for (let after: string | undefined = ''; after !== undefined;) {
    const { rows, next }: Awaited<ReturnType<typeof findQuarantined>> = await findQuarantined(
      work, person, after,
    ); // prettier-ignore
    for (const { reason, visitor, body, received_at } of rows) {
      const kept = JSON.parse(body) as Json;
      yield { store: 'quarantine', reason, visitor, body: kept, received_at: timeOf(received_at) };
    }
    after = next;
  }
  for (let after: string | undefined = ''; after !== undefined;) {
    const { rows, next }: Awaited<ReturnType<typeof findLetters>> = await findLetters(
      work, person, { after },
    ); // prettier-ignore
    for (const { id, reason, at } of rows) {
      // What else stands in the letter may be somebody else's.
      yield { store: 'dead_letters', letter: id, reason, at: timeOf(at) };
    }
    after = next;
  }
}

/** What was sent to others of the person, or is to be. */
async function* ofDeliveries(work: Work, person: Person): AsyncGenerator<Kept> {
  for (let after: string | undefined = ''; after !== undefined;) {
    const { rows, next }: Awaited<ReturnType<typeof findDeliveries>> = await findDeliveries(
      work, person, after,
    ); // prettier-ignore
    for (const { id, visitor, user, at, body } of rows) {
      const { payload } = JSON.parse(body) as { payload?: string };
      const sent = payload === undefined ? null : (JSON.parse(payload) as Json);
      yield { store: 'deliveries', delivery: id, visitor, user, at: timeOf(at), payload: sent };
    }
    after = next;
  }
}

function shown({ id, at, name, page, props, user, source, context }: Event): Record<string, Json> {
  return {
    event: id, at: timeOf(at), name, page: page ?? null, properties: props ?? null, user: user ?? null,
    source: source ? { ...source } : null, context: { ...context },
  }; // prettier-ignore
}

function timeOf(at: number): string {
  return new Date(at).toISOString();
}
