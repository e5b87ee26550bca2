import lakeGoneAnyMoved from '../../sql/lake_gone.any-moved.sql';
import lakePartsAll from '../../sql/lake_parts.all.sql';
import lakesList from '../../sql/lakes.list.sql';
import lakesRead from '../../sql/lakes.read.sql';
import { FILES, type StoredPart } from '../../lake/part.ts';
import { readSpread } from '../../stitch/spread.ts';

/** What another engine needs to know: which objects are a site's, now. */
export interface Manifest {
  version: 1;
  site: string;
  /** Counts what changed; a higher one is a later one. */
  changes: number;
  written_at: string;
  sessions: number;
  events: number;
  parts: ManifestPart[];
}

export interface ManifestPart {
  /** UTC, of the start of its sessions. */
  day: string;
  /** Sessions that began in [from, to). Another part may lie in the same object: these bounds count. */
  from: string;
  to: string;
  generation: number;
  sessions: number;
  events: number;
  events_file: string;
  sessions_file: string;
}

/** How often it is written anew where somebody else wrote it meanwhile. */
const TRIES = 5;

export function manifestKey(site: string): string {
  return `site=${site}/manifest.json`;
}

/** What the manifest is made of. */
export interface Listing {
  home: D1Database;
  /** All that may have something of the site. */
  databases: readonly D1Database[];
  bucket: R2Bucket;
  site: { number: number; id: string };
  now: number;
}

/**
 * Lists in the bucket what the databases say of it. It is read before they are and written only where it
 * is still as it was read: of two writers the later one has the later state. While sessions move from one
 * database to another, both have files of them: until that is over the manifest stays as it was.
 */
export async function writeManifest(listing: Listing): Promise<void> {
  const { databases, bucket, site, now } = listing;
  const key = manifestKey(site.id);
  for (let tries = 0; tries < TRIES; tries++) {
    const before = await bucket.head(key);
    const states = await Promise.all(databases.map((db) => readState(db, site.number)));
    if (states.every(({ changes, listed }) => changes === listed)) return;
    // Looked at after the databases were: what began to move later they cannot have shown.
    if (states.some(({ isMoved }) => isMoved) || (await isMoving(listing))) return;
    const parts = states.flatMap((state) => state.parts).sort(inOrder);
    const manifest: Manifest = {
      version: 1,
      site: site.id,
      changes: states.reduce((sum, { changes }) => sum + changes, 0),
      written_at: new Date(now).toISOString(),
      sessions: parts.reduce((sum, part) => sum + part.sessions, 0),
      events: parts.reduce((sum, part) => sum + part.events, 0),
      parts: parts.map(toManifestPart),
    };
    const put = await bucket.put(key, JSON.stringify(manifest, null, 1), {
      httpMetadata: { contentType: 'application/json' },
      // Where there is none yet, none must have come.
      onlyIf: before === null ? { etagDoesNotMatch: '*' } : { etagMatches: before.etag },
    });
    if (put === null) continue;
    for (const [i, { changes }] of states.entries()) {
      await databases[i]?.prepare(lakesList).bind(site.number, changes).run();
    }
    return;
  }
}

interface State {
  changes: number;
  listed: number;
  /** Its files hold what another database has by now. */
  isMoved: boolean;
  parts: StoredPart[];
}

async function readState(db: D1Database, site: number): Promise<State> {
  const [known, moved, listed] = await db.batch([
    db.prepare(lakesRead).bind(site),
    db.prepare(lakeGoneAnyMoved).bind(site),
    db.prepare(lakePartsAll).bind(site),
  ]);
  // The columns of the statements.
  const [lake = { changes: 0, listed: 0 }] = (known?.results ?? []) as Omit<State, 'parts'>[];
  const parts = (listed?.results ?? []) as StoredPart[];
  return { ...lake, isMoved: (moved?.results ?? []).length > 0, parts };
}

async function isMoving({ home, site }: Listing): Promise<boolean> {
  const spread = await readSpread(home, site.number);
  return spread !== undefined && (spread.move !== undefined || spread.leftovers.length > 0);
}

function inOrder(a: StoredPart, b: StoredPart): number {
  return a.from - b.from || (a.prefix < b.prefix ? -1 : 1);
}

function toManifestPart({
  from,
  to,
  prefix,
  generation,
  sessions,
  events,
}: StoredPart): ManifestPart {
  const [first, last] = [from, to].map((second) => new Date(second * 1_000).toISOString());
  return {
    day: (first ?? '').slice(0, 10),
    from: first ?? '',
    to: last ?? '',
    generation,
    sessions,
    events,
    events_file: `${prefix}/${FILES.events}`,
    sessions_file: `${prefix}/${FILES.sessions}`,
  };
}
