import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SessionRow } from '../../worker/stitch/session-row.ts';
import type { Event } from '../../worker/stitch/event.ts';
import { unpackEvents } from '../../worker/stitch/pack.ts';

export interface StoredEvents {
  /** Ids by visitor, with repeats if there were any. */
  events: Map<string, string[]>;
  quarantined: number;
}

/** What is in the database's file, read without the server. */
export function storedIn(folder: string): StoredEvents {
  const events = new Map<string, string[]>();
  for (const [visitor, all] of eventsIn(folder)) {
    events.set(
      visitor,
      all.map(({ id }) => id),
    );
  }
  return { events, quarantined: read(folder, countQuarantined) };
}

/** All stored events by visitor, as they lie in the database's file. */
export function eventsIn(folder: string): Map<string, Event[]> {
  return read(folder, (db) => {
    const symbols = new Map<string, string>();
    for (const row of db.prepare('select id, text from symbols').all()) {
      symbols.set(String(row['id']), String(row['text']));
    }
    const events = new Map<string, Event[]>();
    const columns = 'visitor, start, names, times, pages, ids, props, facts, strings';
    for (const row of db.prepare(`select ${columns} from sessions`).all()) {
      const session = row as unknown as SessionRow;
      const more = unpackEvents(session, (id) => symbols.get(id));
      events.set(session.visitor, [...(events.get(session.visitor) ?? []), ...more]);
    }
    return events;
  });
}

function countQuarantined(db: DatabaseSync): number {
  const [row] = db.prepare('select count(*) as n from quarantine').all();
  return Number(row?.['n']);
}

function read<T>(folder: string, reader: (db: DatabaseSync) => T): T {
  const db = new DatabaseSync(fileIn(join(folder, 'database')), { readOnly: true });
  try {
    return reader(db);
  } finally {
    db.close();
  }
}

function fileIn(folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) =>
      file.endsWith('.sqlite') && file.includes('D1Database') && !file.endsWith('metadata.sqlite'),
  );
  const [file] = files;
  if (file === undefined || files.length !== 1)
    throw new Error(`${files.length} databases in ${folder}`);
  return join(folder, file);
}
