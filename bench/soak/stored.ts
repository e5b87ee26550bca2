import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SessionRow } from '../../worker/stitch/session-row.ts';
import { unpackEvents } from '../../worker/stitch/pack.ts';

export interface StoredEvents {
  /** Ids by visitor, with repeats if there were any. */
  events: Map<string, string[]>;
  quarantined: number;
}

/** What is in the database's file, read without the server. */
export function storedIn(folder: string): StoredEvents {
  const db = new DatabaseSync(fileIn(join(folder, 'database')), { readOnly: true });
  try {
    const symbols = new Map<string, string>();
    for (const row of db.prepare('select id, text from symbols').all()) {
      symbols.set(String(row['id']), String(row['text']));
    }
    const events = new Map<string, string[]>();
    const columns = 'visitor, start, names, times, pages, ids, props, facts, strings';
    for (const row of db.prepare(`select ${columns} from sessions`).all()) {
      const session = row as unknown as SessionRow;
      const ids = unpackEvents(session, (id) => symbols.get(id)).map(({ id }) => id);
      events.set(session.visitor, [...(events.get(session.visitor) ?? []), ...ids]);
    }
    const [row] = db.prepare('select count(*) as n from quarantine').all();
    return { events, quarantined: Number(row?.['n']) };
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
