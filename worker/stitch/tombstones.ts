import tombstonesRead from '../sql/tombstones.read.sql';
import type { Erasures } from './erasures.ts';
import { chunksOf } from './plan.ts';

export type TombstoneKind = 'visitor' | 'user' | 'email';

/** Of an id that was erased: which times of it, milliseconds, both ends included. */
export interface Tombstone {
  spans: readonly (readonly [from: number, to: number])[];
  /** Likewise, by the sender's own clock. */
  clocks: readonly (readonly [from: number, to: number])[];
}

export interface Named {
  kind: TombstoneKind;
  id: string;
}

const text = new TextEncoder();

/** 128 bits of SHA-256, salted by the site: an id is recognised by it, and cannot be read from it. */
export async function hashOfId(salt: string, { kind, id }: Named): Promise<string> {
  const bytes = text.encode(`${salt}\n${kind}\n${kind === 'email' ? id.toLowerCase() : id}`);
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return hash.subarray(0, 16).toBase64({ alphabet: 'base64url', omitPadding: true });
}

/** Ids an isolate remembers, of one version of a site's erasures. */
const REMEMBERED = 20_000;

/** What was looked up once holds until something else is erased. */
const remembered = new WeakMap<Erasures, Map<string, Tombstone | null>>();

/** The tombstones of some ids, by `keyOfId`. */
export async function tombstonesOf(
  db: D1Database,
  { site, erasures, ids }: { site: number; erasures: Erasures; ids: readonly Named[] },
): Promise<Map<string, Tombstone>> {
  const known = remembered.get(erasures) ?? new Map<string, Tombstone | null>();
  if (known.size > REMEMBERED) known.clear();
  remembered.set(erasures, known);
  const asked = new Map<string, string>();
  for (const named of ids) {
    const key = keyOfId(named);
    if (known.has(key) || asked.has(key)) continue;
    asked.set(key, JSON.stringify([named.kind, await hashOfId(erasures.salt, named)]));
  }
  const found = await readTombstones(db, site, [...asked.values()]);
  for (const [key, hash] of asked) known.set(key, found.get(hash) ?? null);
  const buried = new Map<string, Tombstone>();
  for (const named of ids) {
    const tombstone = known.get(keyOfId(named));
    if (tombstone) buried.set(keyOfId(named), tombstone);
  }
  return buried;
}

/** By JSON of [kind, hash]. */
export async function readTombstones(
  db: D1Database,
  site: number,
  hashes: readonly string[],
): Promise<Map<string, Tombstone>> {
  const found = new Map<string, Tombstone>();
  for (const chunk of chunksOf(hashes.map((hash) => JSON.parse(hash) as unknown))) {
    const { results } = await db
      .prepare(tombstonesRead)
      .bind(site, chunk)
      .all<{ kind: string; subject: string; spans: string; clocks: string }>();
    for (const { kind, subject, ...stored } of results) {
      // Written by worker/privacy/ alone, so their shape is known.
      const spans = JSON.parse(stored.spans) as [number, number][];
      const clocks = JSON.parse(stored.clocks) as [number, number][];
      found.set(JSON.stringify([kind, subject]), { spans, clocks });
    }
  }
  return found;
}

export function keyOfId({ kind, id }: Named): string {
  return `${kind} ${kind === 'email' ? id.toLowerCase() : id}`;
}

/**
 * Whether what happened then is erased. `skew` is there where a clock was shifted: a batch that is sent
 * again byte for byte long after looks like one of a slow clock, and its own time tells.
 */
export function isBuried(tombstone: Tombstone | undefined, at: number, skew?: number): boolean {
  if (tombstone === undefined) return false;
  const { spans, clocks } = tombstone;
  return holds(spans, at) || (skew !== undefined && holds(clocks, at + skew));
}

function holds(spans: Tombstone['spans'], at: number): boolean {
  return spans.some(([from, to]) => at >= from && at <= to);
}
