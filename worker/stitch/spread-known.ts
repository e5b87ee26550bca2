import { readHeld, type Held } from './held.ts';
import { readSpread, type Spread } from './spread.ts';

/** How long a count of symbols is good enough, milliseconds. */
const FRESH = 60_000;

interface Known {
  /** Absent while nobody has asked; null where the site is not spread. */
  spread?: Spread | null;
  held: Map<string, { held: Held; at: number }>;
}

/** Per home database and site: what writers of this isolate go by until a guard tells them better. */
const known = new WeakMap<D1Database, Map<number, Known>>();

function knownOf(home: D1Database, site: number): Known {
  const sites = known.get(home) ?? new Map<number, Known>();
  known.set(home, sites);
  const one = sites.get(site) ?? { held: new Map() };
  sites.set(site, one);
  return one;
}

/** The spread as it was when this isolate last asked. */
export async function knownSpread(home: D1Database, site: number): Promise<Spread | undefined> {
  const one = knownOf(home, site);
  one.spread ??= (await readSpread(home, site)) ?? null;
  return one.spread ?? undefined;
}

export interface AskedHeld {
  home: D1Database;
  site: number;
  name: string;
  db: D1Database;
}

/** What a database takes of the site, as it was when this isolate last asked. */
export async function knownHeld({ home, site, name, db }: AskedHeld): Promise<Held> {
  const { held } = knownOf(home, site);
  const last = held.get(name);
  if (last !== undefined && Date.now() - last.at < FRESH) return last.held;
  const now = { held: await readHeld(db, site, db === home), at: Date.now() };
  held.set(name, now);
  return now.held;
}

/** What was known turned out to be old. */
export function forgetSpread(home: D1Database, site: number): void {
  known.get(home)?.delete(site);
}
