import { isObject, type Json } from '../../schema/index.ts';
import { addressesIn } from './addresses.ts';
import type { Erasures } from './erasures.ts';
import type { Edge, Event, Line, Quarantined, Traits } from './event.ts';
import type { Intake } from './intake.ts';
import { ownFirings } from './own-firings.ts';
import { isBuried, keyOfId, tombstonesOf, type Named, type Tombstone } from './tombstones.ts';

/** An intake as far as nobody had it erased, and how many of its events are left out. */
export interface Unburied {
  intake: Intake;
  erased: number;
}

/**
 * What is sent again of somebody who was erased is not stored: events up to the erasure, what they say of
 * users, and what broke a rule. What happened later is another matter.
 */
export async function withoutErased(
  home: D1Database,
  intake: Intake,
  erasures: Erasures,
): Promise<Unburied> {
  if (erasures.version === 0) return { intake, erased: 0 };
  const ids = idsIn(intake);
  const buried = await tombstonesOf(home, { site: intake.site.number, erasures, ids });
  if (buried.size === 0) return { intake, erased: 0 };
  return new Sieve(buried).sift(intake);
}

/** Everybody an intake speaks of. */
export function idsIn({ lines, edges, traits, quarantined }: Intake): Named[] {
  const ids: Named[] = [];
  for (const { visitor, user, events } of lines) {
    if (visitor !== undefined) ids.push({ kind: 'visitor', id: visitor });
    const users = new Set([user, ...events.map((event) => event.user)]);
    for (const id of users) if (id !== undefined) ids.push({ kind: 'user', id });
  }
  for (const edge of edges) ids.push(...endsOf(edge));
  for (const one of traits) ids.push(...namedInTraits(one));
  for (const one of quarantined) ids.push(...namedInQuarantined(one));
  return ids;
}

/** Whom an edge may be about; an account is nobody. */
function endsOf({ kind, a, b }: Edge): Named[] {
  if (kind === 'identify') {
    return [
      { kind: 'visitor', id: a },
      { kind: 'user', id: b },
    ];
  }
  return (kind === 'group' ? [a] : [a, b]).flatMap((end): Named[] => {
    const id = end.slice(end.indexOf(':') + 1);
    if (end.startsWith('user:')) return [{ kind: 'user', id }];
    if (end.startsWith('visitor:')) return [{ kind: 'visitor', id }];
    return [
      { kind: 'user', id },
      { kind: 'visitor', id },
    ];
  });
}

function namedInTraits({ user, traits }: Traits): Named[] {
  const addresses = addressesIn(traits).map((id): Named => ({ kind: 'email', id }));
  return user === undefined ? addresses : [{ kind: 'user', id: user }, ...addresses];
}

/** Members that name somebody, as pages, Segment's clients and imports call them. */
const VISITOR_KEYS = new Set([
  'visitor',
  'anonymousId',
  'anonymous_id',
  'previousId',
  'previous_id',
]);
const USER_KEYS = new Set(['user', 'userId', 'user_id', 'previousId', 'previous_id']);

/** Members of a broken event that are looked at: it has 64 KB at most. */
const LOOKED_AT = 5_000;

function namedInQuarantined({ visitor, body }: Quarantined): Named[] {
  const ids: Named[] = visitor === '' ? [] : [{ kind: 'visitor', id: visitor }];
  return [...ids, ...namedIn(body)];
}

/** Whom a text or an object names. */
export function namedIn(body: Json): Named[] {
  const ids: Named[] = addressesIn(body).map((id) => ({ kind: 'email', id }));
  let left = LOOKED_AT;
  const look = (value: Json): void => {
    if (left-- <= 0 || value === null || typeof value !== 'object') return;
    for (const [key, member] of Object.entries(value)) {
      look(member);
      if (typeof member !== 'string' && typeof member !== 'number') continue;
      const id = String(member).trim();
      if (VISITOR_KEYS.has(key)) ids.push({ kind: 'visitor', id });
      if (USER_KEYS.has(key)) ids.push({ kind: 'user', id });
    }
  };
  look(parsed(body));
  return ids;
}

/** A line of a file is kept as its text. */
function parsed(body: Json): Json {
  if (typeof body !== 'string') return body;
  try {
    return JSON.parse(body) as Json;
  } catch {
    return body;
  }
}

class Sieve {
  readonly #buried: ReadonlyMap<string, Tombstone>;
  /** Visitors and times of events that were left out: what they say of users came with them. */
  readonly #left = new Set<string>();
  #erased = 0;

  constructor(buried: ReadonlyMap<string, Tombstone>) {
    this.#buried = buried;
  }

  sift(intake: Intake): Unburied {
    const lines = intake.lines.flatMap((line) => this.#lineOf(line));
    const edges = intake.edges.filter((edge) => !this.#isEdgeBuried(edge));
    const traits = intake.traits.filter((one) => !this.#areTraitsBuried(one));
    const quarantined = intake.quarantined.filter((one) => !this.#isQuarantinedBuried(one));
    this.#erased += intake.quarantined.length - quarantined.length;
    const sifted: Intake = { ...intake, lines, edges, traits, quarantined };
    if (intake.firings !== undefined) sifted.firings = ownFirings(sifted);
    return { intake: sifted, erased: this.#erased };
  }

  #of(named: Named): Tombstone | undefined {
    return this.#buried.get(keyOfId(named));
  }

  #lineOf(line: Line): Line[] {
    const events = line.events.filter((event) => !this.#isEventBuried(line, event));
    this.#erased += line.events.length - events.length;
    if (events.length === line.events.length) return [line];
    return events.length === 0 ? [] : [{ ...line, events }];
  }

  #isEventBuried({ visitor, user }: Line, event: Event): boolean {
    const { at, context } = event;
    const named: Named[] = [];
    if (visitor !== undefined) named.push({ kind: 'visitor', id: visitor });
    for (const id of [user, event.user]) if (id !== undefined) named.push({ kind: 'user', id });
    // A user's devices have clocks of their own: each device's is held against its own.
    const skewOf = ({ kind }: Named): number | undefined =>
      kind === 'visitor' || visitor === undefined ? context.skew : undefined;
    const isIt = named.some((one) => isBuried(this.#of(one), at, skewOf(one)));
    if (isIt) for (const { kind, id } of named) this.#left.add(`${kind} ${id} ${at}`);
    return isIt;
  }

  #isEdgeBuried(edge: Edge): boolean {
    return endsOf(edge).some(
      (end) =>
        isBuried(this.#of(end), edge.at) || this.#left.has(`${end.kind} ${end.id} ${edge.at}`),
    );
  }

  #areTraitsBuried(one: Traits): boolean {
    return namedInTraits(one).some(
      (named) =>
        isBuried(this.#of(named), one.at) || this.#left.has(`${named.kind} ${named.id} ${one.at}`),
    );
  }

  /** One that does not say when it was is taken for old. */
  #isQuarantinedBuried(one: Quarantined): boolean {
    const at = timeIn(one.body);
    return namedInQuarantined(one).some((named) => {
      const tombstone = this.#of(named);
      return tombstone !== undefined && (at === undefined || isBuried(tombstone, at));
    });
  }
}

/** When a broken event says it happened. */
export function timeIn(body: Json): number | undefined {
  const event = parsed(body);
  if (!isObject(event)) return undefined;
  for (const key of ['at', 'originalTimestamp', 'timestamp']) {
    const stated = event[key];
    const at = typeof stated === 'string' ? Date.parse(stated) : stated;
    if (typeof at === 'number' && Number.isFinite(at)) return at;
  }
  return undefined;
}
