import lakePartsAll from '../../sql/lake_parts.all.sql';
import lakesList from '../../sql/lakes.list.sql';
import lakesRead from '../../sql/lakes.read.sql';
import { FILES, type StoredPart } from '../../lake/part.ts';
import type { Moving } from './span.ts';

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

/**
 * Lists in the bucket what the database says of it. It is read before the database is and written only
 * where it is still as it was read: of two writers the later one has the later state.
 */
export async function writeManifest({ db, bucket, site, now }: Moving): Promise<void> {
  const key = manifestKey(site.id);
  for (let tries = 0; tries < TRIES; tries++) {
    const before = await bucket.head(key);
    const [known, listed] = await db.batch([
      db.prepare(lakesRead).bind(site.number),
      db.prepare(lakePartsAll).bind(site.number),
    ]);
    const [lake] = (known?.results ?? []) as { changes: number; listed: number }[];
    if (lake === undefined || lake.changes === lake.listed) return;
    const parts = ((listed?.results ?? []) as StoredPart[]).map(toManifestPart);
    const manifest: Manifest = {
      version: 1,
      site: site.id,
      changes: lake.changes,
      written_at: new Date(now).toISOString(),
      sessions: parts.reduce((sum, part) => sum + part.sessions, 0),
      events: parts.reduce((sum, part) => sum + part.events, 0),
      parts,
    };
    const put = await bucket.put(key, JSON.stringify(manifest, null, 1), {
      httpMetadata: { contentType: 'application/json' },
      // Where there is none yet, none must have come.
      onlyIf: before === null ? { etagDoesNotMatch: '*' } : { etagMatches: before.etag },
    });
    if (put === null) continue;
    await db.prepare(lakesList).bind(site.number, lake.changes).run();
    return;
  }
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
